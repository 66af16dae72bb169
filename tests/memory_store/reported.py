"""Read what one reader reported from dicts."""

from collections.abc import Sequence

from belowline.conversation.reported import Appealed, Reported
from belowline.kernel.ids import ReaderId, SiteId
from tests.memory_store.tables import OnTables


class MemoryReported(OnTables):
    """See `belowline.conversation.reported.ReportedStore`."""

    async def reported_by(
        self, site_id: SiteId, reader_id: ReaderId, *, limit: int
    ) -> Sequence[Reported]:
        """Return the reader's reports, newest first."""
        found = []
        for (site, comment_id), reports in self._tables.reports.items():
            if site != site_id or reader_id not in reports:
                continue
            comment = self._tables.comments[site, comment_id]
            story = self._tables.stories[site, comment.story_id]
            found.append(
                Reported(reports[reader_id], story.headline, story.story_id, comment.state)
            )
        found.sort(key=lambda each: (each.report.created_at, each.report.report_id), reverse=True)
        return found[:limit]

    async def appealed_by(
        self, site_id: SiteId, reader_id: ReaderId, *, limit: int
    ) -> Sequence[Appealed]:
        """Return the reader's appeals with their answers, newest first."""
        found = []
        for each in self._tables.appeals:
            if (each.site_id, each.reader_id) == (site_id, reader_id):
                comment = self._tables.comments[site_id, each.comment_id]
                story = self._tables.stories[site_id, comment.story_id]
                found.append(Appealed(each, story.headline, story.story_id, comment.state))
        found.sort(key=lambda each: (each.appeal.created_at, each.appeal.appeal_id), reverse=True)
        return found[:limit]
