"""What every store promises about changes of a story itself: other processes are told of them."""

from dataclasses import replace

import pytest

from belowline.conversation.threads import ThreadMode, ThreadOrder
from belowline.kernel.events import Event, EventKind
from belowline.kernel.ids import SiteId, StoryId
from belowline.stories.learn import Origin
from belowline.stories.story import Story
from tests.contracts.newsroom import SITE, AnyStore, Newsroom

pytestmark = pytest.mark.anyio


async def told(store: AnyStore, behind: int = 0) -> list[Event]:
    return list(await store.events_after(SITE, behind, limit=10))


def is_of(event: Event, story: Story) -> bool:
    return (event.kind, event.site_id, event.story_id, event.comment_id) == (
        EventKind.CHANGED,
        story.site_id,
        story.story_id,
        "",
    )


async def test_a_story_that_opens_or_closes_is_an_event_each_time_it_changes(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    for is_open in (False, False, True):
        await store.set_open(SITE, story.story_id, is_open)
    await store.set_open(SITE, StoryId("unknown"), False)

    events = await told(store)

    assert [is_of(event, story) for event in events] == [True, True]


async def test_every_order_to_a_thread_is_an_event_at_its_time(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    orders = [
        ThreadOrder(
            site_id=SiteId(SITE),
            order_id=newsroom.id(),
            story_id=story.story_id,
            mode=mode,
            by=newsroom.reader_id(),
            by_name="Mo",
            created_at=newsroom.moment(),
        )
        for mode in ThreadMode
    ]
    for order in orders:
        await store.order_thread(order)
    await store.order_thread(replace(orders[0], order_id="o", story_id=StoryId("unknown")))

    events = await told(store)

    assert all(is_of(event, story) for event in events)
    assert [event.at for event in events] == [order.created_at for order in orders]


async def test_a_story_that_is_described_anew_is_an_event(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    await store.describe(replace(story, headline="From the desk"), Origin.PUSH)
    # The publisher's own word stands: nothing changes, so nobody is told.
    await store.describe(replace(story, headline="From the page"), Origin.PAGE)

    (event,) = await told(store)

    assert is_of(event, story)


async def test_open_pages_are_told_of_comments_and_not_of_the_story(
    store: AnyStore, newsroom: Newsroom
) -> None:
    story = await newsroom.story()
    await newsroom.post(story)
    await store.set_open(SITE, story.story_id, False)

    posted, closed = await told(store)

    assert (posted.is_told, closed.is_told) == (True, False)
    assert posted.number + 1 == closed.number
