"""Keep what was counted of days that are over, in a dict."""

from collections.abc import Mapping
from datetime import datetime

from belowline.kernel.ids import SiteId
from tests.memory_store.tables import OnTables


class MemoryTallies(OnTables):
    """See `belowline.desk.read_numbers.TallyStore`."""

    async def tallies(
        self, site_id: SiteId, *, form: int, since: datetime, until: datetime
    ) -> Mapping[datetime, str]:
        """Return what was kept in this form of the days that begin in the time."""
        return {
            day: text
            for (site, day), (kept_form, text) in self._tables.tallies.items()
            if (site, kept_form) == (site_id, form) and since <= day < until
        }

    async def keep_tally(self, site_id: SiteId, day: datetime, *, form: int, text: str) -> None:
        """Keep what was counted of a day."""
        self._tables.tallies[site_id, day] = (form, text)
