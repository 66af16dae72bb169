"""What every store promises about how far a webhook was told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from belowline.conversation.webhook_line import Line
from tests.contracts.newsroom import OTHER_SITE, SITE, START, AnyStore, Newsroom

pytestmark = pytest.mark.anyio

LATER = START + timedelta(minutes=1)


async def claim(store: AnyStore, by: str, minutes: float = 0.0) -> Line | None:
    """Ask for the line of one webhook for a minute."""
    now = START + timedelta(minutes=minutes)
    return await store.claim_line(SITE, "desk", by=by, now=now, until=now + timedelta(minutes=1))


async def test_a_new_line_begins_behind_what_has_happened(
    store: AnyStore, newsroom: Newsroom
) -> None:
    await newsroom.post(await newsroom.story())
    await newsroom.post(await newsroom.story())

    line = await claim(store, "one")

    assert line == Line(hook="desk", number=2, part=0, attempts=0, due_at=START)
    assert list(await store.lines(SITE)) == [line]
    assert list(await store.lines(OTHER_SITE)) == []


async def test_a_line_is_one_senders_until_its_time_is_over(store: AnyStore) -> None:
    assert await claim(store, "one")
    assert await claim(store, "two", 0.5) is None
    assert await claim(store, "one", 0.5)
    assert await claim(store, "two", 1.4) is None

    assert await claim(store, "two", 1.6)
    assert await claim(store, "one", 1.7) is None


async def test_who_has_the_line_moves_it_and_who_had_it_may_not(store: AnyStore) -> None:
    line = await claim(store, "one")
    assert line
    moved = replace(line, number=7, part=1, attempts=3, due_at=LATER)

    assert await store.move_line(SITE, moved, by="one", until=LATER)
    assert list(await store.lines(SITE)) == [moved]
    assert await claim(store, "two", 2) == moved
    assert not await store.move_line(SITE, replace(line, number=99), by="one", until=LATER)
    assert list(await store.lines(SITE)) == [moved]


async def test_a_line_goes_back_to_what_happened_since(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    await newsroom.post(story)
    second = await newsroom.post(story)
    await newsroom.post(story)
    line = await claim(store, "one")
    assert line

    back = await store.rewind_line(SITE, "desk", since=second.created_at, now=LATER)
    assert back == Line(hook="desk", number=1, part=0, attempts=0, due_at=LATER)
    # Who was in the middle of telling has to ask for it anew.
    assert not await store.move_line(SITE, replace(line, number=9), by="one", until=LATER)
    assert await claim(store, "two", 1) == back

    late = await store.rewind_line(SITE, "desk", since=START + timedelta(days=1), now=LATER)
    assert late
    assert late.number == 3
    assert await store.rewind_line(SITE, "nobody", since=START, now=LATER) is None
