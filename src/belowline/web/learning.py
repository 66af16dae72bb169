"""Learn what stories are: from their own pages, a few at a time, and from the publisher."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from belowline.kernel.errors import BelowlineError
from belowline.kernel.ids import StoryId
from belowline.stories.learn import FetchedPage, LearnStory, NotFetched, PushStory
from belowline.stories.story import Story

LOG = logging.getLogger("belowline.learning")

# The publisher's web server has readers to serve; and a page may take ten seconds.
AT_ONCE = 4
# Beyond this many, somebody opens stories faster than anybody writes them.
MOST_WAITING = 200


@dataclass(slots=True, kw_only=True)
class Learning:
    """Learns in the background; what it can't learn is logged and changes nothing.

    `push` is the publisher's own word, which is not waited for.
    """

    learn: LearnStory
    push: PushStory
    changed: Callable[[StoryId], None]
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def later(self, story: Story) -> None:
        """Have the story's page read soon."""
        if len(self._tasks) >= MOST_WAITING:
            LOG.warning("%d stories wait to be read; one more is not", MOST_WAITING)
            return
        task = asyncio.create_task(self._read(story))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def look(self, url: str) -> FetchedPage:
        """Return a page as it is now; raises NotFetched."""
        async with self._turns:
            return await self.learn.source.page(url)

    async def close(self) -> None:
        """Leave what has not been read unread."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _read(self, story: Story) -> None:
        try:
            async with self._turns:
                await self.learn(story)
        except NotFetched as problem:
            LOG.info("The page of story %s was not read: %s", story.story_id, problem)
        except BelowlineError as problem:
            LOG.warning("Story %s was not described: %s", story.story_id, problem.code)
        else:
            self.changed(story.story_id)
