"""Let a member follow a story, and gather what is new in those they follow or wrote under."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from belowline.conversation.comment import Comment
from belowline.kernel.clock import Clock
from belowline.kernel.errors import Forbidden
from belowline.kernel.ids import ReaderId, SiteId, StoryId
from belowline.people.reader import Reader, Role
from belowline.stories.story import Story

# Who wrote under a story longer ago has moved on, unless they follow it.
INTEREST_LASTS = timedelta(days=30)
# What somebody reads with their coffee; the rest is told as a number.
MOST_STORIES = 10
MOST_QUOTED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryNews:
    """What others said under one story in a span of time.

    `answers` of the `comments` answer the reader; `quoted` are a few of them, answers first.
    """

    story: Story
    comments: int
    answers: int
    quoted: Sequence[Comment]


class FollowStore(Protocol):
    """Knows who follows which story."""

    async def follow(
        self, site_id: SiteId, reader_id: ReaderId, story_id: StoryId, *, at: datetime
    ) -> None:
        """Keep that the reader follows the story; a second time changes nothing."""
        ...

    async def unfollow(self, site_id: SiteId, reader_id: ReaderId, story_id: StoryId) -> None:
        """Forget it; where there is nothing to forget, that is no error."""
        ...

    async def followed(self, site_id: SiteId, reader_id: ReaderId) -> Sequence[Story]:
        """Return the stories that the reader follows, the latest followed first."""
        ...

    async def story_news(
        self,
        site_id: SiteId,
        reader_id: ReaderId,
        *,
        since: datetime,
        until: datetime,
        wrote_since: datetime,
        stories: int,
        quoted: int,
    ) -> Sequence[StoryNews]:
        """Return what others said, published, behind `since` and up to `until`, in stories that the
        reader follows or has written under behind `wrote_since`.

        Those with answers to the reader come first, then those with most comments.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """The use cases."""

    store: FollowStore
    clock: Clock

    async def __call__(self, reader: Reader, story_id: StoryId) -> None:
        """Follow a story; raises Forbidden for guests, who have no address that was checked."""
        if reader.role is Role.GUEST:
            raise Forbidden("Only members follow stories: a guest can't be written to.")
        await self.store.follow(reader.site_id, reader.reader_id, story_id, at=self.clock())

    async def end(self, reader: Reader, story_id: StoryId) -> None:
        """Follow it no more."""
        await self.store.unfollow(reader.site_id, reader.reader_id, story_id)

    async def of(self, reader: Reader) -> Sequence[Story]:
        """Return the stories that the reader follows."""
        return await self.store.followed(reader.site_id, reader.reader_id)
