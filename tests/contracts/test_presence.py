"""What every store promises about what moderators have open."""

import asyncio
from datetime import datetime, timedelta

import pytest

from belowline.conversation.comment import Comment, State
from belowline.desk.presence import Taken
from belowline.kernel.ids import ReaderId
from tests.contracts.newsroom import OTHER_SITE, SITE, START, AnyStore, Newsroom

pytestmark = pytest.mark.anyio

MINUTE = timedelta(minutes=1)


async def take(store: AnyStore, comment: Comment, who: str, at: datetime = START) -> str:
    """Open a comment as somebody; return who has it then."""
    taken = Taken(
        site_id=SITE, comment_id=comment.comment_id, reader_id=ReaderId(who), name=who, seen_at=at
    )
    return (await store.take(taken, away=at - MINUTE)).name


async def names(store: AnyStore, at: datetime = START) -> dict[str, str]:
    return {key: each.name for key, each in (await store.taken(SITE, away=at - MINUTE)).items()}


async def test_who_comes_first_has_it(store: AnyStore, newsroom: Newsroom) -> None:
    comment = await newsroom.post(await newsroom.story(), state=State.HELD)

    assert await take(store, comment, "Fiona") == "Fiona"
    assert await take(store, comment, "Sam") == "Fiona"

    assert await names(store) == {comment.comment_id: "Fiona"}
    assert await store.taken(OTHER_SITE, away=START - MINUTE) == {}


async def test_who_was_away_for_a_minute_has_it_no_longer(
    store: AnyStore, newsroom: Newsroom
) -> None:
    comment = await newsroom.post(await newsroom.story(), state=State.HELD)
    await take(store, comment, "Fiona")
    assert await take(store, comment, "Sam", START + MINUTE * 0.9) == "Fiona"

    assert await names(store, START + MINUTE) == {}
    assert await take(store, comment, "Sam", START + MINUTE) == "Sam"
    assert await take(store, comment, "Fiona", START + MINUTE) == "Sam"


async def test_a_moderator_who_is_there_keeps_it(store: AnyStore, newsroom: Newsroom) -> None:
    comment = await newsroom.post(await newsroom.story(), state=State.HELD)
    for step in range(4):
        assert await take(store, comment, "Fiona", START + MINUTE / 2 * step) == "Fiona"

    assert await take(store, comment, "Sam", START + MINUTE * 2) == "Fiona"


async def test_who_opens_another_or_leaves_frees_the_first(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    first, second = [await newsroom.post(story, state=State.HELD) for _ in range(2)]
    await take(store, first, "Fiona")
    await take(store, second, "Fiona")
    assert await names(store) == {second.comment_id: "Fiona"}
    assert await take(store, first, "Sam") == "Sam"

    await store.release(SITE, ReaderId("Fiona"))
    await store.release(SITE, ReaderId("Nobody"))

    assert await names(store) == {first.comment_id: "Sam"}


async def test_of_many_at_once_one_gets_it(store: AnyStore, newsroom: Newsroom) -> None:
    comment = await newsroom.post(await newsroom.story(), state=State.HELD)

    told = await asyncio.gather(*(take(store, comment, f"Mo {number}") for number in range(8)))

    assert len(set(told)) == 1
    assert await names(store) == {comment.comment_id: told[0]}
