"""Open pages hear what happened in their story: all of it, in order, and nothing else."""

import asyncio

import pytest

from belowline.conversation.comment import State, Verdict
from belowline.conversation.news import News
from belowline.kernel.events import EventKind
from belowline.live.hub import BATCH, Hub
from belowline.stories.story import Story
from tests.contracts.newsroom import OTHER_SITE, SITE, Newsroom
from tests.live.pages import Outage, listening

pytestmark = pytest.mark.anyio


async def test_a_page_hears_what_happens_in_order_with_the_comment_as_it_stands(
    hub: Hub, newsroom: Newsroom, story: Story
) -> None:
    async with listening(hub, story) as page:
        first = await newsroom.post(story)
        second = await newsroom.post(story, first)
        edited = await newsroom.edit(first, "I walk over it no more.")
        await hub.relay()
        await page.has_heard(3)

    assert page.numbers == [1, 2, 3]
    assert [news.event.kind for news in page.heard] == [
        EventKind.PUBLISHED,
        EventKind.PUBLISHED,
        EventKind.CHANGED,
    ]
    assert [news.comment.comment_id for news in page.heard] == [
        first.comment_id,
        second.comment_id,
        edited.comment_id,
    ]
    assert page.heard[2].comment.text == "I walk over it no more."


async def test_a_page_hears_nothing_of_other_stories_or_sites(
    hub: Hub, store: Outage, newsroom: Newsroom, story: Story
) -> None:
    elsewhere = Newsroom(store, OTHER_SITE)
    there = await elsewhere.story()
    async with listening(hub, story) as page:
        await newsroom.post(await newsroom.story())
        await elsewhere.post(there)
        mine = await newsroom.post(story)
        await hub.relay()
        await page.has_heard(1)

    assert [news.comment.comment_id for news in page.heard] == [mine.comment_id]


async def test_the_public_hears_nothing_of_what_is_held_rejected_or_reported(
    hub: Hub, newsroom: Newsroom, story: Story
) -> None:
    async with listening(hub, story) as page:
        await newsroom.post(story, state=State.HELD)
        await newsroom.post(story, state=State.REJECTED)
        comment = await newsroom.post(story)
        await newsroom.report(comment)
        await newsroom.rule(comment, Verdict.REMOVE)
        await hub.relay()
        await page.has_heard(2)

    assert [news.event.kind for news in page.heard] == [EventKind.PUBLISHED, EventKind.HIDDEN]


async def test_every_page_of_a_story_hears_the_same(
    hub: Hub, newsroom: Newsroom, story: Story
) -> None:
    async with listening(hub, story) as here, listening(hub, story) as there:
        await newsroom.post(story)
        await hub.relay()
        await here.has_heard(1)
        await there.has_heard(1)

    assert here.heard == there.heard


async def test_a_page_that_has_left_leaves_nothing_behind(
    hub: Hub, newsroom: Newsroom, story: Story
) -> None:
    async with listening(hub, story):
        assert hub._listeners
    assert not hub._listeners

    await newsroom.post(story)
    await hub.relay()


async def test_a_page_that_comes_back_hears_what_it_missed_and_then_goes_on(
    hub: Hub, newsroom: Newsroom, story: Story
) -> None:
    for _ in range(5):
        await newsroom.post(story)
    await hub.relay()

    async with listening(hub, story, after=2) as page:
        await page.has_heard(3)
        await newsroom.post(story)
        await hub.relay()
        await page.has_heard(4)

    assert page.numbers == [3, 4, 5, 6]


async def test_what_was_missed_is_not_told_again_when_the_hub_reads_it(
    hub: Hub, newsroom: Newsroom, story: Story
) -> None:
    """The page comes back to a process that has not read the outbox yet."""
    await newsroom.post(story)
    await newsroom.post(story)
    async with listening(hub, story, after=0) as page:
        await page.has_heard(2)
        await hub.relay()
        await newsroom.post(story)
        await hub.relay()
        await page.has_heard(3)

    assert page.numbers == [1, 2, 3]


async def test_a_page_of_a_quiet_story_misses_nothing_on_a_busy_site(
    hub: Hub, newsroom: Newsroom, story: Story
) -> None:
    busy = await newsroom.post(await newsroom.story())
    for _ in range(BATCH + 10):
        await newsroom.store.like(SITE, busy.comment_id, newsroom.reader_id())
    await newsroom.post(story)

    async with listening(hub, story, after=0) as page:
        await page.has_heard(1)

    assert page.numbers == [BATCH + 12]


async def test_a_hub_begins_behind_what_has_happened_already(
    hub: Hub, newsroom: Newsroom, story: Story
) -> None:
    await newsroom.post(story)
    await hub.start()

    async with listening(hub, story) as page:
        await newsroom.post(story)
        await hub.relay()
        await page.has_heard(1)

    assert page.numbers == [2]


async def test_a_page_that_reads_too_slowly_is_let_go_and_the_others_are_not(
    hub: Hub, newsroom: Newsroom, story: Story
) -> None:
    slow = hub.listen(story.site_id, story.story_id, after=None)
    beginning = asyncio.ensure_future(anext(slow))
    await asyncio.sleep(0)
    comment = await newsroom.post(story)
    await hub.relay()
    assert await beginning is not None

    async with listening(hub, story) as quick:
        for _ in range(BATCH + 1):
            await newsroom.store.like(SITE, comment.comment_id, newsroom.reader_id())
            await hub.relay()
            await asyncio.sleep(0)
        await quick.has_heard(BATCH + 1)
        assert not quick.has_ended

    late = [news.event.number async for news in slow if isinstance(news, News)]
    assert late == sorted(set(late))
    assert len(late) < BATCH + 1


async def test_a_page_that_was_let_go_resumes_without_a_gap(
    hub: Hub, newsroom: Newsroom, story: Story
) -> None:
    comment = await newsroom.post(story)
    for number in range(2 * BATCH):
        comment = await newsroom.edit(comment, f"Words of the edit {number}.")

    async with listening(hub, story, after=1) as page:
        await page.has_heard(2 * BATCH)

    assert page.numbers == list(range(2, 2 * BATCH + 2))


async def test_a_page_that_missed_many_likes_hears_the_last_number_of_each_comment(
    hub: Hub, newsroom: Newsroom, story: Story
) -> None:
    one, other = await newsroom.post(story), await newsroom.post(story)
    for _ in range(3):
        for comment in (one, other):
            await newsroom.store.like(SITE, comment.comment_id, newsroom.reader_id())
    await newsroom.edit(one, "Other words.")

    async with listening(hub, story, after=2) as page:
        await page.has_heard(3)

    assert page.numbers == [7, 8, 9]
    assert [news.event.likes for news in page.heard] == [3, 3, None]
