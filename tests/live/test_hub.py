"""Open pages hear what happened in their story: all of it, in order, and nothing else."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import pytest

from belowline.conversation.comment import Comment, State, Verdict
from belowline.conversation.news import News
from belowline.kernel.errors import Unavailable
from belowline.kernel.events import Event, EventKind
from belowline.kernel.ids import CommentId, SiteId
from belowline.live.hub import BATCH, Hub
from belowline.stories.story import Story
from tests.contracts.newsroom import OTHER_SITE, SITE, Newsroom
from tests.memory_store import MemoryStore
from tests.polling import until_async

pytestmark = pytest.mark.anyio

# A hub that is never woken looks this often; one that should not look by itself, never in a test.
AT_ONCE, NEVER = 0.005, 3600.0


class Outage(MemoryStore):
    """A store whose database goes away as told."""

    away = False
    comments_away = False
    asked_in_vain = 0

    async def events_after(self, number: int, *, limit: int) -> Sequence[Event]:
        """Read, or fail."""
        if self.away:
            self.asked_in_vain += 1
            raise Unavailable("The database is away.")
        return await super().events_after(number, limit=limit)

    async def comment(self, site_id: SiteId, comment_id: CommentId) -> Comment | None:
        """Read, or fail."""
        if self.comments_away:
            self.asked_in_vain += 1
            raise Unavailable("The database is away.")
        return await super().comment(site_id, comment_id)


@dataclass
class Page:
    """An open page that listens to one story."""

    heard: list[News] = field(default_factory=list)
    beats: int = 0
    has_ended: bool = False

    async def listen(self, hub: Hub, story: Story, after: int | None) -> None:
        """Take down everything until the stream ends."""
        async for news in hub.listen(story.site_id, story.story_id, after=after):
            if news is None:
                self.beats += 1
            else:
                self.heard.append(news)
        self.has_ended = True

    @property
    def numbers(self) -> list[int]:
        """Return the numbers of what was heard."""
        return [news.event.number for news in self.heard]

    async def has_heard(self, number: int) -> None:
        """Wait until so much was heard."""

        async def enough() -> bool:
            return len(self.heard) >= number

        await until_async(enough, f"{number} news")

    async def ended(self) -> None:
        """Wait for the end of the stream."""

        async def over() -> bool:
            return self.has_ended

        await until_async(over, "the end of the stream")


@asynccontextmanager
async def listening(hub: Hub, story: Story, *, after: int | None = None) -> AsyncIterator[Page]:
    page = Page()
    task = asyncio.create_task(page.listen(hub, story, after))
    await asyncio.sleep(0)
    try:
        yield page
    finally:
        await stopped(task)


@asynccontextmanager
async def running(hub: Hub) -> AsyncIterator[None]:
    task = asyncio.create_task(hub.run())
    try:
        yield
    finally:
        await stopped(task)


async def stopped(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


@pytest.fixture
def store() -> Outage:
    """Lend an empty store."""
    return Outage()


@pytest.fixture
def newsroom(store: Outage) -> Newsroom:
    """Lend somebody who acts on it."""
    return Newsroom(store)


@pytest.fixture
async def story(newsroom: Newsroom) -> Story:
    """Lend a story."""
    return await newsroom.story()


@pytest.fixture
def hub(store: Outage) -> Hub:
    """Lend a hub that beats never and looks only when told."""
    return Hub(store=store, on_event=lambda _: None, poll_seconds=NEVER, beat_seconds=NEVER)


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

    late = [news.event.number async for news in slow if news is not None]
    assert late == sorted(set(late))
    assert len(late) < BATCH + 1


async def test_a_page_that_was_let_go_resumes_without_a_gap(
    hub: Hub, newsroom: Newsroom, story: Story
) -> None:
    comment = await newsroom.post(story)
    for _ in range(2 * BATCH):
        await newsroom.store.like(SITE, comment.comment_id, newsroom.reader_id())

    async with listening(hub, story, after=1) as page:
        await page.has_heard(2 * BATCH)

    assert page.numbers == list(range(2, 2 * BATCH + 2))


async def test_a_silent_stream_beats(store: Outage, story: Story) -> None:
    hub = Hub(store=store, on_event=lambda _: None, beat_seconds=AT_ONCE)

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
    hub = Hub(store=store, on_event=lambda _: None, poll_seconds=AT_ONCE)

    async with running(hub), listening(hub, story) as page:
        await newsroom.post(story)
        await page.has_heard(1)


async def test_the_page_cache_hears_of_everything_before_any_page_does(
    store: Outage, newsroom: Newsroom, story: Story
) -> None:
    dropped: list[Event] = []
    page = Page()
    heard_before: list[int] = []

    def drop(event: Event) -> None:
        dropped.append(event)
        heard_before.append(len(page.heard))

    hub = Hub(store=store, on_event=drop)
    await newsroom.post(story, state=State.HELD)
    await newsroom.post(await newsroom.story())
    async with listening(hub, story) as page:
        await newsroom.post(story)
        await hub.relay()
        assert [event.number for event in dropped] == [1, 2, 3]
        assert heard_before == [0, 0, 0]
        await page.has_heard(1)


async def test_a_database_that_was_away_for_a_while_costs_nothing_but_time(
    store: Outage, newsroom: Newsroom, story: Story
) -> None:
    hub = Hub(store=store, on_event=lambda _: None, poll_seconds=AT_ONCE)

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
    hub = Hub(store=store, on_event=lambda _: None, poll_seconds=AT_ONCE)

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
