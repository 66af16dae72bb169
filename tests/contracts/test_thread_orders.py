"""What every store promises about the modes of threads."""

import pytest

from belowline.conversation.threads import ThreadMode, ThreadOrder, mode_of
from belowline.kernel.ids import SiteId, StoryId
from tests.contracts.newsroom import OTHER_SITE, SITE, AnyStore, Newsroom

pytestmark = pytest.mark.anyio


def order(newsroom: Newsroom, story_id: StoryId, mode: ThreadMode) -> ThreadOrder:
    return ThreadOrder(
        site_id=SiteId(SITE),
        order_id=newsroom.id(),
        story_id=story_id,
        mode=mode,
        by=newsroom.reader_id(),
        by_name="Mo",
        created_at=newsroom.moment(),
    )


async def test_the_latest_order_is_the_threads_mode_and_opens_or_closes_it(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    assert await mode_of(store, story) is ThreadMode.OPEN
    for mode in (*ThreadMode, *ThreadMode):
        given = order(newsroom, story.story_id, mode)

        after = await store.order_thread(given)

        assert after == await newsroom.story_now(story)
        assert after.open is mode.takes_comments
        assert after.version == story.version + 1
        assert await store.thread_order(SITE, story.story_id) == given
        assert await mode_of(store, after) is mode
        story = after


async def test_who_opens_or_closes_the_story_itself_has_the_last_word(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    await store.order_thread(order(newsroom, story.story_id, ThreadMode.PAUSED))
    opened = await store.set_open(SITE, story.story_id, True)
    assert opened is not None
    assert await mode_of(store, opened) is ThreadMode.OPEN

    await store.order_thread(order(newsroom, story.story_id, ThreadMode.HELD))
    closed = await store.set_open(SITE, story.story_id, False)
    assert closed is not None
    assert await mode_of(store, closed) is ThreadMode.CLOSED


async def test_a_story_that_there_is_not_has_no_order(store: AnyStore, newsroom: Newsroom) -> None:
    unknown = newsroom.new_story()

    assert await store.order_thread(order(newsroom, unknown.story_id, ThreadMode.OPEN)) is None
    assert await store.thread_order(SITE, unknown.story_id) is None
    assert await store.thread_order(OTHER_SITE, unknown.story_id) is None
