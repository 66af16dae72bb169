"""Keep which stories' own pages are to be read."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select, text, update

from belowline.kernel.ids import SiteId, StoryId
from belowline.store.columns import Moment
from belowline.store.database import OnDatabase
from belowline.store.tables.page_reads import page_reads as table

_OF_SITE = table.c.site_id == bindparam("site_id")
_WANT = text(
    "INSERT INTO page_reads (site_id, story_id, due_at, attempts)"
    " VALUES (:site_id, :story_id, :due_at, 0) ON CONFLICT DO NOTHING"
).bindparams(bindparam("due_at", type_=Moment))
_WAITING = select(func.count()).select_from(table).where(_OF_SITE)
_DUE = (
    select(table.c.story_id)
    .where(_OF_SITE, table.c.due_at <= bindparam("now", type_=Moment))
    .order_by(table.c.due_at, table.c.story_id)
    .limit(bindparam("most"))
)
_ONE = (table.c.site_id == bindparam("of_site"), table.c.story_id == bindparam("of_story"))
_BEGIN = (
    update(table)
    .where(*_ONE)
    .values(attempts=table.c.attempts + 1, due_at=bindparam("again_at", type_=Moment))
)
_ATTEMPTS = select(table.c.attempts).where(*_ONE)
_END = delete(table).where(*_ONE)


class PageReads(OnDatabase):
    """The pages of all sites; see `belowline.stories.learn.PageReadStore`."""

    async def want_page(
        self, site_id: SiteId, story_id: StoryId, *, due_at: datetime, most: int
    ) -> bool:
        """Remember that the story's page is to be read, unless so many wait already."""
        row = {"site_id": site_id, "story_id": story_id, "due_at": due_at}
        async with self._database.writing() as connection:
            waiting = (await connection.execute(_WAITING, {"site_id": site_id})).scalar_one()
            if waiting >= most:
                return False
            await connection.execute(_WANT, row)
            return True

    async def pages_due(self, site_id: SiteId, *, now: datetime, limit: int) -> Sequence[StoryId]:
        """Return whose page is due, the one that has been due the longest first."""
        asked = {"site_id": site_id, "now": now, "most": limit}
        async with self._database.reading() as connection:
            return (await connection.execute(_DUE, asked)).scalars().all()

    async def begin_page(
        self, site_id: SiteId, story_id: StoryId, *, again_at: datetime
    ) -> int | None:
        """Count an attempt, and return how many there were."""
        key = {"of_site": site_id, "of_story": story_id}
        async with self._database.writing() as connection:
            await connection.execute(_BEGIN, key | {"again_at": again_at})
            found: int | None = (await connection.execute(_ATTEMPTS, key)).scalar_one_or_none()
            return found

    async def end_page(self, site_id: SiteId, story_id: StoryId) -> None:
        """Forget it: it was read, or is given up."""
        async with self._database.writing() as connection:
            await connection.execute(_END, {"of_site": site_id, "of_story": story_id})
