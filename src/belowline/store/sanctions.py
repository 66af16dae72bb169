"""Keep what moderators imposed on readers, and readers' appeals against it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Select,
    and_,
    bindparam,
    exists,
    insert,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.desk.dsa_accounts import LIMITING
from belowline.desk.sanction_log import answer_note, sanction_note, undone_note
from belowline.kernel.ids import ReaderId, SiteId
from belowline.mail.mail import MailKind
from belowline.people.sanctions import Complaint, Measure, Sanction
from belowline.store.audit import append
from belowline.store.columns import Moment
from belowline.store.database import OnDatabase
from belowline.store.mail_at_once import owe_mail
from belowline.store.prepared import Prepared
from belowline.store.records import AnyRow
from belowline.store.schema import readers
from belowline.store.tables.sanctions import WAITS, sanction_appeals, sanctions

_ALL: Select[Any] = select(
    sanctions,
    sanction_appeals.c.text,
    sanction_appeals.c.made_at,
    sanction_appeals.c.granted,
    sanction_appeals.c.reply,
    sanction_appeals.c.by_name.label("answered_by"),
    sanction_appeals.c.answered_at,
).outerjoin(
    sanction_appeals,
    and_(
        sanction_appeals.c.site_id == sanctions.c.site_id,
        sanction_appeals.c.sanction_id == sanctions.c.sanction_id,
    ),
)
_OF_SITE = _ALL.where(sanctions.c.site_id == bindparam("site_id"))
_ONE = _OF_SITE.where(sanctions.c.sanction_id == bindparam("sanction_id"))
_OF_READER = Prepared(
    _OF_SITE.where(sanctions.c.reader_id == bindparam("reader_id")).order_by(
        sanctions.c.created_at, sanctions.c.sanction_id
    )
)
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_NAMED = _OF_SITE.where(sanctions.c.sanction_id.in_(_IDS))
_READER = select(readers.c.reader_id).where(
    readers.c.site_id == bindparam("site_id"), readers.c.reader_id == bindparam("reader_id")
)
_WAITING = (
    _OF_SITE.where(WAITS, sanction_appeals.c.made_at.is_not(None))
    .order_by(sanction_appeals.c.made_at, sanctions.c.sanction_id)
    .limit(bindparam("limit"))
)


def _in_force() -> Select[Any]:
    """Build the query for what `belowline.people.sanctions.in_force` says of each reader."""
    later, appeal = sanctions.alias("later"), sanction_appeals.alias("later_appeal")
    granted = exists().where(
        appeal.c.site_id == later.c.site_id,
        appeal.c.sanction_id == later.c.sanction_id,
        appeal.c.granted,
    )
    replaced = exists().where(
        later.c.site_id == sanctions.c.site_id,
        later.c.reader_id == sanctions.c.reader_id,
        later.c.measure != Measure.WARN,
        later.c.undone_at.is_(None),
        not_(granted),
        or_(
            later.c.created_at > sanctions.c.created_at,
            and_(
                later.c.created_at == sanctions.c.created_at,
                later.c.sanction_id > sanctions.c.sanction_id,
            ),
        ),
    )
    return (
        _OF_SITE.where(
            sanctions.c.measure.not_in([Measure.WARN, Measure.LIFT]),
            sanctions.c.undone_at.is_(None),
            or_(sanctions.c.until.is_(None), sanctions.c.until > bindparam("now")),
            or_(sanction_appeals.c.granted.is_(None), not_(sanction_appeals.c.granted)),
            not_(replaced),
        )
        .order_by(sanctions.c.created_at.desc(), sanctions.c.sanction_id.desc())
        .limit(bindparam("limit"))
    )


_IN_FORCE = _in_force()
_LIMITED = _OF_SITE.where(
    sanctions.c.created_at >= bindparam("since", type_=Moment),
    sanctions.c.created_at < bindparam("before", type_=Moment),
    sanctions.c.measure.in_(LIMITING),
    sanctions.c.undone_at.is_(None),
).order_by(sanctions.c.created_at, sanctions.c.sanction_id)


class Sanctions(OnDatabase):
    """The sanctions of all sites; see `belowline.people.sanctions.SanctionStore`."""

    async def add_sanction(self, sanction: Sanction) -> bool:
        """Keep a sanction, its entry in the log, and that its reader is told by e-mail."""
        key = {"site_id": sanction.site_id, "reader_id": sanction.reader_id}
        async with self._database.writing() as connection:
            if (await connection.execute(_READER, key)).first() is None:
                return False
            await connection.execute(insert(sanctions), _values(sanction))
            await append(connection, sanction_note(sanction))
            await _tell(connection, MailKind.SANCTION, sanction, sanction.created_at)
        return True

    async def sanctions(self, site_id: SiteId, reader_id: ReaderId) -> Sequence[Sanction]:
        """Return all of a reader's, oldest first."""
        key = {"site_id": site_id, "reader_id": reader_id}
        async with self._database.reading() as connection:
            return [_sanction(row) for row in await _OF_READER.ask(connection, key)]

    async def sanction(self, site_id: SiteId, sanction_id: str) -> Sanction | None:
        """Return one, or None."""
        found = await self._read_sanctions(_ONE, {"site_id": site_id, "sanction_id": sanction_id})
        return found[0] if found else None

    async def sanctions_in_force(
        self, site_id: SiteId, now: datetime, *, limit: int
    ) -> Sequence[Sanction]:
        """Return what limits readers now, newest first."""
        return await self._read_sanctions(
            _IN_FORCE, {"site_id": site_id, "now": now, "limit": limit}
        )

    async def limited(
        self, site_id: SiteId, *, since: datetime, until: datetime
    ) -> Sequence[Sanction]:
        """Return what limits readers and was imposed in the time, the oldest first."""
        key = {"site_id": site_id, "since": since, "before": until}
        return await self._read_sanctions(_LIMITED, key)

    async def complaints(self, site_id: SiteId, *, limit: int) -> Sequence[Sanction]:
        """Return sanctions whose readers' appeals wait, the oldest appeal first."""
        return await self._read_sanctions(_WAITING, {"site_id": site_id, "limit": limit})

    async def sanctions_named(
        self, site_id: SiteId, sanction_ids: Sequence[str]
    ) -> Mapping[str, Sanction]:
        """Return those of the sanctions that exist."""
        if not sanction_ids:
            return {}
        found = await self._read_sanctions(_NAMED, {"site_id": site_id, "ids": list(sanction_ids)})
        return {each.sanction_id: each for each in found}

    async def undo_sanction(self, sanction: Sanction, *, at: datetime) -> bool:
        """Note that it was taken back, here and in the log."""
        appealed = exists().where(
            sanction_appeals.c.site_id == sanction.site_id,
            sanction_appeals.c.sanction_id == sanction.sanction_id,
        )
        async with self._database.writing() as connection:
            changed = await connection.execute(
                update(sanctions)
                .where(*_key(sanction), sanctions.c.undone_at.is_(None), not_(appealed))
                .values(undone_at=at)
            )
            if changed.rowcount == 0:
                return False
            await append(connection, undone_note(sanction, at))
        return True

    async def read_sanctions(self, site_id: SiteId, reader_id: ReaderId, at: datetime) -> None:
        """Note that the reader knows of all that there are."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(sanctions)
                .where(
                    sanctions.c.site_id == site_id,
                    sanctions.c.reader_id == reader_id,
                    sanctions.c.read_at.is_(None),
                )
                .values(read_at=at)
            )

    async def complain(self, sanction: Sanction, text: str, at: datetime) -> bool:
        """Keep the reader's appeal; False where there is one already."""
        row = {
            "site_id": sanction.site_id,
            "sanction_id": sanction.sanction_id,
            "text": text,
            "made_at": at,
        }
        try:
            async with self._database.writing() as connection:
                await connection.execute(insert(sanction_appeals), row)
        except IntegrityError:
            return False
        return True

    async def answer_complaint(
        self, sanction: Sanction, complaint: Complaint, *, by: ReaderId
    ) -> bool:
        """Keep the answer, here and in the log; False where there is one already."""
        assert complaint.answered_at is not None
        async with self._database.writing() as connection:
            changed = await _answer(connection, sanction, complaint, by)
            if not changed:
                return False
            await append(connection, answer_note(sanction, complaint, by, complaint.answered_at))
            await _tell(connection, MailKind.SANCTION_DECIDED, sanction, complaint.answered_at)
            await _tell(connection, MailKind.SANCTION_REVIEWED, sanction, complaint.answered_at)
        return True

    async def _read_sanctions(self, query: Select[Any], key: dict[str, Any]) -> list[Sanction]:
        async with self._database.reading() as connection:
            return [_sanction(row) for row in await connection.execute(query, key)]


async def _tell(
    connection: AsyncConnection, kind: MailKind, sanction: Sanction, at: datetime
) -> None:
    to = sanction.by if kind is MailKind.SANCTION_REVIEWED else sanction.reader_id
    await owe_mail(connection, kind, sanction.site_id, sanction.sanction_id, to, at)


async def _answer(
    connection: AsyncConnection, sanction: Sanction, complaint: Complaint, by: ReaderId
) -> bool:
    changed = await connection.execute(
        update(sanction_appeals)
        .where(
            sanction_appeals.c.site_id == sanction.site_id,
            sanction_appeals.c.sanction_id == sanction.sanction_id,
            WAITS,
        )
        .values(
            granted=complaint.granted,
            reply=complaint.reply,
            by_id=by,
            by_name=complaint.by_name,
            answered_at=complaint.answered_at,
        )
    )
    return changed.rowcount > 0


def _key(sanction: Sanction) -> tuple[Any, ...]:
    return (
        sanctions.c.site_id == sanction.site_id,
        sanctions.c.sanction_id == sanction.sanction_id,
    )


def _values(sanction: Sanction) -> dict[str, Any]:
    return {
        "site_id": sanction.site_id,
        "sanction_id": sanction.sanction_id,
        "reader_id": sanction.reader_id,
        "measure": sanction.measure,
        "reason": sanction.reason,
        "until": sanction.until,
        "by_id": sanction.by,
        "by_name": sanction.by_name,
        "created_at": sanction.created_at,
    }


def _sanction(row: AnyRow) -> Sanction:
    return Sanction(
        site_id=row.site_id,
        sanction_id=row.sanction_id,
        reader_id=row.reader_id,
        measure=row.measure,
        reason=row.reason,
        until=row.until,
        by=row.by_id,
        by_name=row.by_name,
        created_at=row.created_at,
        read_at=row.read_at,
        undone_at=row.undone_at,
        complaint=_complaint(row) if row.made_at is not None else None,
    )


def _complaint(row: AnyRow) -> Complaint:
    return Complaint(
        text=row.text,
        made_at=row.made_at,
        granted=row.granted,
        reply=row.reply or "",
        by_name=row.answered_by or "",
        answered_at=row.answered_at,
    )
