"""Find what the latest events mean for people who left an e-mail address.

It finds rather too much: whether something is owed is asked again when the e-mail goes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.comment import Answer, Outcome, Source, Verdict
from belowline.kernel.ids import CommentId, ReaderId, SiteId
from belowline.mail.mail import MailKind
from belowline.mail.timing import REPLY_STANDS, SETTLES, statement_due
from belowline.store.columns import Moment
from belowline.store.records import AnyRow
from belowline.store.schema import IS_NO_GUEST, IS_PUBLISHED, appeals, comments, readers, reports
from belowline.store.schema import rulings as ruled
from belowline.store.tables.redress import answers, letters, notice_answers, notices


@dataclass(frozen=True, slots=True)
class Due:
    """An e-mail that may be owed. `reader_id` is None for who sent a notice."""

    kind: MailKind
    subject: str
    comment_id: CommentId
    reader_id: ReaderId | None
    due_at: datetime


_IDS: BindParameter[Any] = bindparam("comment_ids", expanding=True)
_SINCE: BindParameter[Any] = bindparam("since", type_=Moment)


def _among(column: ColumnElement[Any], site: ColumnElement[Any]) -> tuple[Any, Any]:
    return site == bindparam("site_id"), column.in_(_IDS)


def _is_reader(reader_id: ColumnElement[Any], site: ColumnElement[Any]) -> ColumnElement[bool]:
    return (readers.c.site_id == site) & (readers.c.reader_id == reader_id)


_HAS_ADDRESS = readers.c.email.is_not(None)

_AGAINST = (
    select(
        ruled.c.ruling_id,
        ruled.c.comment_id,
        ruled.c.source,
        ruled.c.verdict,
        ruled.c.created_at,
        letters.c.asks_edit,
        readers.c.reader_id,
    )
    .join(
        comments,
        (comments.c.site_id == ruled.c.site_id) & (comments.c.comment_id == ruled.c.comment_id),
    )
    .join(readers, _is_reader(comments.c.author_id, ruled.c.site_id))
    .outerjoin(
        letters,
        (letters.c.site_id == ruled.c.site_id) & (letters.c.ruling_id == ruled.c.ruling_id),
    )
    .where(
        *_among(ruled.c.comment_id, ruled.c.site_id),
        ruled.c.verdict != Verdict.PUBLISH,
        ruled.c.created_at > _SINCE,
        _HAS_ADDRESS,
    )
)
_APPEALS = (
    select(appeals.c.appeal_id, appeals.c.comment_id, appeals.c.reader_id, appeals.c.created_at)
    .join(readers, _is_reader(appeals.c.reader_id, appeals.c.site_id))
    .where(
        *_among(appeals.c.comment_id, appeals.c.site_id),
        appeals.c.outcome.is_(None),
        appeals.c.created_at > _SINCE,
        _HAS_ADDRESS,
    )
)
# Each with whoever made the ruling that was appealed, and whoever decided about it.
_DECIDED = (
    select(
        answers.c.appeal_id,
        answers.c.reader_id,
        answers.c.answer,
        answers.c.answered_at,
        appeals.c.comment_id,
        ruled.c.by_id,
    )
    .join(
        appeals,
        (appeals.c.site_id == answers.c.site_id) & (appeals.c.appeal_id == answers.c.appeal_id),
    )
    .join(
        ruled,
        (ruled.c.site_id == appeals.c.site_id) & (ruled.c.ruling_id == appeals.c.ruling_id),
    )
    .where(*_among(appeals.c.comment_id, appeals.c.site_id), answers.c.answered_at > _SINCE)
)
# Settled by the ruling that stands.
_REPORTS = (
    select(
        reports.c.report_id,
        reports.c.comment_id,
        reports.c.reader_id,
        reports.c.outcome,
        ruled.c.created_at,
    )
    .join(
        comments,
        (comments.c.site_id == reports.c.site_id) & (comments.c.comment_id == reports.c.comment_id),
    )
    .join(
        ruled,
        (ruled.c.site_id == comments.c.site_id) & (ruled.c.ruling_id == comments.c.ruling_id),
    )
    .join(readers, _is_reader(reports.c.reader_id, reports.c.site_id))
    .where(
        *_among(reports.c.comment_id, reports.c.site_id),
        reports.c.outcome.is_not(None),
        ruled.c.source == Source.MODERATOR,
        ruled.c.created_at > _SINCE,
        _HAS_ADDRESS,
    )
)
# What a report took down, and somebody else put back on appeal.
_REVERSED = (
    select(reports.c.report_id, reports.c.comment_id, reports.c.reader_id, answers.c.answered_at)
    .join(
        appeals,
        (appeals.c.site_id == reports.c.site_id) & (appeals.c.comment_id == reports.c.comment_id),
    )
    .join(
        answers,
        (answers.c.site_id == appeals.c.site_id) & (answers.c.appeal_id == appeals.c.appeal_id),
    )
    .join(readers, _is_reader(reports.c.reader_id, reports.c.site_id))
    .where(
        *_among(reports.c.comment_id, reports.c.site_id),
        reports.c.outcome == Outcome.UPHELD,
        reports.c.created_at < appeals.c.created_at,
        answers.c.answer == Answer.REVERSED,
        answers.c.answered_at > _SINCE,
        _HAS_ADDRESS,
    )
)
_NOTICES = select(notices.c.notice_id, notices.c.comment_id, notices.c.created_at).where(
    *_among(notices.c.comment_id, notices.c.site_id),
    notices.c.email.is_not(None),
    notices.c.created_at > _SINCE,
)
_NOTICE_ANSWERS = (
    select(notices.c.notice_id, notices.c.comment_id, notice_answers.c.answered_at)
    .join(
        notice_answers,
        (notice_answers.c.site_id == notices.c.site_id)
        & (notice_answers.c.notice_id == notices.c.notice_id),
    )
    .where(
        *_among(notices.c.comment_id, notices.c.site_id),
        notices.c.email.is_not(None),
        notice_answers.c.answered_at > _SINCE,
    )
)
_parents = comments.alias()
# Only members: nobody checked that a guest's address is theirs.
_REPLIES = (
    select(comments.c.comment_id, comments.c.created_at, readers.c.reader_id)
    .join(
        _parents,
        (_parents.c.site_id == comments.c.site_id)
        & (_parents.c.comment_id == comments.c.parent_id),
    )
    .join(readers, _is_reader(_parents.c.author_id, comments.c.site_id))
    .where(
        *_among(comments.c.comment_id, comments.c.site_id),
        IS_PUBLISHED,
        comments.c.created_at > _SINCE,
        _parents.c.author_id != comments.c.author_id,
        _HAS_ADDRESS,
        IS_NO_GUEST,
    )
)


@dataclass(frozen=True, slots=True)
class _Plain:
    """A query whose rows are one e-mail each: which column names it, and from when it waits."""

    query: Select[Any]
    kind: MailKind
    subject: str
    at: str
    wait: timedelta = timedelta(0)

    def due(self, row: AnyRow) -> Due:
        """Return the e-mail of a row."""
        values = row._mapping
        return Due(
            self.kind,
            values[self.subject],
            values["comment_id"],
            values.get("reader_id"),
            values[self.at] + self.wait,
        )


_PLAIN = (
    _Plain(_APPEALS, MailKind.APPEAL_RECEIVED, "appeal_id", "created_at"),
    _Plain(_REPORTS, MailKind.REPORT_ANSWERED, "report_id", "created_at", SETTLES),
    _Plain(_REVERSED, MailKind.REPORT_REVERSED, "report_id", "answered_at", SETTLES),
    _Plain(_NOTICES, MailKind.NOTICE_RECEIVED, "notice_id", "created_at"),
    _Plain(_NOTICE_ANSWERS, MailKind.NOTICE_ANSWERED, "notice_id", "answered_at", SETTLES),
    _Plain(_REPLIES, MailKind.REPLY, "comment_id", "created_at", REPLY_STANDS),
)


async def due(
    connection: AsyncConnection, site_id: SiteId, comment_ids: Sequence[CommentId], since: datetime
) -> list[Due]:
    """Return what may be owed because of what happened to these comments since then."""
    key = {"site_id": site_id, "comment_ids": comment_ids, "since": since}

    async def rows(query: Select[Any]) -> Sequence[AnyRow]:
        found: Sequence[AnyRow] = (await connection.execute(query, key)).all()
        return found

    return [
        *map(_statement, await rows(_AGAINST)),
        *(each for row in await rows(_DECIDED) for each in _decided(row)),
        *[each.due(row) for each in _PLAIN for row in await rows(each.query)],
    ]


def _statement(row: AnyRow) -> Due:
    at = statement_due(row.source, row.verdict, asks_edit=bool(row.asks_edit), at=row.created_at)
    return Due(MailKind.STATEMENT, row.ruling_id, row.comment_id, row.reader_id, at)


def _decided(row: AnyRow) -> Iterator[Due]:
    """Both sides of an appeal: its author, and the moderator who had ruled."""
    at = row.answered_at + SETTLES
    yield Due(MailKind.APPEAL_DECIDED, row.appeal_id, row.comment_id, row.reader_id, at)
    if row.by_id is not None:
        yield Due(MailKind.RULING_REVIEWED, row.appeal_id, row.comment_id, row.by_id, at)
