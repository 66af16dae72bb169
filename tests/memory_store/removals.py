"""Count what was taken down with no person deciding, from the rulings in their order."""

from collections.abc import Sequence
from datetime import datetime

from belowline.conversation.comment import RulingRecord, Source, Verdict
from belowline.kernel.ids import SiteId
from tests.memory_store.tables import OnTables


class MemoryRemovals(OnTables):
    """See `belowline.conversation.removals.RemovalStore`."""

    async def automatic_removals(self, site_id: SiteId, since: datetime) -> int:
        """Count the rulings since then by which no person took a public comment down."""
        return sum(
            ruling.created_at > since
            for (site, _), rulings in self._tables.rulings.items()
            if site == site_id
            for ruling in _removing(rulings)
        )


def _removing(rulings: Sequence[RulingRecord]) -> list[RulingRecord]:
    """Those that held a revision that was public: an edit that is held leaves the old words."""
    found, public = [], 0
    for ruling in rulings:
        if ruling.verdict is Verdict.PUBLISH:
            public = ruling.revision
        elif ruling.revision == public:
            if ruling.source is not Source.MODERATOR:
                found.append(ruling)
            public = 0
    return found
