"""Read what one reader reported and appealed against, and what came of it."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from belowline.conversation.reported import Appealed, Reported
from belowline.kernel.ids import ReaderId, SiteId
from belowline.store.database import OnDatabase
from belowline.store.records import appeal_from, report_from
from belowline.store.schema import appeals, comments, reports, stories
from belowline.store.tables.redress import ANSWERED_APPEALS

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

_APPEALS_OF_READER = (
    ANSWERED_APPEALS.add_columns(stories.c.headline, comments.c.story_id, comments.c.state)
    .join(
        comments,
        (comments.c.site_id == appeals.c.site_id) & (comments.c.comment_id == appeals.c.comment_id),
    )
    .join(
        stories,
        (stories.c.site_id == comments.c.site_id) & (stories.c.story_id == comments.c.story_id),
    )
    .where(appeals.c.site_id == bindparam("site_id"), appeals.c.reader_id == bindparam("reader_id"))
    .order_by(appeals.c.created_at.desc(), appeals.c.appeal_id.desc())
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

    async def appealed_by(
        self, site_id: SiteId, reader_id: ReaderId, *, limit: int
    ) -> Sequence[Appealed]:
        """Return the reader's appeals with their answers, newest first."""
        key = {"site_id": site_id, "reader_id": reader_id, "limit": limit}
        async with self._database.reading() as connection:
            found = await connection.execute(_APPEALS_OF_READER, key)
            return [
                Appealed(appeal_from(row), row.headline, row.story_id, row.state) for row in found
            ]
