"""Find what rules on trial saw among the rulings."""

from collections.abc import Sequence
from datetime import datetime

from belowline.desk.trials import TrialHit
from belowline.kernel.ids import SiteId
from tests.memory_store.tables import OnTables


class MemoryTrials(OnTables):
    """See `belowline.desk.trials.TrialStore`."""

    async def trial_hits(
        self, site_id: SiteId, rule: str, *, since: datetime, limit: int
    ) -> Sequence[TrialHit]:
        """Return where a rule on trial saw something since then, the newest first."""
        found = [
            TrialHit(
                comment_id=ruling.comment_id,
                verdict=ruling.verdict,
                policy_version=ruling.policy_version,
                created_at=ruling.created_at,
            )
            for (site, _), rulings in self._tables.rulings.items()
            for ruling in rulings
            if site == site_id
            and ruling.created_at >= since
            and any(each.rule == rule for each in ruling.shadows)
        ]
        return sorted(found, key=lambda hit: hit.created_at, reverse=True)[:limit]
