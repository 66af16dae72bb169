"""What would not be published comes back before it is sent, and what readers do then is counted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from belowline.moderation import Moderator, parse_policy
from belowline.moderation.shipped import shipped_policy_text
from belowline.people.reader import Role
from tests.web.newsroom import Newsroom, open_newsroom

pytestmark = pytest.mark.anyio

HELD = "The mayor of this town is a complete moron."
REJECTED = "Shut up, you pretentious moron."
FINE = "The mayor of this town has not answered the question."


@pytest.fixture
async def newsroom(engine: Moderator, tmp_path: Path) -> AsyncIterator[Newsroom]:
    """Lend a newsroom to each test: sums are of everything."""
    async with open_newsroom(tmp_path, moderator=engine) as room:
        yield room


async def figure(newsroom: Newsroom) -> str:
    """Return what editors are told of it."""
    editor = await newsroom.moderator("Ed Itor", Role.EDITOR)
    page = (await editor.browser.get("/desk/numbers")).text
    return page.split("<dt>Changed their words when asked</dt>")[1].split("</div>")[0]


async def test_a_form_comes_back_with_the_clause_in_its_own_words(newsroom: Newsroom) -> None:
    path = f"/stories/{newsroom.rent.story_id}/comments"

    answer = await newsroom.send(newsroom.reader(), path, ask="1", text=HELD, name="Hella Held")

    assert answer.status_code == 422
    assert "Not sent yet" in answer.text
    assert newsroom.belowline.services.policy.clause("discourtesy").summary in answer.text
    assert "<mark" in answer.text
    assert f"{HELD}</textarea>" in answer.text
    assert 'name="anyway"' in answer.text
    desk = await newsroom.moderator("Mo Derator")
    assert "complete moron" not in (await desk.browser.get("/desk")).text


async def test_the_same_words_can_be_sent_to_a_moderator(newsroom: Newsroom) -> None:
    reader = newsroom.reader()
    path = f"/stories/{newsroom.rent.story_id}/comments"
    fields = {"ask": "1", "text": HELD, "name": "Hella Held"}
    await newsroom.send(reader, path, **fields)

    answer = await newsroom.send(reader, path, asked="1", anyway="1", **fields)

    assert answer.status_code == 303
    assert "Held for a moderator" in (await reader.get(answer.headers["location"])).text
    assert "1 were asked before sending: 0 edited, 1 sent it anyway, 0 gave up" in (
        await figure(newsroom)
    )


async def test_who_sends_what_would_be_turned_away_gets_the_reasons_and_may_appeal(
    newsroom: Newsroom,
) -> None:
    reader = newsroom.reader()
    path = f"/stories/{newsroom.rent.story_id}/comments"
    fields = {"ask": "1", "text": REJECTED, "name": "Rita"}
    first = await newsroom.send(reader, path, **fields)
    assert "how to appeal" not in first.text
    assert "Send it anyway" in first.text

    answer = await newsroom.send(reader, path, asked="1", anyway="1", **fields)

    assert "how to appeal" in answer.text


async def test_who_changes_the_words_is_published_and_counted_once(newsroom: Newsroom) -> None:
    reader = newsroom.reader()
    path = f"/stories/{newsroom.rent.story_id}/comments"
    await newsroom.send(reader, path, ask="1", text=REJECTED, name="Rita")
    await newsroom.send(reader, path, ask="1", asked="1", text=HELD, name="Rita")

    answer = await newsroom.send(reader, path, ask="1", asked="1", text=FINE, name="Rita")
    await newsroom.send(newsroom.reader(), path, ask="1", text=HELD, name="Gil Giveup")

    assert answer.status_code == 303
    told = await figure(newsroom)
    assert "50.0 %" in told
    assert "2 were asked before sending: 1 edited, 0 sent it anyway, 1 gave up" in told


async def test_a_programs_steps_are_counted_alike(newsroom: Newsroom) -> None:
    reader = newsroom.reader()
    body = {"text": HELD, "story_id": newsroom.rent.story_id}
    typing = (await reader.post("/api/v1/check", json=body)).json()
    await reader.post("/api/v1/check", json={**body, "sending": True})
    await reader.post("/api/v1/check", json={**body, "sending": True, "again": True})
    await reader.post("/api/v1/check", json={**body, "text": FINE, "sending": True})

    await newsroom.post(reader, FINE, nudged="edited")

    assert typing["may_send"] is True
    assert set(typing["clauses"]) >= {"discourtesy"}
    assert "1 were asked before sending: 1 edited" in await figure(newsroom)
    unknown = {"text": FINE, "nudged": "later"}
    path = f"/api/v1/stories/{newsroom.rent.story_id}/comments"
    assert (await reader.post(path, json=unknown)).status_code in (400, 422)


@pytest.mark.parametrize(
    ("send_anyway", "held", "rejected"),
    [("all", True, True), ("held", True, False), ("none", False, False)],
)
async def test_the_policy_says_what_may_be_sent_all_the_same(
    engine: Moderator, tmp_path: Path, send_anyway: str, held: bool, rejected: bool
) -> None:
    text = shipped_policy_text().replace('send_anyway = "all"', f'send_anyway = "{send_anyway}"')
    moderator = Moderator(parse_policy(text))
    async with open_newsroom(tmp_path, moderator=moderator) as newsroom:
        path = f"/stories/{newsroom.rent.story_id}/comments"
        for words, allowed in ((HELD, held), (REJECTED, rejected)):
            reader = newsroom.reader()
            fields = {"ask": "1", "asked": "1", "text": words, "name": "Rita"}

            shown = await newsroom.send(reader, path, **fields)
            sent = await newsroom.send(reader, path, anyway="1", **fields)

            assert ('name="anyway"' in shown.text) is allowed
            was_kept = sent.status_code == 303 or "how to appeal" in sent.text
            assert was_kept is allowed
