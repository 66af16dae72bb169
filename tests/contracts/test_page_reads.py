"""What every store promises about the pages that are to be read."""

from datetime import timedelta

import pytest

from tests.contracts.newsroom import OTHER_SITE, SITE, START, AnyStore, Newsroom

pytestmark = pytest.mark.anyio

LATER = START + timedelta(minutes=10)
PLENTY = 1_000


async def test_a_page_that_is_wanted_is_due_until_it_is_ended(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    wanted = await store.want_page(SITE, story.story_id, due_at=START, most=PLENTY)

    assert wanted
    assert await store.pages_due(SITE, now=START, limit=10) == [story.story_id]
    assert not await store.pages_due(SITE, now=START - timedelta(seconds=1), limit=10)
    assert not await store.pages_due(OTHER_SITE, now=LATER, limit=10)

    await store.end_page(SITE, story.story_id)
    await store.end_page(SITE, story.story_id)
    assert not await store.pages_due(SITE, now=LATER, limit=10)


async def test_attempts_are_counted_and_another_is_due_later(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    await store.want_page(SITE, story.story_id, due_at=START, most=PLENTY)

    attempts = [await store.begin_page(SITE, story.story_id, again_at=LATER) for _ in range(2)]

    assert attempts == [1, 2]
    assert not await store.pages_due(SITE, now=START, limit=10)
    assert await store.pages_due(SITE, now=LATER, limit=10) == [story.story_id]
    # Wanted once more, it is the same wish.
    await store.want_page(SITE, story.story_id, due_at=START, most=PLENTY)
    assert await store.begin_page(SITE, story.story_id, again_at=LATER) == 3


async def test_what_is_not_wanted_is_not_begun(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()

    assert await store.begin_page(SITE, story.story_id, again_at=LATER) is None
    assert await store.begin_page(OTHER_SITE, story.story_id, again_at=LATER) is None


async def test_those_due_the_longest_come_first_and_no_more_than_asked_for(
    store: AnyStore, newsroom: Newsroom
) -> None:
    stories = [await newsroom.story() for _ in range(3)]
    for minutes, story in zip((3, 1, 2), stories, strict=True):
        due_at = START - timedelta(minutes=minutes)
        await store.want_page(SITE, story.story_id, due_at=due_at, most=PLENTY)

    found = await store.pages_due(SITE, now=START, limit=2)

    assert found == [stories[0].story_id, stories[2].story_id]


async def test_no_more_wait_than_may(store: AnyStore, newsroom: Newsroom) -> None:
    stories = [await newsroom.story() for _ in range(3)]

    taken = [await store.want_page(SITE, story.story_id, due_at=START, most=2) for story in stories]

    assert taken == [True, True, False]
