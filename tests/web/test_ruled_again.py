"""What readers posted over HTTP is ruled on again, later and in bulk, exactly as when it came."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from belowline.conversation.comment import RulingRecord, Source, Verdict
from belowline.conversation.judging import recorded
from belowline.desk.as_posted import as_posted
from belowline.desk.judges import JudgesHere, pages_ruled
from belowline.desk.told import pages_of
from belowline.kernel.ids import CommentId
from belowline.moderation import Moderator, parse_policy
from belowline.people.reader import Role
from belowline.stories.learn import Origin
from tests.web.newsroom import SITE, Desk, Newsroom, open_newsroom

pytestmark = pytest.mark.anyio

POLICY = """extends = "no-tolerance"
[[phrases]]
name = "trams"
clause = "spam"
phrases = ["tram"]
mode = "shadow"
[[phrases]]
name = "blorps"
clause = "profanity"
phrases = ["blorp"]
mode = "hold"
"""
SAID = (
    "The figures leave out the two boroughs with the most tenants.",
    "Somebody should count whether a tram still runs at night.",
    "You are a complete moron, and so is your mayor.",
    "I will find you and break your neck.",
    "People of that race are animals and should all go back.",
    "What a load of fucking bullshit.",
    "Show us your tits, love.",
    "He lives at 14 Acacia Avenue, his number is 07700 900319, go and visit him.",
    "Make $5000 a week from home, https://easy-money.example/join, limited places!",
    "“We will kill every one of them”, said the deputy. The White House condemned it.",
    "Perhaps the figures are blorp.",
    "Nobody wants this.\n\n> A colossal mistake\n\nThat is what it is.",
)
LINK = "The minutes are at https://archive.example/{} and they say something else entirely."
SPAM = "Ask for Dana at Hillside roof tiles, she explains every step, we are @hillside_roofs."


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    """Lend a newsroom with rules of its own."""
    policy = tmp_path / "policy.toml"
    policy.write_text(POLICY, encoding="utf-8")
    async with open_newsroom(tmp_path, policy=policy) as room:
        yield room


async def online(room: Newsroom, comment_id: CommentId, revision: int) -> RulingRecord:
    """Return what the engine made of these words when they came."""
    rulings = await room.belowline.store.rulings(SITE, comment_id)
    return next(
        each for each in rulings if each.source is Source.ENGINE and each.revision == revision
    )


async def again(room: Newsroom, policy: str) -> list[tuple[RulingRecord, RulingRecord]]:
    """Return, of all that was written, the ruling of then and that of a run over the archive."""
    store, parsed = room.belowline.store, parse_policy(policy)
    judges = JudgesHere([Moderator(parsed)])
    found = []
    async for page, rulings in pages_ruled(pages_of(store, SITE, since=None), judges):
        for (written, _), (ruling,) in zip(page.told, rulings, strict=True):
            before = await online(room, written.comment_id, written.revision)
            now, note = as_posted(written, ruling, parsed)
            # Whether a finding was sure has decided on the action, and is not kept.
            kept = tuple(replace(each, is_sure=True) for each in now.findings)
            now = replace(now, findings=kept)
            after = recorded(
                now,
                site_id=SITE,
                comment_id=before.comment_id,
                ruling_id=before.ruling_id,
                revision=before.revision,
                at=before.created_at,
                note=note,
            )
            found.append((before, after))
    return found


def differences(found: list[tuple[RulingRecord, RulingRecord]]) -> list[tuple[str, Any, Any]]:
    """Return where the two rulings on a comment differ."""
    return [
        (each.name, getattr(before, each.name), getattr(after, each.name))
        for before, after in found
        for each in fields(before)
        if getattr(before, each.name) != getattr(after, each.name)
    ]


async def edit(reader: Any, comment: dict[str, Any], text: str) -> None:
    answer = await reader.patch(f"/api/v1/comments/{comment['id']}", json={"text": text})
    assert answer.status_code == 200, answer.text


async def hold_everything(room: Newsroom, desk: Desk) -> None:
    """Have a thread wait, and a reader; post to the one and as the other."""
    story = await room.story("held")
    first = await room.post(room.reader(), SAID[0], story)
    form = {"token": desk.token, "at": first["id"], "mode": "held"}
    await desk.browser.post(f"/desk/stories/{story.story_id}/thread", data=form)
    await room.post(room.reader(), "The night buses were full in March as well.", story)
    reader = room.reader()
    comment = await room.post(reader, "My street has no lamps at all.")
    page = (await desk.browser.get(f"/desk/comments/{comment['id']}")).text
    found = re.search(r"/desk/readers/([^/\"]+)/sanctions", page)
    assert found
    await desk.browser.post(
        f"/api/v1/desk/readers/{found.group(1)}/sanctions",
        json={"measure": "hold", "reason": "For now."},
        headers={"x-csrf-token": desk.token},
    )
    await room.post(reader, "And the lamps that there are stay dark.")


async def talk(room: Newsroom, desk: Desk) -> None:
    """Post what breaks each clause and what breaks none, in all that may surround it."""
    for number, text in enumerate(SAID):
        await room.post(room.reader(), text, room.war if number % 2 else room.rent)
    await room.post(room.reader(), "A fair report.", name="Blorp Reader")
    author = room.reader()
    for number in range(6):
        await room.post(author, f"Point {number} of my list about the bridge.")
    for _ in range(3):
        await room.post(room.reader(), SPAM)
    for number in range(4):
        await room.post(room.reader(), LINK.format(number))
    parent = await room.post(author, "Is the bridge safe to cross?")
    await room.post(room.reader(), "You idiot, it is.", parent_id=parent["id"])
    await edit(author, parent, "Is the bridge of the harbour safe to cross by night?")
    await room.post(room.reader(), "By night it is not.", parent_id=parent["id"])
    waits = await room.post(author, "The mayor is blorp.")
    await edit(author, waits, "The mayor is wrong about the bridge.")
    named = room.reader()
    doubtful = await room.post(named, "The minister is blorp.", name="Blorp Writer")
    await edit(named, doubtful, "The minister is wrong about the bridge.")
    block = {"host": "archive.example", "mode": "reject"}
    await desk.browser.post("/api/v1/desk/blocks", json=block, headers={"x-csrf-token": desk.token})
    await room.post(room.reader(), LINK.format("late"))
    await hold_everything(room, desk)


async def test_every_ruling_is_made_again_as_it_was(room: Newsroom) -> None:
    desk = await room.moderator("Mo Again", Role.EDITOR)
    await talk(room, desk)
    # What is known of sites and authors is no longer what it was.
    room.clock.advance(days=3)

    found = await again(room, POLICY)

    clauses = {each.clause for before, _ in found for each in before.findings}
    assert clauses == {
        "violence",
        "racism",
        "profanity",
        "vulgarity",
        "doxing",
        "discourtesy",
        "spam",
    }
    assert {before.verdict for before, _ in found} == {
        Verdict.PUBLISH,
        Verdict.HOLD,
        Verdict.REJECT,
    }
    assert any(before.shadows for before, _ in found)
    assert any(before.note for before, _ in found)
    assert differences(found) == []


async def test_a_readers_first_comments_wait_again(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(text := 'extends = "balanced"\nfirst_comments_held = 2\n', encoding="utf-8")
    async with open_newsroom(tmp_path, policy=policy) as room:
        for said in SAID:
            await room.post(room.reader(), said)

        found = await again(room, text)

    assert any("first 2 comments" in (before.note or "") for before, _ in found)
    assert differences(found) == []


async def test_of_a_story_only_the_words_of_today_are_known(room: Newsroom) -> None:
    threat = "We will kill every one of them and burn their cities to the ground."
    await room.post(room.reader(), threat, room.war)
    story = replace(room.war, headline="Corrected", body="Withdrawn.")
    await room.belowline.store.describe(story, Origin.PUSH)

    [(before, after)] = await again(room, POLICY)

    assert before.findings != after.findings
