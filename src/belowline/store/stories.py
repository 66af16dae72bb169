"""Keep stories: find them by id or address, and list the latest and the most discussed."""

from collections.abc import Sequence

from sqlalchemy import bindparam, insert, literal, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.kernel.ids import SiteId, StoryId
from belowline.store.columns import Key, Moment
from belowline.store.database import OnDatabase
from belowline.store.events import record_story
from belowline.store.prepared import Prepared
from belowline.store.records import story_from, story_values
from belowline.store.schema import HAS_COMMENTS, stories
from belowline.stories.story import Story

_OF_SITE = select(stories).where(stories.c.site_id == bindparam("site_id"))
_ONE = Prepared(_OF_SITE.where(stories.c.story_id == bindparam("story_id")))
_BY_URL = Prepared(_OF_SITE.where(stories.c.url == bindparam("url")))
_BY_URLS = _OF_SITE.where(stories.c.url.in_(bindparam("urls", expanding=True)))
_LATEST = _OF_SITE.order_by(stories.c.published_at.desc(), stories.c.story_id.desc()).limit(
    bindparam("limit")
)
_FIRST_LATEST = Prepared(_LATEST)
_MOST_DISCUSSED = Prepared(
    _OF_SITE.where(HAS_COMMENTS)
    .order_by(stories.c.comment_count.desc(), stories.c.story_id.desc())
    .limit(bindparam("limit"))
)
_SET_OPEN = (
    update(stories)
    .where(
        stories.c.site_id == bindparam("of_site"),
        stories.c.story_id == bindparam("of_story"),
        stories.c.open != bindparam("is_open"),
    )
    .values(open=bindparam("is_open"), version=stories.c.version + 1)
)


class Stories(OnDatabase):
    """The stories of all sites; see `belowline.stories.ports.StoryStore`."""

    async def add_story(self, story: Story) -> Story:
        """Keep a new story, or return the kept one of this URL."""
        known = await self.story_by_url(story.site_id, story.url)
        if known is not None:
            return known
        try:
            async with self._database.writing() as connection:
                await connection.execute(insert(stories), story_values(story))
        except IntegrityError:
            winner = await self.story_by_url(story.site_id, story.url)
            if winner is None:
                raise
            return winner
        return story

    async def story(self, site_id: SiteId, story_id: StoryId) -> Story | None:
        """Return the story, or None."""
        key = {"site_id": site_id, "story_id": story_id}
        async with self._database.reading() as connection:
            found = await self._stories_read.ask(_ONE, connection, key)
        return found[0] if found else None

    async def story_by_url(self, site_id: SiteId, url: str) -> Story | None:
        """Return the story with this canonical URL, or None."""
        async with self._database.reading() as connection:
            found = await self._stories_read.ask(
                _BY_URL, connection, {"site_id": site_id, "url": url}
            )
        return found[0] if found else None

    async def stories_by_url(self, site_id: SiteId, urls: Sequence[str]) -> Sequence[Story]:
        """Return those of the stories that are known."""
        if not urls:
            return ()
        async with self._database.reading() as connection:
            found = await connection.execute(_BY_URLS, {"site_id": site_id, "urls": list(urls)})
            return tuple(map(story_from, found))

    async def set_open(self, site_id: SiteId, story_id: StoryId, is_open: bool) -> Story | None:
        """Open or close the thread; the version moves where that changes anything."""
        key = {"of_site": site_id, "of_story": story_id, "is_open": is_open}
        async with self._database.writing() as connection:
            changed = await connection.execute(_SET_OPEN, key)
            story = await _story(connection, site_id, story_id)
            if changed.rowcount:
                await record_story(connection, site_id, story_id, self._clock())
            return story

    async def latest(
        self, site_id: SiteId, *, limit: int, after: str | None = None
    ) -> Sequence[Story]:
        """Return stories by publication time, newest first, behind the story `after`."""
        async with self._database.reading() as connection:
            key = {"site_id": site_id, "limit": limit}
            if after is None:
                return await self._stories_read.ask(_FIRST_LATEST, connection, key)
            last = await _story(connection, site_id, StoryId(after))
            if last is None:
                return ()
            page = _LATEST.where(
                tuple_(stories.c.published_at, stories.c.story_id)
                < tuple_(literal(last.published_at, Moment), literal(after, Key))
            )
            return tuple(map(story_from, await connection.execute(page, key)))

    async def most_discussed(self, site_id: SiteId, *, limit: int) -> Sequence[Story]:
        """Return the stories with the most published comments."""
        async with self._database.reading() as connection:
            key = {"site_id": site_id, "limit": limit}
            return await self._stories_read.ask(_MOST_DISCUSSED, connection, key)


async def _story(connection: AsyncConnection, site_id: SiteId, story_id: StoryId) -> Story | None:
    found = await _ONE.ask(connection, {"site_id": site_id, "story_id": story_id})
    row = found.one_or_none()
    return None if row is None else story_from(row)
