"""An editor sees what another policy would have changed lately, in bounded time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest

from belowline.conversation.in_force import InForce
from belowline.desk.comparison import Change
from belowline.desk.preview_policy import LONGEST_SECONDS, LOOKED_BACK, Preview, PreviewPolicy
from belowline.kernel.errors import Forbidden, Refused
from belowline.moderation import (
    Action,
    Moderator,
    Policy,
    PolicyError,
    parse_policy,
    shipped_policy_text,
)
from belowline.people.reader import Role
from belowline.stories.story import Story
from tests.contracts.newsroom import SITE, START, Newsroom
from tests.conversation.room import CLEAN, DOUBTFUL, FORBIDDEN, Scripted
from tests.memory_store import MemoryStore

pytestmark = pytest.mark.anyio

MILD = 'extends = "no-tolerance"\n[clause.profanity]\nhold_at = 0.9\nreject_at = "never"\n'


class Desk:
    """A newsroom with an editor, and a timer that moves on by so much at each look."""

    def __init__(self, *, each_look: float = 0.0) -> None:
        self.store = MemoryStore()
        self.newsroom = Newsroom(self.store)
        self.editor = self.newsroom.new_reader(Role.EDITOR)
        self.now = START + timedelta(days=1)
        self.told: list[tuple[int, int]] = []
        looks: Iterator[int] = count()
        self.preview = PreviewPolicy(
            store=self.store,
            in_force=InForce(self.engine(parse_policy(shipped_policy_text()))),
            make=self.engine,
            clock=lambda: self.now,
            timer=lambda: next(looks) * each_look,
        )

    def engine(self, policy: Policy) -> Moderator:
        """Return an engine that does what texts say."""
        return Moderator(policy, [Scripted()])

    async def post(self, story: Story, *texts: str) -> None:
        """Keep comments with these words."""
        for text in texts:
            await self.newsroom.post(story, text=text)

    async def asked(self, text: str = MILD, **more: float) -> Preview:
        """Ask as the editor does."""
        return await self.preview(
            self.editor,
            SITE,
            text,
            examples=5,
            progress=lambda done, total: self.told.append((done, total)),
            **more,
        )


@pytest.fixture
def desk() -> Desk:
    """Lend one whose timer stands still."""
    return Desk()


@pytest.fixture
async def story(desk: Desk) -> Story:
    """Lend a story."""
    return await desk.newsroom.story()


async def test_both_policies_are_held_against_what_was_written(desk: Desk, story: Story) -> None:
    await desk.post(story, CLEAN, DOUBTFUL, DOUBTFUL, FORBIDDEN)

    found = await desk.asked()

    assert found.comparison.changes == {
        Change(Action.HOLD, Action.PUBLISH): 2,
        Change(Action.REJECT, Action.HOLD): 1,
    }
    assert (found.comparison.comments, found.of) == (4, 4)
    assert found.proposed == parse_policy(MILD)
    assert desk.told[-1] == (4, 4)


async def test_only_the_last_thirty_days_are_looked_at(desk: Desk, story: Story) -> None:
    await desk.post(story, DOUBTFUL)
    desk.now = START + LOOKED_BACK + timedelta(days=1)

    found = await desk.asked()

    assert (found.comparison.comments, found.of) == (0, 0)
    assert found.since == desk.now - LOOKED_BACK


async def test_where_time_runs_out_fewer_are_looked_at_evenly_spread() -> None:
    desk = Desk(each_look=2.0)
    story = await desk.newsroom.story()
    await desk.post(story, *[DOUBTFUL] * 200)

    found = await desk.asked(seconds=20)

    assert 0 < found.comparison.comments < found.of == 200
    first, last = found.comparison.first, found.comparison.last
    assert first is not None
    assert last is not None
    # Not the oldest alone: those that were looked at reach over more than what came first.
    assert last - first > timedelta(seconds=found.comparison.comments)


async def test_nobody_waits_longer_than_a_proxy_does() -> None:
    desk = Desk(each_look=LONGEST_SECONDS)
    story = await desk.newsroom.story()
    await desk.post(story, *[DOUBTFUL] * 60)

    found = await desk.asked(seconds=10_000)

    assert found.comparison.comments < 60


async def test_nothing_is_kept_and_the_policy_in_force_stays(desk: Desk, story: Story) -> None:
    await desk.post(story, DOUBTFUL)
    before = desk.preview.in_force.policy

    await desk.asked()

    assert desk.preview.in_force.policy is before
    assert await desk.store.saved_policy(SITE) is None


async def test_only_editors_may_ask_and_only_about_a_policy(desk: Desk, story: Story) -> None:
    moderator = desk.newsroom.new_reader(Role.MODERATOR)

    with pytest.raises(Forbidden):
        await desk.preview(moderator, SITE, MILD, examples=1)
    with pytest.raises(PolicyError):
        await desk.asked('extends = "nothing"')
    with pytest.raises(Refused) as long:
        await desk.asked("#" * 60_001)

    assert long.value.code == "policy-too-long"
