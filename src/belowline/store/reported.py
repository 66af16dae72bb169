"""Read what one reader reported, and what came of it."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from belowline.conversation.reported import Reported
from belowline.kernel.ids import ReaderId, SiteId
from belowline.store.database import OnDatabase
from belowline.store.records import report_from
from belowline.store.schema import comments, reports, stories

_BY_READER = (
    select(reports, stories.c.headline, comments.c.state)
    .join(
        comments,
        (comments.c.site_id == reports.c.site_id) & (comments.c.comment_id == reports.c.comment_id),
    )
    .join(
        stories,
        (stories.c.site_id == reports.c.site_id) & (stories.c.story_id == reports.c.story_id),
    )
    .where(reports.c.site_id == bindparam("site_id"), reports.c.reader_id == bindparam("reader_id"))
    .order_by(reports.c.created_at.desc(), reports.c.report_id.desc())
    .limit(bindparam("limit"))
)


class ReportsOfReaders(OnDatabase):
    """The reports of one reader; see `belowline.conversation.reported.ReportedStore`."""

    async def reported_by(
        self, site_id: SiteId, reader_id: ReaderId, *, limit: int
    ) -> Sequence[Reported]:
        """Return the reader's reports, newest first."""
        key = {"site_id": site_id, "reader_id": reader_id, "limit": limit}
        async with self._database.reading() as connection:
            found = await connection.execute(_BY_READER, key)
            return [
                Reported(report_from(row), row.headline, row.story_id, row.state) for row in found
            ]
