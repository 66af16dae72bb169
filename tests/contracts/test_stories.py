"""What every store promises about stories."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from belowline.conversation.comment import State
from belowline.kernel.ids import StoryId
from tests.contracts.newsroom import OTHER_SITE, SITE, START, AnyStore, Newsroom

pytestmark = pytest.mark.anyio


async def test_a_story_comes_back_as_it_was_kept(store: AnyStore, newsroom: Newsroom) -> None:
    story = newsroom.new_story(
        headline="Brücke gesperrt — „für ein Jahr“ 🌉",
        body="## Why\n\n> “Rust.”\n\n\tThe end. ",
        published_at=datetime(1969, 7, 20, 20, 17, 40, 123000, tzinfo=UTC),
        open=False,
        comment_count=0,
        version=7,
    )

    assert await store.add_story(story) == story
    assert await store.story(SITE, story.story_id) == story
    assert await store.story_by_url(SITE, story.url) == story


async def test_a_time_of_another_zone_comes_back_as_the_same_moment_in_utc(
    real_store: AnyStore,
) -> None:
    newsroom = Newsroom(real_store)
    delhi = timezone(timedelta(hours=5, minutes=30))
    story = await newsroom.story(published_at=START.astimezone(delhi))

    kept = await newsroom.story_now(story)

    assert kept.published_at == START
    assert kept.published_at.tzinfo is UTC


async def test_the_same_address_again_returns_the_story_kept_first(
    store: AnyStore, newsroom: Newsroom
) -> None:
    first = await newsroom.story()
    second = newsroom.new_story(url=first.url, headline="Another headline")

    assert await store.add_story(second) == first
    assert await store.story(SITE, second.story_id) is None


async def test_readers_who_open_a_new_story_at_once_get_the_same_one(
    store: AnyStore, newsroom: Newsroom
) -> None:
    candidates = [newsroom.new_story(url="https://news.example/bridge") for _ in range(20)]

    kept = await asyncio.gather(*map(store.add_story, candidates))

    assert len({story.story_id for story in kept}) == 1


async def test_the_same_address_on_another_site_is_another_story(
    store: AnyStore, newsroom: Newsroom
) -> None:
    first = await newsroom.story()
    elsewhere = await newsroom.story(url=first.url, site_id=OTHER_SITE)

    assert elsewhere.story_id != first.story_id
    assert await store.story(SITE, elsewhere.story_id) is None
    assert await store.story_by_url(OTHER_SITE, first.url) == elsewhere


async def test_an_unknown_story_is_none(store: AnyStore) -> None:
    assert await store.story(SITE, StoryId("unknown")) is None
    assert await store.story_by_url(SITE, "https://news.example/unknown") is None


async def test_of_several_addresses_the_known_stories_come_back(
    store: AnyStore, newsroom: Newsroom
) -> None:
    one, two, _ = [await newsroom.story() for _ in range(3)]

    found = await store.stories_by_url(SITE, [two.url, "https://news.example/x", one.url])

    assert {story.story_id for story in found} == {one.story_id, two.story_id}
    assert await store.stories_by_url(SITE, []) in ((), [])


async def test_a_thread_that_closes_moves_its_version(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()

    closed = await store.set_open(SITE, story.story_id, False)
    again = await store.set_open(SITE, story.story_id, False)
    opened = await store.set_open(SITE, story.story_id, True)

    assert closed == replace(story, open=False, version=story.version + 1)
    assert again == closed
    assert opened == replace(story, open=True, version=story.version + 2)


async def test_no_thread_closes_where_there_is_no_story(store: AnyStore) -> None:
    assert await store.set_open(SITE, StoryId("unknown"), False) is None


async def test_the_latest_stories_come_newest_first_page_by_page(
    store: AnyStore, newsroom: Newsroom
) -> None:
    await newsroom.story(site_id=OTHER_SITE)
    kept = [
        await newsroom.story(published_at=START + timedelta(days=day)) for day in (3, 1, 2, 2, 2)
    ]
    newest = sorted(kept, key=lambda story: (story.published_at, story.story_id), reverse=True)

    first = await store.latest(SITE, limit=2)
    second = await store.latest(SITE, limit=2, after=first[-1].story_id)
    third = await store.latest(SITE, limit=2, after=second[-1].story_id)

    assert [*first, *second, *third] == newest
    assert not await store.latest(SITE, limit=2, after=newest[-1].story_id)


async def test_behind_an_unknown_story_the_list_of_the_latest_is_empty(
    store: AnyStore, newsroom: Newsroom
) -> None:
    await newsroom.story()

    assert not await store.latest(SITE, limit=5, after="unknown")


async def test_the_most_discussed_stories_are_those_with_the_most_published_comments(
    store: AnyStore, newsroom: Newsroom
) -> None:
    quiet, lively, held, livelier = [await newsroom.story() for _ in range(4)]
    for story, times in ((lively, 1), (livelier, 2)):
        for _ in range(times):
            await newsroom.post(story)
    for _ in range(3):
        await newsroom.post(held, state=State.HELD)

    found = await store.most_discussed(SITE, limit=5)

    assert [(story.story_id, story.comment_count) for story in found] == [
        (livelier.story_id, 2),
        (lively.story_id, 1),
    ]
    assert len(await store.most_discussed(SITE, limit=1)) == 1
    assert quiet.story_id not in {story.story_id for story in found}
