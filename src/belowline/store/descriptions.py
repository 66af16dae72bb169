"""Keep what the publisher says that stories are, and who said so."""

from sqlalchemy import bindparam, delete, insert, select, update

from belowline.kernel.ids import SiteId, StoryId
from belowline.store.database import OnDatabase
from belowline.store.events import record_story
from belowline.store.records import story_from
from belowline.store.schema import stories
from belowline.store.tables.descriptions import story_descriptions
from belowline.stories.learn import Origin
from belowline.stories.story import Story

_STORY = select(stories).where(
    stories.c.site_id == bindparam("site_id"), stories.c.story_id == bindparam("story_id")
)
_ORIGIN = select(story_descriptions.c.origin).where(
    story_descriptions.c.site_id == bindparam("site_id"),
    story_descriptions.c.story_id == bindparam("story_id"),
)
_FORGET = delete(story_descriptions).where(
    story_descriptions.c.site_id == bindparam("site_id"),
    story_descriptions.c.story_id == bindparam("story_id"),
)
# Two who describe one story at once take turns on its row.
_LOCK = _STORY.with_for_update()
_DESCRIBE = (
    update(stories)
    .where(stories.c.site_id == bindparam("of_site"), stories.c.story_id == bindparam("of_story"))
    .values(version=stories.c.version + 1)
)


class Descriptions(OnDatabase):
    """The descriptions of all sites; see `belowline.stories.learn.DescriptionStore`."""

    async def describe(self, story: Story, origin: Origin) -> Story | None:
        """Keep what a story is, unless the publisher's own word stands against its page's."""
        key = {"site_id": story.site_id, "story_id": story.story_id}
        changes = {
            "headline": story.headline,
            "standfirst": story.standfirst,
            "byline": story.byline,
            "section": story.section,
            "published_at": story.published_at,
            "body": story.body,
        }
        of_story = {"of_site": story.site_id, "of_story": story.story_id}
        async with self._database.writing() as connection:
            known = (await connection.execute(_LOCK, key)).one_or_none()
            if known is None:
                return None
            before = (await connection.execute(_ORIGIN, key)).scalar_one_or_none()
            if origin is Origin.PAGE and before is Origin.PUSH:
                return story_from(known)
            now = self._clock()
            await connection.execute(_DESCRIBE.values(**changes), of_story)
            await connection.execute(_FORGET, key)
            row = {**key, "origin": origin, "described_at": now}
            await connection.execute(insert(story_descriptions), row)
            described = story_from((await connection.execute(_STORY, key)).one())
            await record_story(connection, story.site_id, story.story_id, now)
            return described

    async def described_by(self, site_id: SiteId, story_id: StoryId) -> Origin | None:
        """Return who told us last of a story."""
        key = {"site_id": site_id, "story_id": story_id}
        async with self._database.reading() as connection:
            found: Origin | None = (await connection.execute(_ORIGIN, key)).scalar_one_or_none()
        return found
