"""Read what waits at the desk."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, literal, or_, select, tuple_

from belowline.conversation.comment import Appeal, Report
from belowline.desk.filters import NO_FILTERS, Filters, WithEditors
from belowline.desk.ports import Offers, QueueCursor, Waiting
from belowline.desk.stake import Stake
from belowline.kernel.ids import CommentId, SiteId
from belowline.store.columns import Key, Moment
from belowline.store.database import OnDatabase
from belowline.store.escalations import WAITS_FOR_EDITOR
from belowline.store.records import AnyRow, appeal_from, comment_from, report_from
from belowline.store.schema import appeals, comments, reports
from belowline.store.tables.desk import grounds, waiting
from belowline.store.tables.redress import ANSWERED_APPEALS

_place = tuple_(waiting.c.urgent_since, waiting.c.comment_id)
_OF_SITE = waiting.c.site_id == bindparam("site_id")
_QUEUE: Select[Any] = (
    select(comments, waiting.c.severity, waiting.c.reach, waiting.c.since)
    .join_from(
        waiting,
        comments,
        (comments.c.site_id == waiting.c.site_id) & (comments.c.comment_id == waiting.c.comment_id),
    )
    .where(_OF_SITE)
    .order_by(waiting.c.urgent_since, waiting.c.comment_id)
    .limit(bindparam("limit"))
)
_STAKE: Select[Any] = select(waiting.c.severity, waiting.c.reach, waiting.c.since).where(
    _OF_SITE, waiting.c.comment_id == bindparam("comment_id")
)
_SIZE = select(func.count()).select_from(waiting).where(_OF_SITE)
_OFFERS = (
    select(waiting.c.section, waiting.c.language, waiting.c.detectors).where(_OF_SITE).distinct()
)
_REPORTS = (
    select(reports)
    .where(
        reports.c.site_id == bindparam("site_id"),
        reports.c.comment_id == bindparam("comment_id"),
    )
    .order_by(reports.c.created_at, reports.c.report_id)
)
_APPEALS = ANSWERED_APPEALS.where(
    appeals.c.site_id == bindparam("site_id"),
    appeals.c.comment_id == bindparam("comment_id"),
).order_by(appeals.c.created_at, appeals.c.appeal_id)


class Queue(OnDatabase):
    """The moderators' queue; see `belowline.desk.ports.QueueStore`."""

    async def queue(
        self,
        site_id: SiteId,
        *,
        filters: Filters = NO_FILTERS,
        after: QueueCursor | None,
        limit: int,
        now: datetime,
    ) -> Sequence[Waiting]:
        """Return comments that need attention, the worst first."""
        page = _QUEUE.where(*_conditions(filters, now))
        if after is not None:
            last = tuple_(literal(after.urgent_since, Moment), literal(after.comment_id, Key))
            page = page.where(_place > last)
        async with self._database.reading() as connection:
            found = await connection.execute(page, {"site_id": site_id, "limit": limit})
            return tuple(Waiting(comment_from(row), _stake(row)) for row in found)

    async def queue_size(
        self, site_id: SiteId, *, filters: Filters = NO_FILTERS, now: datetime
    ) -> int:
        """Count the comments that need attention."""
        counted = _SIZE.where(*_conditions(filters, now))
        async with self._database.reading() as connection:
            size: int = (await connection.execute(counted, {"site_id": site_id})).scalar_one()
        return size

    async def stake(self, site_id: SiteId, comment_id: CommentId) -> Stake | None:
        """Return what is at stake with a comment that waits, None for one that doesn't."""
        key = {"site_id": site_id, "comment_id": comment_id}
        async with self._database.reading() as connection:
            row = (await connection.execute(_STAKE, key)).one_or_none()
        return None if row is None else _stake(row)

    async def offers(self, site_id: SiteId) -> Offers:
        """Return what the queue can be filtered by."""
        async with self._database.reading() as connection:
            found = (await connection.execute(_OFFERS, {"site_id": site_id})).all()
        return Offers(
            sections=sorted({row.section for row in found} - {""}),
            languages=sorted({row.language for row in found} - {""}),
            detectors=sorted({each for row in found for each in row.detectors.split()}),
        )

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


def _stake(row: AnyRow) -> Stake:
    return Stake(severity=row.severity, reach=row.reach, since=row.since)


def _conditions(filters: Filters, now: datetime) -> list[ColumnElement[bool]]:
    columns = {
        waiting.c.attention: filters.waits,
        waiting.c.state: filters.state,
        waiting.c.story_id: filters.story,
        waiting.c.section: filters.section,
        waiting.c.author_id: filters.reader,
        waiting.c.language: filters.language,
    }
    asked: list[ColumnElement[bool]] = [
        column == value for column, value in columns.items() if value is not None
    ]
    if filters.age is not None:
        limit = literal(now - filters.age.span, Moment)
        created = waiting.c.created_at
        asked.append(created < limit if filters.age.is_over else created >= limit)
    if filters.escalated is not None:
        with_editors = filters.escalated is WithEditors.YES
        asked.append(WAITS_FOR_EDITOR if with_editors else ~WAITS_FOR_EDITOR)
    if filters.clause is not None:
        asked.append(
            or_(
                _found(grounds.c.clause == filters.clause),
                _reported(reports.c.reason == filters.clause, reports.c.outcome.is_(None)),
            )
        )
    if filters.detector is not None:
        asked.append(_found(grounds.c.detector == filters.detector))
    if filters.reporter is not None:
        asked.append(_reported(reports.c.reader_id == filters.reporter))
    return asked


def _found(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Ask for something that the engine found in the words that are to be judged."""
    return exists().where(
        grounds.c.site_id == waiting.c.site_id,
        grounds.c.comment_id == waiting.c.comment_id,
        grounds.c.number == waiting.c.number,
        *conditions,
    )


def _reported(*conditions: Any) -> ColumnElement[bool]:
    return exists().where(
        reports.c.site_id == waiting.c.site_id,
        reports.c.comment_id == waiting.c.comment_id,
        *conditions,
    )
