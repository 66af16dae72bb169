"""Limit how many public comments are taken down in a day with no person deciding."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from belowline.kernel.ids import SiteId

# Any day, not a calendar's: at midnight a limit would be worth twice as much.
A_DAY = timedelta(hours=24)


class RemovalStore(Protocol):
    """Counts what was taken down automatically; each ruling that does is noted with it."""

    async def automatic_removals(self, site_id: SiteId, since: datetime) -> int:
        """Count the rulings since then by which no person took a public comment down."""
        ...


@dataclass(frozen=True, slots=True)
class Removals:
    """How many public comments were taken down automatically within a day, and how many may be."""

    count: int
    limit: int

    @property
    def is_reached(self) -> bool:
        """Say whether a further one is only flagged for a moderator."""
        return self.count >= self.limit


async def removals(store: RemovalStore, site_id: SiteId, limit: int, now: datetime) -> Removals:
    """Return how things stand; what may be a moment old is good enough."""
    return Removals(await store.automatic_removals(site_id, now - A_DAY), limit)
