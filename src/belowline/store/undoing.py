"""Take a moderator's ruling back: how the comment stood before is kept for that.

A ruling that was taken back stays in its table; whoever asks what was decided is not told of it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.comment import (
    Attention,
    Comment,
    Outcome,
    RulingRecord,
    Source,
    State,
)
from belowline.desk.audit import undo_note
from belowline.kernel.errors import Conflict
from belowline.kernel.ids import CommentId, RulingId, SiteId
from belowline.store.audit import append
from belowline.store.changes import change, ruled_meanwhile
from belowline.store.database import OnDatabase
from belowline.store.escalations import reopen_escalation
from belowline.store.records import AnyRow, Values, ruling_from
from belowline.store.schema import appeals, readers, reports, revisions, rulings
from belowline.store.settling import open_weight
from belowline.store.tables.desk import undoable
from belowline.store.tables.highlights import highlights
from belowline.store.tables.redress import answers, letters, notice_answers, statements
from belowline.store.visibility import lock_comment

_KEY: dict[str, Any] = {"site_id": bindparam("site_id"), "comment_id": bindparam("comment_id")}
_OPEN_REPORTS = select(reports.c.report_id).filter_by(**_KEY).where(reports.c.outcome.is_(None))
_OPEN_APPEALS = select(appeals.c.appeal_id).filter_by(**_KEY).where(appeals.c.outcome.is_(None))
_KEPT = select(undoable).where(
    undoable.c.site_id == bindparam("site_id"), undoable.c.ruling_id == bindparam("ruling_id")
)
_WORDS = select(revisions.c.text, revisions.c.html).filter_by(**_KEY, number=bindparam("number"))
WAS_UNDONE = exists().where(
    undoable.c.site_id == rulings.c.site_id,
    undoable.c.ruling_id == rulings.c.ruling_id,
    undoable.c.undone_at.is_not(None),
)
# For whoever asks what was decided: not what somebody took back at once.
STANDS: ColumnElement[bool] = ~WAS_UNDONE
# With what each told the author and who sent a notice.
WITH_LETTERS: Select[Any] = (
    select(rulings, letters.c.message, letters.c.reply, letters.c.asks_edit, highlights.c.features)
    .outerjoin(
        letters,
        (letters.c.site_id == rulings.c.site_id) & (letters.c.ruling_id == rulings.c.ruling_id),
    )
    .outerjoin(
        highlights,
        (highlights.c.site_id == rulings.c.site_id)
        & (highlights.c.ruling_id == rulings.c.ruling_id),
    )
)
_UNDONE = WITH_LETTERS.where(
    rulings.c.site_id == bindparam("site_id"),
    rulings.c.comment_id == bindparam("comment_id"),
    WAS_UNDONE,
).order_by(rulings.c.created_at, rulings.c.ruling_id)
_RULING = select(rulings).where(
    rulings.c.site_id == bindparam("site_id"), rulings.c.ruling_id == bindparam("ruling_id")
)
_APPEALED = select(appeals.c.appeal_id).where(
    appeals.c.site_id == bindparam("site_id"), appeals.c.ruling_id == bindparam("ruling_id")
)
# What people were told because of a ruling.
_TOLD = (statements, answers, notice_answers)
_MOMENTS = ("edited_at", "attention_since", "featured_at")
_PLAIN = ("state", "revision", "pending", "cleared", "attention", "ruling_id")


class Undoing(OnDatabase):
    """The rulings that may be taken back; see `belowline.desk.undo.UndoStore`."""

    async def undo(
        self, site_id: SiteId, comment_id: CommentId, ruling_id: RulingId, *, at: datetime
    ) -> Comment:
        """Put a comment, and what readers said about it, back to before the ruling."""
        async with self._database.writing() as connection:
            before = await lock_comment(connection, site_id, comment_id)
            kept = await _kept(connection, site_id, ruling_id)
            if before.comment.ruling_id != ruling_id or kept is None:
                raise ruled_meanwhile()
            if before.comment.state is State.WITHDRAWN:
                raise Conflict("Its author has withdrawn this comment.", code="withdrawn")
            key = {"site_id": site_id, "ruling_id": ruling_id}
            if (await connection.execute(_APPEALED, key)).first() is not None:
                raise Conflict("Its author has appealed already.", code="appealed-meanwhile")
            await _reopen(connection, site_id, kept.standing)
            await reopen_escalation(connection, before.comment)
            await _untell(connection, site_id, ruling_id)
            earlier = await _earlier(connection, before.comment, kept.standing)
            await connection.execute(
                update(undoable)
                .where(undoable.c.site_id == site_id, undoable.c.ruling_id == ruling_id)
                .values(undone_at=at)
            )
            ruling = ruling_from((await connection.execute(_RULING, key)).one())
            await append(connection, undo_note(ruling, at))
            return await change(connection, before, earlier, at=at)

    async def undone(self, site_id: SiteId, comment_id: CommentId) -> Sequence[RulingRecord]:
        """Return the rulings on a comment that were taken back, oldest first."""
        key = {"site_id": site_id, "comment_id": comment_id}
        async with self._database.reading() as connection:
            return tuple(map(ruling_from, await connection.execute(_UNDONE, key)))


async def remember(connection: AsyncConnection, before: Comment, ruling: RulingRecord) -> None:
    """Keep how a comment stands before a moderator's ruling changes it."""
    if ruling.source is not Source.MODERATOR:
        return
    key = {"site_id": before.site_id, "comment_id": before.comment_id}
    said = (await connection.execute(_OPEN_REPORTS, key)).scalars().all()
    complained = (await connection.execute(_OPEN_APPEALS, key)).scalars().all()
    moments = {name: getattr(before, name) for name in _MOMENTS}
    standing = {
        **{name: getattr(before, name) for name in _PLAIN},
        **{name: moment and moment.isoformat() for name, moment in moments.items()},
        "reports": list(said),
        "appeals": list(complained),
    }
    row = key | {"ruling_id": ruling.ruling_id, "standing": standing}
    await connection.execute(insert(undoable), row)


async def _kept(connection: AsyncConnection, site_id: SiteId, ruling_id: RulingId) -> AnyRow | None:
    key = {"site_id": site_id, "ruling_id": ruling_id}
    row: AnyRow | None = (await connection.execute(_KEPT, key)).one_or_none()
    return row


async def _earlier(connection: AsyncConnection, now: Comment, standing: Values) -> Comment:
    key = {"site_id": now.site_id, "comment_id": now.comment_id, "number": standing["revision"]}
    words = (await connection.execute(_WORDS, key)).one()
    attention, since = standing["attention"], _moment(standing["attention_since"])
    if now.attention is Attention.ILLEGAL:  # A notice that came since waits as well.
        attention, since = now.attention, now.attention_since
    return replace(
        now,
        state=State(standing["state"]),
        revision=standing["revision"],
        pending=standing["pending"],
        text=words.text,
        html=words.html,
        edited_at=_moment(standing["edited_at"]),
        cleared=standing["cleared"],
        attention=None if attention is None else Attention(attention),
        attention_since=since,
        # Rulings of before there were picks have kept none.
        featured_at=_moment(standing.get("featured_at")),
        report_weight=await open_weight(connection, now),
        ruling_id=RulingId(standing["ruling_id"]),
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


async def _reopen(connection: AsyncConnection, site_id: SiteId, standing: Values) -> None:
    """Take from reports and appeals the outcome that the ruling gave them."""
    these = (reports.c.site_id == site_id, reports.c.report_id.in_(standing["reports"]))
    ended = select(reports.c.reader_id, reports.c.outcome).where(
        *these, reports.c.outcome.is_not(None)
    )
    for row in sorted(await connection.execute(ended)):
        upheld = row.outcome is Outcome.UPHELD
        record = readers.c.reports_upheld if upheld else readers.c.reports_dismissed
        await connection.execute(
            update(readers)
            .where(readers.c.site_id == site_id, readers.c.reader_id == row.reader_id)
            .values({record: record - 1})
        )
    await connection.execute(update(reports).where(*these).values(outcome=None))
    await connection.execute(
        update(appeals)
        .where(appeals.c.site_id == site_id, appeals.c.appeal_id.in_(standing["appeals"]))
        .values(outcome=None)
    )


async def _untell(connection: AsyncConnection, site_id: SiteId, ruling_id: RulingId) -> None:
    """Take back the reasons and the answers that the ruling gave to people."""
    for table in _TOLD:
        await connection.execute(
            delete(table).where(table.c.site_id == site_id, table.c.ruling_id == ruling_id)
        )
