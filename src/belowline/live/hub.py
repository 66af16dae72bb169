"""Carry events from the outbox to whoever listens in this process."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Protocol

from belowline.conversation.news import News
from belowline.conversation.ports import CommentStore, EventStore
from belowline.kernel.errors import Unavailable
from belowline.kernel.events import Event, EventKind
from belowline.kernel.ids import SiteId, StoryId
from belowline.live.likes_held import LikesHeld, pause
from belowline.live.line import Line
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
# let go; its page then reconnects and catches up from the outbox.
BATCH = 200

# How many batches a page that comes back may have missed, in all stories together; one that was
# away for longer should reload.
BATCHES_MISSED = 10

# Proxies close connections that are silent for a minute; phones sleep better with few beats.
BEAT_SECONDS = 20.0

Topic = tuple[SiteId, StoryId]


class LiveStore(CommentStore, EventStore, Protocol):
    """The outbox, and the comments it speaks of."""


@dataclass(slots=True)
class Hub:
    """Reads the outbox in order and hands each event to the listeners of its story.

    `on_event` is called for every event before any listener hears of it: the page cache drops
    its copies there, so that a page which is told of a change can fetch it. `on_policy` is
    awaited where another policy came into force.
    """

    store: LiveStore
    on_event: Callable[[Event], None]
    wire: Wire = field(default_factory=NoWire)
    on_policy: Callable[[SiteId], Awaitable[object]] | None = None
    poll_seconds: float = POLL_SECONDS
    repair_seconds: float = REPAIR_SECONDS
    beat_seconds: float = BEAT_SECONDS
    likes: LikesHeld = field(default_factory=LikesHeld)
    _listeners: dict[Topic, set[Line]] = field(default_factory=lambda: defaultdict(set))
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _seen: int = 0
    # The newest number that every process was told: from one that we announced, or heard.
    _told: int = 0

    async def start(self) -> None:
        """Begin behind the newest event."""
        self._seen = self._told = await self.store.last_event()

    async def run(self) -> None:
        """Relay until cancelled, what comes by the wire and what the outbox has."""
        wire = asyncio.create_task(self.wire.run(self.hear))
        try:
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
        while events := await self.store.events_after(self._seen, limit=BATCH):
            for event in events:
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
    ) -> AsyncIterator[News | None]:
        """Yield public news of one story, from `after` on if given; None is a heartbeat."""
        with self._listening((site_id, story_id)) as line:
            # A number from before a database was restored may lie ahead of ours.
            sent = self._seen if after is None else min(after, self._seen)
            if after is None and (held := self.likes.of((site_id, story_id))):
                # They have been read, and are still to come.
                sent = min(sent, held[0].number - 1)
            if after is not None:
                for news in await self._missed((site_id, story_id), after):
                    sent = news.event.number
                    yield news
            while True:
                try:
                    async with asyncio.timeout(self.beat_seconds):
                        news_or_end = await line.get()
                except TimeoutError:
                    yield None
                    continue
                if news_or_end is None:
                    return
                if news_or_end.event.number > sent:
                    yield news_or_end

    async def _missed(self, topic: Topic, after: int) -> list[News]:
        """Read again what a page missed."""
        missed: list[Event] = []
        for _ in range(BATCHES_MISSED):
            events = await self.store.events_after(after, limit=BATCH)
            missed += [event for event in events if (event.site_id, event.story_id) == topic]
            if len(events) < BATCH:
                break
            after = events[-1].number
        found = [await self._news(event) for event in missed if event.is_told]
        return [news for news in found if news is not None]

    async def _news(self, event: Event) -> News | None:
        comment = await self.store.comment(event.site_id, event.comment_id)
        return News(event, comment) if comment else None

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
