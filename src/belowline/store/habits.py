"""Keep what moderators want to be spared."""

from sqlalchemy import bindparam, delete, insert, select

from belowline.desk.habits import Habits
from belowline.kernel.ids import ReaderId, SiteId
from belowline.store.database import OnDatabase
from belowline.store.tables.habits import habits as table

_OWN = select(table.c.blurs, table.c.suggests_breaks).where(
    table.c.site_id == bindparam("site_id"), table.c.reader_id == bindparam("reader_id")
)
_FORGET = delete(table).where(
    table.c.site_id == bindparam("of_site"), table.c.reader_id == bindparam("of_reader")
)


class HabitsOfModerators(OnDatabase):
    """The habits of all sites' moderators; see `belowline.desk.habits.HabitStore`."""

    async def keep_habits(self, site_id: SiteId, reader_id: ReaderId, habits: Habits) -> None:
        """Keep what a moderator chose."""
        row = {
            "site_id": site_id,
            "reader_id": reader_id,
            "blurs": habits.blurs,
            "suggests_breaks": habits.suggests_breaks,
        }
        async with self._database.writing() as connection:
            await connection.execute(_FORGET, {"of_site": site_id, "of_reader": reader_id})
            await connection.execute(insert(table), row)

    async def habits(self, site_id: SiteId, reader_id: ReaderId) -> Habits | None:
        """Return what a moderator chose."""
        key = {"site_id": site_id, "reader_id": reader_id}
        async with self._database.reading() as connection:
            row = (await connection.execute(_OWN, key)).one_or_none()
        if row is None:
            return None
        return Habits(blurs=row.blurs, suggests_breaks=row.suggests_breaks)
