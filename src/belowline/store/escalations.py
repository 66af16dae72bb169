"""Keep what moderators handed to the editors, and which ruling answered it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.comment import Comment, RulingRecord, Source
from belowline.desk.escalations import Escalation, escalation_note
from belowline.kernel.errors import Conflict
from belowline.kernel.ids import CommentId, SiteId
from belowline.store.audit import append
from belowline.store.database import OnDatabase
from belowline.store.records import AnyRow, Values
from belowline.store.tables.desk import waiting
from belowline.store.tables.escalations import IS_OPEN, escalations
from belowline.store.visibility import lock_comment

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_OPEN = (
    select(escalations.c.escalation_id)
    .where(
        escalations.c.site_id == bindparam("site_id"),
        escalations.c.comment_id == bindparam("comment_id"),
        IS_OPEN,
    )
    .limit(1)
)
OF_COMMENTS: Select[Any] = (
    select(escalations)
    .where(
        escalations.c.site_id == bindparam("site_id"),
        escalations.c.comment_id.in_(_IDS),
        escalations.c.taken_back_at.is_(None),
    )
    .order_by(escalations.c.created_at, escalations.c.escalation_id)
)
_ONE = select(escalations).where(
    escalations.c.site_id == bindparam("site_id"),
    escalations.c.escalation_id == bindparam("escalation_id"),
)
_ANSWER = (
    update(escalations)
    .where(
        escalations.c.site_id == bindparam("of_site"),
        escalations.c.comment_id == bindparam("of_comment"),
        IS_OPEN,
    )
    .values(answered_by=bindparam("ruling"))
)
_REOPEN = (
    update(escalations)
    .where(
        escalations.c.site_id == bindparam("of_site"),
        escalations.c.comment_id == bindparam("of_comment"),
        escalations.c.answered_by == bindparam("ruling"),
    )
    .values(answered_by=None)
)
_TAKE_BACK = (
    update(escalations)
    .where(
        escalations.c.site_id == bindparam("of_site"),
        escalations.c.escalation_id == bindparam("of_escalation"),
        IS_OPEN,
    )
    .values(taken_back_at=bindparam("at"))
)
# For the queue: whether an editor is asked about what waits.
WAITS_FOR_EDITOR = exists().where(
    escalations.c.site_id == waiting.c.site_id,
    escalations.c.comment_id == waiting.c.comment_id,
    IS_OPEN,
)


class Escalations(OnDatabase):
    """What was handed over on all sites; see `belowline.desk.escalations.EscalationStore`."""

    async def escalate(self, escalation: Escalation) -> None:
        """Keep it, and an entry in the log."""
        async with self._database.writing() as connection:
            before = await lock_comment(connection, escalation.site_id, escalation.comment_id)
            _check(before.comment, escalation)
            if await is_escalated(connection, before.comment):
                raise Conflict(
                    "A colleague has handed this to the editors already.", code="escalated-already"
                )
            await connection.execute(insert(escalations), _values(escalation))
            await append(connection, escalation_note(escalation, escalation.created_at))

    async def escalations(
        self, site_id: SiteId, comment_ids: Sequence[CommentId]
    ) -> Mapping[CommentId, Sequence[Escalation]]:
        """Return what was handed over and not taken back, oldest first."""
        if not comment_ids:
            return {}
        key = {"site_id": site_id, "ids": list(comment_ids)}
        found: defaultdict[CommentId, list[Escalation]] = defaultdict(list)
        async with self._database.reading() as connection:
            for row in await connection.execute(OF_COMMENTS, key):
                found[row.comment_id].append(escalation_from(row))
        return found

    async def take_back_escalation(
        self, site_id: SiteId, escalation_id: str, *, at: datetime
    ) -> None:
        """Forget that an editor was asked; the log keeps both."""
        key = {"site_id": site_id, "escalation_id": escalation_id}
        async with self._database.writing() as connection:
            row = (await connection.execute(_ONE, key)).one_or_none()
            taken = await connection.execute(
                _TAKE_BACK, {"of_site": site_id, "of_escalation": escalation_id, "at": at}
            )
            if row is None or taken.rowcount == 0:
                raise Conflict("Somebody has ruled on this meanwhile.", code="ruled-meanwhile")
            await append(connection, escalation_note(escalation_from(row), at, taken_back=True))


async def is_escalated(connection: AsyncConnection, comment: Comment) -> bool:
    """Say whether an editor is asked about the comment."""
    key = {"site_id": comment.site_id, "comment_id": comment.comment_id}
    return (await connection.execute(_OPEN, key)).first() is not None


async def answer_escalation(connection: AsyncConnection, ruling: RulingRecord) -> None:
    """Note that a person's ruling answers what was handed over."""
    if ruling.source is Source.MODERATOR:
        await connection.execute(
            _ANSWER,
            {
                "of_site": ruling.site_id,
                "of_comment": ruling.comment_id,
                "ruling": ruling.ruling_id,
            },
        )


async def reopen_escalation(connection: AsyncConnection, ruled: Comment) -> None:
    """Let it wait again: the comment's ruling, which answered it, was taken back."""
    key = {"of_site": ruled.site_id, "of_comment": ruled.comment_id, "ruling": ruled.ruling_id}
    await connection.execute(_REOPEN, key)


def escalation_from(row: AnyRow) -> Escalation:
    """Return the escalation of a row."""
    return Escalation(
        site_id=row.site_id,
        escalation_id=row.escalation_id,
        comment_id=row.comment_id,
        ruling_id=row.ruling_id,
        by=row.by_id,
        by_name=row.by_name,
        note=row.note,
        created_at=row.created_at,
        answered_by=row.answered_by,
    )


def _values(escalation: Escalation) -> Values:
    return {
        "site_id": escalation.site_id,
        "escalation_id": escalation.escalation_id,
        "comment_id": escalation.comment_id,
        "ruling_id": escalation.ruling_id,
        "by_id": escalation.by,
        "by_name": escalation.by_name,
        "note": escalation.note,
        "created_at": escalation.created_at,
    }


def _check(comment: Comment, escalation: Escalation) -> None:
    if comment.ruling_id != escalation.ruling_id:
        raise Conflict(
            "Somebody ruled on this comment meanwhile. Look at it again before you decide.",
            code="ruled-meanwhile",
        )
    if comment.attention is None:
        raise Conflict("This comment waits for nobody.", code="not-waiting")
