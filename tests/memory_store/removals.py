"""Count what readers' reports took down."""

from datetime import datetime

from belowline.conversation.comment import Source, Verdict
from belowline.kernel.ids import SiteId
from tests.memory_store.tables import OnTables


class MemoryRemovals(OnTables):
    """See `belowline.conversation.removals.RemovalStore`."""

    async def automatic_removals(self, site_id: SiteId, since: datetime) -> int:
        """Count the holds by readers' reports since then."""
        return sum(
            ruling.source is Source.REPORTS
            and ruling.verdict is Verdict.HOLD
            and ruling.created_at > since
            for (site, _), rulings in self._tables.rulings.items()
            for ruling in rulings
            if site == site_id
        )
