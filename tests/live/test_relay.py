"""The hub relays on its own, beats where all is silent, and outlives a database that goes away."""

import asyncio

import pytest

from belowline.conversation.comment import State
from belowline.kernel.events import Event
from belowline.live.hub import BATCH, Hub
from belowline.stories.story import Story
from tests.contracts.newsroom import SITE, Newsroom
from tests.live.pages import AT_ONCE, Outage, Page, listening, running
from tests.polling import until_async

pytestmark = pytest.mark.anyio


async def test_a_silent_stream_beats(store: Outage, story: Story) -> None:
    hub = Hub(store=store, site_id=SITE, on_event=lambda _: None, beat_seconds=AT_ONCE)

    async with listening(hub, story) as page:

        async def has_beaten() -> bool:
            return page.beats >= 3

        await until_async(has_beaten, "three beats")
    assert page.heard == []


async def test_a_hub_that_is_woken_tells_at_once(
    hub: Hub, newsroom: Newsroom, story: Story
) -> None:
    async with running(hub), listening(hub, story) as page:
        await newsroom.post(story)
        hub.wake()
        await page.has_heard(1)


async def test_a_hub_finds_what_another_process_kept(
    store: Outage, newsroom: Newsroom, story: Story
) -> None:
    hub = Hub(store=store, site_id=SITE, on_event=lambda _: None, poll_seconds=AT_ONCE)

    async with running(hub), listening(hub, story) as page:
        await newsroom.post(story)
        await page.has_heard(1)


async def test_the_page_cache_hears_of_everything_before_any_page_does(
    store: Outage, newsroom: Newsroom, story: Story
) -> None:
    dropped: list[Event] = []
    pages: list[Page] = []
    heard_before: list[int] = []

    def drop(event: Event) -> None:
        dropped.append(event)
        heard_before.append(sum(len(page.heard) for page in pages))

    hub = Hub(store=store, site_id=SITE, on_event=drop)
    await newsroom.post(story, state=State.HELD)
    await newsroom.post(await newsroom.story())
    async with listening(hub, story) as page:
        pages.append(page)
        await newsroom.post(story)
        await hub.relay()
        assert [event.number for event in dropped] == [1, 2, 3]
        assert heard_before == [0, 0, 0]
        await page.has_heard(1)


async def test_a_database_that_was_away_for_a_while_costs_nothing_but_time(
    store: Outage, newsroom: Newsroom, story: Story
) -> None:
    hub = Hub(store=store, site_id=SITE, on_event=lambda _: None, poll_seconds=AT_ONCE)

    async with running(hub), listening(hub, story) as page:
        await newsroom.post(story)
        await page.has_heard(1)
        store.away = True
        await newsroom.post(story)
        await asked_in_vain(store)
        store.away = False
        await page.has_heard(2)

    assert page.numbers == [1, 2]


async def test_no_news_is_lost_where_the_database_goes_away_while_it_is_told(
    store: Outage, newsroom: Newsroom, story: Story
) -> None:
    hub = Hub(store=store, site_id=SITE, on_event=lambda _: None, poll_seconds=AT_ONCE)

    async with listening(hub, story) as page:
        store.comments_away = True
        await newsroom.post(story)
        async with running(hub):
            await asked_in_vain(store)
            store.comments_away = False
            await page.has_heard(1)

    assert page.numbers == [1]


async def asked_in_vain(store: Outage) -> None:
    async def asked() -> bool:
        return store.asked_in_vain >= 2

    await until_async(asked, "the hub to ask in vain, twice")


async def test_every_stream_ends_when_the_server_stops(
    hub: Hub, newsroom: Newsroom, story: Story
) -> None:
    other = await newsroom.story()
    async with listening(hub, story) as here, listening(hub, other) as there:
        hub.close()
        await here.ended()
        await there.ended()


async def test_a_stream_that_is_full_ends_too_when_the_server_stops(
    hub: Hub, newsroom: Newsroom, story: Story
) -> None:
    stream = hub.listen(story.site_id, story.story_id, after=None)
    beginning = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0)
    comment = await newsroom.post(story)
    for _ in range(BATCH):
        await newsroom.store.like(SITE, comment.comment_id, newsroom.reader_id())
    await hub.relay()
    await beginning

    hub.close()

    assert len([news async for news in stream]) <= BATCH
