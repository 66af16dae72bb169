"""Keep when authors were told of rulings in dicts."""

from collections.abc import Sequence
from datetime import datetime

from belowline.conversation.comment import Answer
from belowline.conversation.statement import Told
from belowline.kernel.ids import ReaderId, SiteId
from tests.memory_store.tables import OnTables


class MemoryStatements(OnTables):
    """See `belowline.conversation.statement.StatementStore`."""

    async def tell(self, told: Told) -> Told:
        """Keep that the author was told, once."""
        return self._tables.told.setdefault((told.site_id, told.ruling_id), told)

    async def told(self, site_id: SiteId, digest: str) -> Told | None:
        """Return what a link is about, or None."""
        all_told = self._tables.told.values()
        return next((e for e in all_told if (e.site_id, e.digest) == (site_id, digest)), None)

    async def answers_since(
        self, site_id: SiteId, reader_id: ReaderId, since: datetime
    ) -> Sequence[tuple[Answer, datetime]]:
        """Return how this author's appeals were answered since then, oldest first."""
        found = [
            (each.answered_at, each.appeal_id, each.answer)
            for each in self._tables.appeals
            if (each.site_id, each.reader_id) == (site_id, reader_id)
            and each.answer is not None
            and each.answered_at is not None
            and each.answered_at >= since
        ]
        return [(answer, at) for at, _, answer in sorted(found)]
