"""Learn what stories are: from their own pages, a few at a time, and from the publisher."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from belowline.kernel.background import Background, Job, Lane, NotNow, Payload
from belowline.kernel.clock import Clock
from belowline.kernel.errors import Unavailable
from belowline.kernel.ids import SiteId, StoryId
from belowline.stories.learn import FetchedPage, LearnStory, NotFetched, PageReadStore, PushStory
from belowline.stories.story import Story

LOG = logging.getLogger("belowline.learning")

PAGE, FORGOTTEN_PAGES = "page", "forgotten pages"
# An editor waits before the checklist; who opens it again and again waits for the others.
_LOOKS_AT_ONCE = 4
# Beyond this many, somebody opens stories faster than anybody writes them.
MOST_WAITING = 10_000
# A page is read three times within a minute, for a web server that stumbles, and so again after
# ten, for a story that its first reader opened before it was published.
_TRIES = 3
_PAUSE_SECONDS = 10.0
_AGAIN = timedelta(minutes=10)
_MOST_ATTEMPTS = 3 * _TRIES
# A page is read at once by who was told of it; a round takes what nobody remembers.
_FORGOTTEN = timedelta(minutes=1)
_ROUND_SECONDS = 60
_ROUND_MOST = 500
# The fetcher gives up after ten seconds for each page on the way, and says so itself.
_LONGEST_SECONDS = 30.0


class LearningStore(PageReadStore, Protocol):
    """Keeps stories, and which are to be learnt."""

    async def story(self, site_id: SiteId, story_id: StoryId) -> Story | None:
        """See `StoryStore`."""
        ...


@dataclass(slots=True, kw_only=True)
class Learning:
    """Learns in the background; what it can't learn is logged and changes nothing.

    `push` is the publisher's own word, which is not waited for.
    """

    site_id: SiteId
    store: LearningStore
    learn: LearnStory
    push: PushStory
    changed: Callable[[StoryId], None]
    background: Background
    clock: Clock
    most_waiting: int = MOST_WAITING
    _looks: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_LOOKS_AT_ONCE))

    def jobs(self) -> Sequence[Job]:
        """Return what is done in the background."""
        page = Job(
            name=PAGE,
            run=self._read,
            seconds=_LONGEST_SECONDS,
            pause_seconds=_PAUSE_SECONDS,
            attempts=_TRIES,
            lane=Lane.PAGES,
        )
        forgotten = Job(
            name=FORGOTTEN_PAGES,
            run=self._find,
            seconds=_LONGEST_SECONDS,
            pause_seconds=_ROUND_SECONDS,
            every_seconds=_ROUND_SECONDS,
        )
        return page, forgotten

    async def later(self, story: Story) -> None:
        """Have the story's page read soon."""
        due_at = self.clock() + _FORGOTTEN
        try:
            kept = await self.store.want_page(
                self.site_id, story.story_id, due_at=due_at, most=self.most_waiting
            )
        except Unavailable:
            LOG.warning("Story %s will not be read: the database is away", story.story_id)
            return
        if not kept:
            LOG.warning("%d stories wait to be read; one more is not", self.most_waiting)
            return
        self._tell(story.story_id)

    async def look(self, url: str) -> FetchedPage:
        """Return a page as it is now; raises NotFetched."""
        async with self._looks:
            return await self.learn.source.page(url)

    def _tell(self, story_id: StoryId) -> None:
        self.background.later(PAGE, story_id, {"story": story_id})

    async def _find(self, _: Payload) -> None:
        due = await self.store.pages_due(self.site_id, now=self.clock(), limit=_ROUND_MOST)
        for story_id in due:
            self._tell(story_id)

    async def _read(self, payload: Payload) -> None:
        story_id = StoryId(payload["story"])
        attempts = await self.store.begin_page(
            self.site_id, story_id, again_at=self.clock() + _AGAIN
        )
        if attempts is None:
            return
        story = await self.store.story(self.site_id, story_id)
        if story is not None and attempts <= _MOST_ATTEMPTS:
            await self._learn(story, attempts)
        await self.store.end_page(self.site_id, story_id)

    async def _learn(self, story: Story, attempts: int) -> None:
        """Learn it, or say why not; raises NotNow where it is worth another attempt."""
        try:
            await self.learn(story)
        except NotFetched as problem:
            if attempts < _MOST_ATTEMPTS:
                raise NotNow(f"that of story {story.story_id} was not read: {problem}") from None
            LOG.info("The page of story %s was not read: %s", story.story_id, problem)
        else:
            self.changed(story.story_id)
