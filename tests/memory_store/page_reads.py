"""Keep which stories' own pages are to be read, in a dict."""

from collections.abc import Sequence
from datetime import datetime

from belowline.kernel.ids import SiteId, StoryId
from tests.memory_store.tables import OnTables


class MemoryPageReads(OnTables):
    """See `belowline.stories.learn.PageReadStore`."""

    async def want_page(
        self, site_id: SiteId, story_id: StoryId, *, due_at: datetime, most: int
    ) -> bool:
        """Remember that the story's page is to be read, unless so many wait already."""
        kept = self._tables.page_reads
        if sum(site == site_id for site, _ in kept) >= most:
            return False
        kept.setdefault((site_id, story_id), (due_at, 0))
        return True

    async def pages_due(self, site_id: SiteId, *, now: datetime, limit: int) -> Sequence[StoryId]:
        """Return whose page is due, the one that has been due the longest first."""
        found = [
            (due_at, story_id)
            for (site, story_id), (due_at, _) in self._tables.page_reads.items()
            if site == site_id and due_at <= now
        ]
        return [story_id for _, story_id in sorted(found)][:limit]

    async def begin_page(
        self, site_id: SiteId, story_id: StoryId, *, again_at: datetime
    ) -> int | None:
        """Count an attempt, and return how many there were."""
        known = self._tables.page_reads.get((site_id, story_id))
        if known is None:
            return None
        self._tables.page_reads[site_id, story_id] = (again_at, known[1] + 1)
        return known[1] + 1

    async def end_page(self, site_id: SiteId, story_id: StoryId) -> None:
        """Forget it: it was read, or is given up."""
        self._tables.page_reads.pop((site_id, story_id), None)
