"""Keep which moderator has which comment open."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import and_, bindparam, delete, insert, or_, select
from sqlalchemy.exc import IntegrityError

from belowline.desk.presence import Taken
from belowline.kernel.ids import CommentId, ReaderId, SiteId
from belowline.store.columns import Moment
from belowline.store.database import OnDatabase
from belowline.store.tables.desk import taken as table

_OPEN = select(table).where(
    table.c.site_id == bindparam("site_id"), table.c.seen_at > bindparam("away", type_=Moment)
)
_ONE = select(table).where(
    table.c.site_id == bindparam("site_id"), table.c.comment_id == bindparam("comment_id")
)
_FREE = delete(table).where(
    table.c.site_id == bindparam("of_site"),
    or_(
        table.c.reader_id == bindparam("of_reader"),
        and_(
            table.c.comment_id == bindparam("of_comment"),
            table.c.seen_at <= bindparam("away", type_=Moment),
        ),
    ),
)


class WhoHasWhat(OnDatabase):
    """What is open on all sites' desks; see `belowline.desk.presence.PresenceStore`."""

    async def take(self, taken: Taken, *, away: datetime) -> Taken:
        """Let a moderator have a comment, unless another has it."""
        key = {"site_id": taken.site_id, "comment_id": taken.comment_id}
        free = {
            "of_site": taken.site_id,
            "of_reader": taken.reader_id,
            "of_comment": taken.comment_id,
            "away": away,
        }
        try:
            async with self._database.writing() as connection:
                await connection.execute(_FREE, free)
                row = (await connection.execute(_ONE, key)).one_or_none()
                if row is not None:
                    return Taken(**row._mapping)
                values = key | {
                    "reader_id": taken.reader_id,
                    "name": taken.name,
                    "seen_at": taken.seen_at,
                }
                await connection.execute(insert(table), values)
        except IntegrityError:  # somebody took it between the look and the hand
            async with self._database.reading() as connection:
                row = (await connection.execute(_ONE, key)).one_or_none()
                return taken if row is None else Taken(**row._mapping)
        return taken

    async def release(self, site_id: SiteId, reader_id: ReaderId) -> None:
        """Free what the moderator has."""
        async with self._database.writing() as connection:
            await connection.execute(
                delete(table).where(table.c.site_id == site_id, table.c.reader_id == reader_id)
            )

    async def taken(self, site_id: SiteId, *, away: datetime) -> Mapping[CommentId, Taken]:
        """Return what is open."""
        async with self._database.reading() as connection:
            found = await connection.execute(_OPEN, {"site_id": site_id, "away": away})
            return {row.comment_id: Taken(**row._mapping) for row in found}
