"""The machine's clock is set back in the middle of a conversation: everything goes on in order."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from belowline.kernel.clock import SteadyClock
from belowline.moderation import Moderator
from tests.web.newsroom import SITE, Clock, Newsroom, open_newsroom

pytestmark = pytest.mark.anyio


@dataclass(slots=True)
class Machine(Clock):
    """A machine's clock, as the server reads it."""

    steady: SteadyClock = field(init=False)

    def __post_init__(self) -> None:
        self.steady = SteadyClock(lambda: self.now)

    def __call__(self) -> datetime:
        """Return the moment that the server takes it for."""
        return self.steady()


@pytest.fixture
async def paper(
    engine: Moderator, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Newsroom]:
    """Lend a newsroom on a machine whose clock a test may set."""
    folder = tmp_path_factory.mktemp("machine")
    async with open_newsroom(folder, moderator=engine, clock=Machine()) as room:
        yield room


async def test_a_conversation_and_its_rulings_stay_in_order(paper: Newsroom) -> None:
    author, desk = paper.reader(), await paper.moderator("Clo Ck")
    root = await paper.post(author, "The council should publish the figures.")
    paper.clock.advance(minutes=-50)
    reply = await paper.post(paper.reader(), "It did, in March.", parent_id=root["id"])
    one = f"/api/v1/comments/{root['id']}"
    edited = await author.patch(one, json={"text": "The council should publish all figures."})
    await desk.rule(root["id"], "hold")
    paper.clock.advance(minutes=-10)
    await desk.rule(root["id"], "publish")

    store = paper.belowline.store
    page = (await paper.reader().get(f"/stories/{paper.rent.story_id}")).text
    rulings = await store.rulings(SITE, root["id"])
    events = await store.events_after(SITE, 0, limit=200)

    assert edited.status_code == 200
    assert page.index(f'id="c-{root["id"]}"') < page.index(f'id="c-{reply["id"]}"')
    assert [ruling.verdict for ruling in rulings] == ["publish", "publish", "hold", "publish"]
    assert len({ruling.created_at for ruling in rulings}) == 4
    assert [event.at for event in events] == sorted(event.at for event in events)
    written = [datetime.fromisoformat(each["created_at"]) for each in (root, reply)]
    assert written[0] < written[1]
    assert await store.check_counters(SITE) == []


async def test_rulings_stay_in_order_where_the_machine_that_made_the_last_was_hours_ahead(
    paper: Newsroom,
) -> None:
    author, desk = paper.reader(), await paper.moderator("Cle Psydra")
    root = await paper.post(author, "The council should publish the minutes.")
    # Further than any process waits for: this is another machine, or the same one put right.
    paper.clock.advance(hours=-5)
    one = f"/api/v1/comments/{root['id']}"
    await author.patch(one, json={"text": "The council should publish all minutes."})
    await desk.rule(root["id"], "hold")
    await desk.rule(root["id"], "publish")
    answer = await paper.post(paper.reader(), "It did, in May.", parent_id=root["id"])

    rulings = await paper.belowline.store.rulings(SITE, root["id"])

    assert [ruling.verdict for ruling in rulings] == ["publish", "publish", "hold", "publish"]
    assert [ruling.ruling_id for ruling in rulings] == sorted(each.ruling_id for each in rulings)
    assert datetime.fromisoformat(answer["created_at"]) > datetime.fromisoformat(root["created_at"])
