"""What the stories need from a store."""

from collections.abc import Sequence
from typing import Protocol

from belowline.kernel.ids import SiteId, StoryId
from belowline.stories.story import Story


class StoryStore(Protocol):
    """Keeps the stories of all sites."""

    async def add_story(self, story: Story) -> Story:
        """Keep a new story; where its site and URL are known already, return the kept one.

        Two callers who add the same URL at once get the same story.
        """
        ...

    async def story(self, site_id: SiteId, story_id: StoryId) -> Story | None:
        """Return the story, or None."""
        ...

    async def story_by_url(self, site_id: SiteId, url: str) -> Story | None:
        """Return the story with this canonical URL, or None."""
        ...

    async def stories_by_url(self, site_id: SiteId, urls: Sequence[str]) -> Sequence[Story]:
        """Return those of the stories that are known, in any order."""
        ...

    async def set_open(self, site_id: SiteId, story_id: StoryId, is_open: bool) -> Story | None:
        """Open or close the thread; the story's version moves. None where there is no story."""
        ...

    async def latest(
        self, site_id: SiteId, *, limit: int, after: str | None = None
    ) -> Sequence[Story]:
        """Return stories by publication time, newest first, ties by id, newest first.

        `after` is the id of the last story already seen; the page goes on behind it. An unknown
        id gives an empty page.
        """
        ...

    async def most_discussed(self, site_id: SiteId, *, limit: int) -> Sequence[Story]:
        """Return the stories with the most published comments; none without a comment."""
        ...
