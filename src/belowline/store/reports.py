"""Keep readers' reports, and hold a comment that enough of them speak against."""

from dataclasses import replace

from sqlalchemy import bindparam, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.comment import (
    ILLEGAL,
    Attention,
    Comment,
    Report,
    RulingRecord,
    Source,
    State,
)
from belowline.kernel.events import EventKind
from belowline.kernel.ids import CommentId, ReaderId, SiteId
from belowline.store.changes import add_ruling_row, change, log_ruling, off_desk, on_desk
from belowline.store.database import OnDatabase
from belowline.store.escalations import is_escalated
from belowline.store.notices import has_open_notice
from belowline.store.records import report_values
from belowline.store.removals import keep_removal
from belowline.store.schema import appeals, reports, rulings
from belowline.store.settling import open_weight
from belowline.store.visibility import lock_comment

_ABOUT = (
    reports.c.site_id == bindparam("site_id"),
    reports.c.comment_id == bindparam("comment_id"),
)
_OWN = select(reports.c.report_id).where(*_ABOUT, reports.c.reader_id == bindparam("reader_id"))
_FROM_ADDRESS = (
    select(func.count())
    .select_from(reports)
    .where(*_ABOUT, reports.c.address == bindparam("address"))
)
_OPEN_REASONS = select(reports.c.reason).where(*_ABOUT, reports.c.outcome.is_(None))
_OPEN_APPEAL = select(appeals.c.appeal_id).where(
    appeals.c.site_id == bindparam("site_id"),
    appeals.c.comment_id == bindparam("comment_id"),
    appeals.c.outcome.is_(None),
)
_RULING = select(rulings.c.source, rulings.c.unchecked).where(
    rulings.c.site_id == bindparam("site_id"), rulings.c.ruling_id == bindparam("ruling_id")
)


class Reports(OnDatabase):
    """The reports of all sites; see `belowline.conversation.ports.CommentStore`."""

    async def add_report(
        self, report: Report, *, hold_at: float, hold: RulingRecord
    ) -> tuple[Comment, bool]:
        """Keep a report and add its weight; return the comment, and whether the report is new."""
        async with self._database.writing() as connection:
            before = await lock_comment(connection, report.site_id, report.comment_id)
            if await _has_reported(connection, report):
                return before.comment, False
            await connection.execute(
                insert(reports), report_values(report, before.comment.story_id)
            )
            reported = _noticed(before.comment, report)
            weight = await open_weight(connection, reported)
            reported = replace(reported, report_weight=weight)
            if _is_enough(reported, hold_at):
                # The author may have edited since the use case looked: it holds what stands.
                held = replace(hold, revision=reported.revision)
                await add_ruling_row(connection, held)
                await log_ruling(connection, held)
                reported = replace(reported, state=State.HELD, ruling_id=hold.ruling_id)
                await keep_removal(connection, before.comment, reported, held)
            after = await change(
                connection, before, reported, at=report.created_at, otherwise=EventKind.REPORTED
            )
        return after, True

    async def undo_report(
        self, site_id: SiteId, comment_id: CommentId, reader_id: ReaderId
    ) -> bool:
        """Take back a report without outcome and its weight; say whether there was one."""
        async with self._database.writing() as connection:
            before = await lock_comment(connection, site_id, comment_id)
            undone = await connection.execute(
                delete(reports).where(
                    reports.c.site_id == site_id,
                    reports.c.comment_id == comment_id,
                    reports.c.reader_id == reader_id,
                    reports.c.outcome.is_(None),
                )
            )
            if undone.rowcount == 0:
                return False
            weight = await open_weight(connection, before.comment)
            left = await _without_report(connection, before.comment)
            await change(connection, before, replace(left, report_weight=weight), at=self._clock())
        return True

    async def address_reports(self, site_id: SiteId, comment_id: CommentId, address: str) -> int:
        """Count the reports on the comment that came from this (hashed) address."""
        key = {"site_id": site_id, "comment_id": comment_id, "address": address}
        async with self._database.reading() as connection:
            count: int = (await connection.execute(_FROM_ADDRESS, key)).scalar_one()
        return count


async def _has_reported(connection: AsyncConnection, report: Report) -> bool:
    key = {
        "site_id": report.site_id,
        "comment_id": report.comment_id,
        "reader_id": report.reader_id,
    }
    return (await connection.execute(_OWN, key)).first() is not None


def _noticed(comment: Comment, report: Report) -> Comment:
    if comment.state is State.WITHDRAWN:  # its author was faster: nothing is left to look at
        return comment
    reason = Attention.ILLEGAL if report.reason == ILLEGAL else Attention.REPORTED
    return on_desk(comment, reason, report.created_at)


def _is_enough(comment: Comment, hold_at: float) -> bool:
    return (
        comment.state is State.PUBLISHED
        and not comment.cleared
        and comment.report_weight >= hold_at
    )


async def _without_report(connection: AsyncConnection, comment: Comment) -> Comment:
    """Return the comment as it waits, or no longer waits, after a report was taken back."""
    if comment.attention not in (Attention.REPORTED, Attention.ILLEGAL):
        return comment
    reason = await _still_waits_for(connection, comment)
    return off_desk(comment) if reason is None else replace(comment, attention=reason)


async def _still_waits_for(connection: AsyncConnection, comment: Comment) -> Attention | None:
    key = {"site_id": comment.site_id, "comment_id": comment.comment_id}
    reasons = set((await connection.execute(_OPEN_REASONS, key)).scalars())
    if ILLEGAL in reasons or await has_open_notice(connection, comment):
        return Attention.ILLEGAL
    if comment.state is State.HELD:
        return await _held_for(connection, comment)
    if comment.pending is not None:
        return Attention.EDITED
    if (await connection.execute(_OPEN_APPEAL, key)).first() is not None:
        return Attention.APPEALED
    # Who asked an editor is owed an answer, also where the reader has thought better of it.
    return Attention.REPORTED if reasons or await is_escalated(connection, comment) else None


async def _held_for(connection: AsyncConnection, comment: Comment) -> Attention:
    key = {"site_id": comment.site_id, "ruling_id": comment.ruling_id}
    ruling = (await connection.execute(_RULING, key)).one()
    if ruling.source is Source.REPORTS:
        return Attention.REPORTED
    return Attention.UNCHECKED if ruling.unchecked else Attention.HELD
