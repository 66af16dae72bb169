"""What every store promises about who says what a story is."""

import asyncio
from dataclasses import replace

import pytest

from belowline.kernel.ids import StoryId
from belowline.stories.learn import Origin
from tests.contracts.newsroom import OTHER_SITE, SITE, AnyStore, Newsroom

pytestmark = pytest.mark.anyio


async def test_a_description_comes_back_and_the_version_moves(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    told = replace(story, headline="Brücke zu 🌉", standfirst="A year", byline="H. Marsh", body="x")

    kept = await store.describe(told, Origin.PAGE)

    assert kept == replace(told, version=story.version + 1)
    assert await store.story(SITE, story.story_id) == kept
    assert await store.described_by(SITE, story.story_id) is Origin.PAGE


async def test_what_a_description_may_not_touch_stays(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story(comment_count=3)
    told = replace(story, url="https://news.example/else", open=False, comment_count=99, version=40)

    kept = await store.describe(told, Origin.PUSH)

    assert kept == replace(story, version=story.version + 1)


async def test_the_publishers_word_stands_against_its_page(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    await store.describe(replace(story, headline="From the page"), Origin.PAGE)
    pushed = await store.describe(replace(story, headline="From the desk"), Origin.PUSH)

    after = await store.describe(replace(story, headline="From the page again"), Origin.PAGE)

    assert after == pushed
    assert await store.described_by(SITE, story.story_id) is Origin.PUSH
    newer = await store.describe(replace(story, headline="Corrected"), Origin.PUSH)
    assert newer
    assert newer.headline == "Corrected"


async def test_nothing_is_known_of_who_described_what_was_not(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()

    assert await store.described_by(SITE, story.story_id) is None
    assert await store.described_by(OTHER_SITE, story.story_id) is None
    elsewhere = replace(story, site_id=OTHER_SITE, headline="Not ours")
    assert await store.describe(elsewhere, Origin.PUSH) is None
    nowhere = replace(story, story_id=StoryId("01900000-0000-7000-8000-000000000000"))
    assert await store.describe(nowhere, Origin.PUSH) is None
    assert await store.story(SITE, story.story_id) == story


async def test_two_who_describe_at_once_take_turns(store: AnyStore, newsroom: Newsroom) -> None:
    story = await newsroom.story()
    told = [replace(story, headline=f"Version {number}") for number in range(8)]

    await asyncio.gather(*(store.describe(each, Origin.PUSH) for each in told))

    kept = await store.story(SITE, story.story_id)
    assert kept
    assert kept.version == story.version + len(told)
