"""Keep stories in a dict."""

from collections.abc import Sequence
from dataclasses import replace

from belowline.kernel.ids import SiteId, StoryId
from belowline.stories.story import Story
from tests.memory_store.tables import OnTables


class MemoryStories(OnTables):
    """See `belowline.stories.ports.StoryStore`."""

    async def add_story(self, story: Story) -> Story:
        """Keep a new story, or return the kept one."""
        known = await self.story_by_url(story.site_id, story.url)
        if known is not None:
            return known
        self._tables.stories[story.site_id, story.story_id] = story
        return story

    async def story(self, site_id: SiteId, story_id: StoryId) -> Story | None:
        """Return the story, or None."""
        return self._tables.stories.get((site_id, story_id))

    async def story_by_url(self, site_id: SiteId, url: str) -> Story | None:
        """Return the story with this URL, or None."""
        return next((story for story in self._stories_of(site_id) if story.url == url), None)

    async def stories_by_url(self, site_id: SiteId, urls: Sequence[str]) -> Sequence[Story]:
        """Return those of the stories that are known."""
        return [story for story in self._stories_of(site_id) if story.url in urls]

    async def set_open(self, site_id: SiteId, story_id: StoryId, is_open: bool) -> Story | None:
        """Open or close the thread."""
        story = await self.story(site_id, story_id)
        if story is None or story.open == is_open:
            return story
        changed = replace(story, open=is_open, version=story.version + 1)
        self._tables.stories[site_id, story_id] = changed
        self._tell_of_story(changed, self._clock())
        return changed

    async def latest(
        self, site_id: SiteId, *, limit: int, after: str | None = None
    ) -> Sequence[Story]:
        """Return stories, newest first."""
        newest = sorted(
            self._stories_of(site_id),
            key=lambda story: (story.published_at, story.story_id),
            reverse=True,
        )
        if after is None:
            return newest[:limit]
        places = [place for place, story in enumerate(newest) if story.story_id == after]
        return newest[places[0] + 1 :][:limit] if places else []

    async def most_discussed(self, site_id: SiteId, *, limit: int) -> Sequence[Story]:
        """Return the stories with the most published comments."""
        discussed = [story for story in self._stories_of(site_id) if story.comment_count]
        discussed.sort(key=lambda story: (story.comment_count, story.story_id), reverse=True)
        return discussed[:limit]

    def _stories_of(self, site_id: SiteId) -> list[Story]:
        return [story for story in self._tables.stories.values() if story.site_id == site_id]
