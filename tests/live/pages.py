"""Open pages that listen to a hub, and a database that goes away as told."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from belowline.conversation.comment import Comment
from belowline.conversation.news import Missed, News
from belowline.kernel.errors import Unavailable
from belowline.kernel.events import Event
from belowline.kernel.ids import CommentId, SiteId
from belowline.live.hub import Hub
from belowline.stories.story import Story
from tests.memory_store import MemoryStore
from tests.polling import until_async

# A hub that is never woken looks this often; one that should not look by itself, never in a test.
AT_ONCE, NEVER = 0.005, 3600.0


class Outage(MemoryStore):
    """A store whose database goes away as told."""

    away = False
    comments_away = False
    asked_in_vain = 0

    async def events_after(self, site_id: SiteId, number: int, *, limit: int) -> Sequence[Event]:
        """Read, or fail."""
        if self.away:
            self.asked_in_vain += 1
            raise Unavailable("The database is away.")
        return await super().events_after(site_id, number, limit=limit)

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
    # Up to which number it was told that it missed more than is remembered.
    missed: int | None = None
    has_ended: bool = False

    async def listen(self, hub: Hub, story: Story, after: int | None) -> None:
        """Take down everything until the stream ends."""
        async for news in hub.listen(story.site_id, story.story_id, after=after):
            if news is None:
                self.beats += 1
            elif isinstance(news, Missed):
                self.missed = news.number
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
    """Open a page for the length of the block."""
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
