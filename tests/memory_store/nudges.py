"""Count in a dict how often readers thought again."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from belowline.conversation.nudge import Step
from belowline.kernel.ids import SiteId
from tests.memory_store.tables import OnTables


class MemoryNudges(OnTables):
    """See `belowline.conversation.nudge.NudgeStore`."""

    async def count_nudge(self, site_id: SiteId, day: date, step: Step) -> None:
        """Count one more."""
        self._tables.nudges[site_id, day, step] += 1

    async def nudges(
        self, site_id: SiteId, *, since: datetime, until: datetime
    ) -> Mapping[Step, int]:
        """Return how often each step was taken on the days of this time."""
        last = (until - timedelta(microseconds=1)).date()
        counted: dict[Step, int] = {}
        for (site, day, step), number in self._tables.nudges.items():
            if site == site_id and since.date() <= day <= last:
                counted[step] = counted.get(step, 0) + number
        return counted
