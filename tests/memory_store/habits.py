"""Keep what moderators want to be spared, in a dict."""

from belowline.desk.habits import Habits
from belowline.kernel.ids import ReaderId, SiteId
from tests.memory_store.tables import OnTables


class MemoryHabits(OnTables):
    """See `belowline.desk.habits.HabitStore`."""

    async def keep_habits(self, site_id: SiteId, reader_id: ReaderId, habits: Habits) -> None:
        """Keep what a moderator chose."""
        self._tables.habits[site_id, reader_id] = habits

    async def habits(self, site_id: SiteId, reader_id: ReaderId) -> Habits | None:
        """Return what a moderator chose."""
        return self._tables.habits.get((site_id, reader_id))
