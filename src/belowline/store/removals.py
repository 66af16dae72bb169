"""Keep which rulings took a public comment down with no person deciding, and count them."""

from datetime import datetime

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.comment import Comment, RulingRecord, Source, State
from belowline.kernel.ids import SiteId
from belowline.store.columns import Moment
from belowline.store.database import OnDatabase
from belowline.store.tables.removals import removals

_COUNT = (
    select(func.count())
    .select_from(removals)
    .where(
        removals.c.site_id == bindparam("site_id"),
        removals.c.created_at > bindparam("since", type_=Moment),
    )
)


class AutomaticRemovals(OnDatabase):
    """The removals of all sites; see `belowline.conversation.removals.RemovalStore`."""

    async def automatic_removals(self, site_id: SiteId, since: datetime) -> int:
        """Count the rulings since then by which no person took a public comment down."""
        async with self._database.reading() as connection:
            found = await connection.execute(_COUNT, {"site_id": site_id, "since": since})
            count: int = found.scalar_one()
        return count


async def keep_removal(
    connection: AsyncConnection, before: Comment, after: Comment, ruling: RulingRecord
) -> None:
    """Note a ruling that takes a public comment down, unless a person made it."""
    is_gone = before.state is State.PUBLISHED and after.state is not State.PUBLISHED
    if not is_gone or ruling.source is Source.MODERATOR:
        return
    row = {name: getattr(ruling, name) for name in ("site_id", "ruling_id", "created_at")}
    await connection.execute(insert(removals), row)
