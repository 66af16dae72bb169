"""Carry events from the outbox to whoever listens in this process."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Protocol

from belowline.conversation.news import Missed, News
from belowline.conversation.ports import CommentStore, EventStore
from belowline.kernel.errors import Unavailable
from belowline.kernel.events import Event, EventKind
from belowline.kernel.ids import SiteId, StoryId
from belowline.live.likes_held import LikesHeld, pause
from belowline.live.line import Line
from belowline.live.recent import Recent
from belowline.live.wire import NoWire, Wire

LOG = logging.getLogger("belowline.live")
# How long what is told to stop has for it before it is told again.
_AGAIN_SECONDS = 1.0

# Another process's comment shows here after at most this many seconds; asking costs one lookup
# of the highest key.
POLL_SECONDS = 1.0

# While a wire tells us at once, asking only finds what a message that was lost would have said.
REPAIR_SECONDS = 5.0

# How many events are read at once, and how many a slow listener may fall behind before it is
# let go; its page then reconnects and catches up.
BATCH = 200

# Proxies close connections that are silent for a minute; phones sleep better with few beats.
BEAT_SECONDS = 20.0

Topic = tuple[SiteId, StoryId]


class LiveStore(CommentStore, EventStore, Protocol):
    """The outbox, and the comments it speaks of."""


@dataclass(slots=True)
class Hub:
    """Reads a site's outbox in order and hands each event to the listeners of its story.

    `on_event` is called for every event before any listener hears of it: the page cache drops
    its copies there, so that a page which is told of a change can fetch it. `on_policy` is
    awaited where another policy came into force.
    """

    store: LiveStore
    site_id: SiteId
    on_event: Callable[[Event], None]
    wire: Wire = field(default_factory=NoWire)
    on_policy: Callable[[SiteId], Awaitable[object]] | None = None
    poll_seconds: float = POLL_SECONDS
    repair_seconds: float = REPAIR_SECONDS
    beat_seconds: float = BEAT_SECONDS
    likes: LikesHeld = field(default_factory=LikesHeld)
    _listeners: dict[Topic, set[Line]] = field(default_factory=lambda: defaultdict(set))
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _recent: Recent = field(default_factory=Recent)
    _reaching: asyncio.Lock = field(default_factory=asyncio.Lock)
    _seen: int = 0
    # The newest number that every process was told: from one that we announced, or heard.
    _told: int = 0

    async def start(self) -> None:
        """Begin behind the newest event."""
        self._seen = self._told = await self.store.last_event(self.site_id)
        self._recent.begin(self._seen)

    async def run(self) -> None:
        """Relay until cancelled, what comes by the wire and what the outbox has."""
        wire = asyncio.create_task(self.wire.run(self.hear))
        try:
            # When this process took another's place, that one's pages come all at once.
            with suppress(Unavailable):
                await self._reaches(max(0, self._seen - self._recent.most))
            await self._follow()
        finally:
            # Again: a connection that breaks in the same moment makes a group of tasks forget it.
            while not wire.done():
                wire.cancel()
                await asyncio.wait([wire], timeout=_AGAIN_SECONDS)
            with suppress(asyncio.CancelledError):
                await wire

    def hear(self, number: int) -> None:
        """Take another process's word that there is an event of this number."""
        self._told = max(self._told, number)
        if number > self._seen:
            self._wake.set()

    async def _follow(self) -> None:
        """Read on whenever there may be more; a database that is away is asked again."""
        while True:
            # Not wait_for: before Python 3.12 it forgets a cancellation that meets the wake-up.
            with suppress(TimeoutError):
                async with asyncio.timeout(self._patience):
                    await self._wake.wait()
            self._wake.clear()
            try:
                await self.relay()
            except Unavailable:
                await asyncio.sleep(self.poll_seconds)
            except Exception as error:
                # Open pages can wait; a relay that ended would leave them waiting for ever.
                LOG.error("the relay stumbled over %s", type(error).__name__)
                await asyncio.sleep(self.poll_seconds)

    def wake(self) -> None:
        """Say that something was just kept in this process."""
        self._wake.set()

    @property
    def seen(self) -> int:
        """Return the number of the newest event that was read."""
        return self._seen

    @property
    def listeners(self) -> int:
        """Return how many pages listen to this process."""
        return sum(map(len, self._listeners.values()))

    @property
    def _patience(self) -> float:
        seconds = self.repair_seconds if self.wire.problem is None else self.poll_seconds
        return self.likes.wait(seconds)

    async def relay(self) -> None:
        """Hand on everything that is new, and tell the other processes unless they know."""
        while events := await self.store.events_after(self.site_id, self._seen, limit=BATCH):
            if self._recent.floor is None:
                self._recent.begin(self._seen)
            for event in events:
                self._recent.add(event)
                self.on_event(event)
                if event.kind is EventKind.POLICY and self.on_policy:
                    await self.on_policy(event.site_id)
                if self._is_told_now(event):
                    await self._tell((event.site_id, event.story_id), event)
                # Only now: where the database goes away in between, it is told again.
                self._seen = event.number
            if len(events) < BATCH:
                break  # Whoever keeps something meanwhile wakes us again.
        for topic in self.likes.due():
            await self._tell(topic)
        is_news, self._told = self._seen > self._told, self._seen
        if is_news:
            self.wire.announce(self._seen)

    def close(self) -> None:
        """End every stream."""
        for lines in self._listeners.values():
            for line in lines:
                line.end()

    async def listen(
        self, site_id: SiteId, story_id: StoryId, *, after: int | None
    ) -> AsyncIterator[News | Missed | None]:
        """Yield public news of one story, from `after` on if given; None is a heartbeat."""
        topic = site_id, story_id
        with self._listening(topic) as line:
            sent = self._begins_behind(topic, after)
            async for missed in self._since(topic, after):
                sent = missed.number
                yield missed
            while True:
                try:
                    async with asyncio.timeout(self.beat_seconds):
                        news_or_end = await line.get()
                except TimeoutError:
                    if line.is_empty:
                        yield None
                    continue
                if news_or_end is None:
                    return
                if news_or_end.number > sent:
                    yield news_or_end

    def _begins_behind(self, topic: Topic, after: int | None) -> int:
        if after is not None:
            # A number from before a database was restored may lie ahead of ours.
            return min(after, self._seen)
        # What is held back was read, and is still to come.
        held = self.likes.of(topic)
        return held[0].number - 1 if held else self._seen

    async def _since(self, topic: Topic, after: int | None) -> AsyncIterator[News | Missed]:
        """Yield what a page missed, or that it is more than can be told."""
        if after is None:
            return
        seen = self._seen
        if not await self._reaches(after):
            yield Missed(seen)
            return
        for event in self._recent.behind(topic, after):
            if (news := await self._news(event)) is not None:
                yield news

    def heard_of(self, site_id: SiteId, story_id: StoryId) -> int:
        """Return the number from which a page that is begun now has to be told of its story."""
        return self._recent.number_of((site_id, story_id))

    def told_of(self, site_id: SiteId, story_id: StoryId) -> int:
        """Return the number up to which all is told to whoever hears a heartbeat now."""
        return self._begins_behind((site_id, story_id), None)

    async def _reaches(self, number: int) -> bool:
        """Have in memory what lies behind this number, read once for all who ask; say if it is."""
        recent = self._recent
        if recent.reaches(number):
            return True
        async with self._reaching:
            if not recent.reaches(number) and self._is_near(number):
                recent.reach_back(number, await self._behind(number))
        return recent.reaches(number)

    def _is_near(self, number: int) -> bool:
        """Say whether so little lies between this number and what is remembered that it fits."""
        return self._recent.floor is None or self._recent.floor - number <= self._recent.most

    async def _behind(self, number: int) -> list[Event]:
        """Read the outbox behind this number, up to what is remembered."""
        found: list[Event] = []
        while events := await self.store.events_after(self.site_id, number, limit=BATCH):
            found += events
            number = events[-1].number
            until = self._recent.floor
            if len(events) < BATCH or (until is not None and number >= until):
                break
        return found

    async def _news(self, event: Event) -> News | None:
        if (known := self._recent.whole(event.number)) is not None:
            return known
        comment = await self.store.comment(event.site_id, event.comment_id)
        if comment is None:
            return None
        news = News(event, comment)
        self._recent.keep_whole(news)
        return news

    @contextmanager
    def _listening(self, topic: Topic) -> Iterator[Line]:
        line = Line(BATCH)
        self._listeners[topic].add(line)
        try:
            yield line
        finally:
            self._listeners[topic].discard(line)
            if not self._listeners[topic]:
                del self._listeners[topic]

    def _is_told_now(self, event: Event) -> bool:
        if not event.is_told or (event.site_id, event.story_id) not in self._listeners:
            return False
        return event.likes is None or not self.likes.holds(event, pause(self.listeners))

    async def _tell(self, topic: Topic, *events: Event) -> None:
        """Tell all who listen, in one breath: of likes that were held back first, in order."""
        lines = tuple(self._listeners.get(topic, ()))
        about = (*self.likes.of(topic), *events) if lines else ()
        found = [news for event in about if (news := await self._news(event)) is not None]
        if found:
            news = replace(found[-1], before=tuple(found[:-1]), pages=len(lines))
            for line in lines:
                line.put(news)
        self.likes.told(topic, pause(self.listeners))
