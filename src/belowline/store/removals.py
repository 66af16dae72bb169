"""Count what readers' reports took down."""

from datetime import datetime

from sqlalchemy import bindparam, func, select

from belowline.conversation.comment import Source, Verdict
from belowline.kernel.ids import SiteId
from belowline.store.columns import Moment
from belowline.store.database import OnDatabase
from belowline.store.schema import rulings

# All of it stands in the index `ix_rulings_when`.
_COUNT = (
    select(func.count())
    .select_from(rulings)
    .where(
        rulings.c.site_id == bindparam("site_id"),
        rulings.c.created_at > bindparam("since", type_=Moment),
        rulings.c.source == Source.REPORTS,
        rulings.c.verdict == Verdict.HOLD,
    )
)


class AutomaticRemovals(OnDatabase):
    """The removals of all sites; see `belowline.conversation.removals.RemovalStore`."""

    async def automatic_removals(self, site_id: SiteId, since: datetime) -> int:
        """Count the holds by readers' reports since then."""
        async with self._database.reading() as connection:
            found = await connection.execute(_COUNT, {"site_id": site_id, "since": since})
            count: int = found.scalar_one()
        return count
