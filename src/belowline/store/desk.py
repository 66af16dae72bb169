"""Read what waits at the desk."""

from collections.abc import Sequence

from sqlalchemy import bindparam, func, literal, select, tuple_

from belowline.conversation.comment import Appeal, Comment, Report
from belowline.desk.ports import QueueCursor
from belowline.kernel.ids import CommentId, SiteId
from belowline.store.columns import Key, Moment
from belowline.store.database import OnDatabase
from belowline.store.records import appeal_from, comment_from, report_from
from belowline.store.schema import WAITS, appeals, comments, reports
from belowline.store.tables_redress import answers

_place = tuple_(comments.c.attention_since, comments.c.comment_id)
_QUEUE = (
    select(comments)
    .where(comments.c.site_id == bindparam("site_id"), WAITS)
    .order_by(comments.c.attention_since, comments.c.comment_id)
    .limit(bindparam("limit"))
)
_SIZE = (
    select(func.count())
    .select_from(comments)
    .where(comments.c.site_id == bindparam("site_id"), WAITS)
)
_REPORTS = (
    select(reports)
    .where(
        reports.c.site_id == bindparam("site_id"),
        reports.c.comment_id == bindparam("comment_id"),
    )
    .order_by(reports.c.created_at, reports.c.report_id)
)
_APPEALS = (
    select(
        appeals,
        answers.c.answer,
        answers.c.ruling_id.label("answered_by"),
        answers.c.answered_at,
    )
    .outerjoin(
        answers,
        (answers.c.site_id == appeals.c.site_id) & (answers.c.appeal_id == appeals.c.appeal_id),
    )
    .where(
        appeals.c.site_id == bindparam("site_id"),
        appeals.c.comment_id == bindparam("comment_id"),
    )
    .order_by(appeals.c.created_at, appeals.c.appeal_id)
)


class Queue(OnDatabase):
    """The moderators' queue; see `belowline.desk.ports.QueueStore`."""

    async def queue(
        self, site_id: SiteId, *, after: QueueCursor | None, limit: int
    ) -> Sequence[Comment]:
        """Return comments that need attention, the longest waiting first."""
        page = _QUEUE
        if after is not None:
            last = tuple_(literal(after.since, Moment), literal(after.comment_id, Key))
            page = page.where(_place > last)
        async with self._database.reading() as connection:
            found = await connection.execute(page, {"site_id": site_id, "limit": limit})
            return tuple(map(comment_from, found))

    async def queue_size(self, site_id: SiteId) -> int:
        """Count the comments that need attention."""
        async with self._database.reading() as connection:
            size: int = (await connection.execute(_SIZE, {"site_id": site_id})).scalar_one()
        return size

    async def reports(self, site_id: SiteId, comment_id: CommentId) -> Sequence[Report]:
        """Return the reports on a comment, oldest first."""
        key = {"site_id": site_id, "comment_id": comment_id}
        async with self._database.reading() as connection:
            return tuple(map(report_from, await connection.execute(_REPORTS, key)))

    async def appeals(self, site_id: SiteId, comment_id: CommentId) -> Sequence[Appeal]:
        """Return the appeals about a comment, oldest first."""
        key = {"site_id": site_id, "comment_id": comment_id}
        async with self._database.reading() as connection:
            return tuple(map(appeal_from, await connection.execute(_APPEALS, key)))
