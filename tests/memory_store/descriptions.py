"""Keep what the publisher says that stories are."""

from dataclasses import replace

from belowline.kernel.ids import SiteId, StoryId
from belowline.stories.learn import Origin
from belowline.stories.story import Story
from tests.memory_store.tables import OnTables


class MemoryDescriptions(OnTables):
    """See `belowline.stories.learn.DescriptionStore`."""

    async def describe(self, story: Story, origin: Origin) -> Story | None:
        """Keep what a story is, unless the publisher's word stands against its page's."""
        key = (story.site_id, story.story_id)
        known = self._tables.stories.get(key)
        if known is None:
            return None
        if origin is Origin.PAGE and self._tables.descriptions.get(key) is Origin.PUSH:
            return known
        self._tables.descriptions[key] = origin
        self._tables.stories[key] = replace(
            story,
            url=known.url,
            open=known.open,
            comment_count=known.comment_count,
            version=known.version + 1,
        )
        self._tell_of_story(self._tables.stories[key], self._clock())
        return self._tables.stories[key]

    async def described_by(self, site_id: SiteId, story_id: StoryId) -> Origin | None:
        """Return who told us last of a story."""
        return self._tables.descriptions.get((site_id, story_id))
