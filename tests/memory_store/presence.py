"""Keep which moderator has which comment open, in a dict."""

from collections.abc import Mapping
from datetime import datetime

from belowline.desk.presence import Taken
from belowline.kernel.ids import CommentId, ReaderId, SiteId
from tests.memory_store.tables import OnTables


class MemoryPresence(OnTables):
    """See `belowline.desk.presence.PresenceStore`."""

    async def take(self, taken: Taken, *, away: datetime) -> Taken:
        """Let a moderator have a comment, unless another has it."""
        await self.release(taken.site_id, taken.reader_id)
        before = self._tables.taken.get((taken.site_id, taken.comment_id))
        if before is not None and before.seen_at > away:
            return before
        self._tables.taken[taken.site_id, taken.comment_id] = taken
        return taken

    async def release(self, site_id: SiteId, reader_id: ReaderId) -> None:
        """Free what the moderator has."""
        self._tables.taken = {
            key: each
            for key, each in self._tables.taken.items()
            if (each.site_id, each.reader_id) != (site_id, reader_id)
        }

    async def taken(self, site_id: SiteId, *, away: datetime) -> Mapping[CommentId, Taken]:
        """Return what is open."""
        return {
            each.comment_id: each
            for each in self._tables.taken.values()
            if each.site_id == site_id and each.seen_at > away
        }
