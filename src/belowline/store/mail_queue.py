"""Keep which e-mails are owed, hand each to one process at a time, and note how far it came."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.kernel.ids import CommentId, NewId, SiteId
from belowline.mail.mail import Mail, MailState, Topic
from belowline.mail.timing import TOLD_WITHIN
from belowline.store.columns import Moment
from belowline.store.database import OnDatabase
from belowline.store.mail_due import Due, due
from belowline.store.mail_mentions import due_mentions
from belowline.store.records import AnyRow, Values
from belowline.store.schema import events
from belowline.store.tables.mail import IS_UNDER_WAY, mail_cursors, mail_stops, mails

# Events whose meaning is queued in one transaction.
_BATCH = 100

_SITE: BindParameter[Any] = bindparam("site_id")
_CURSOR = select(mail_cursors.c.number).where(mail_cursors.c.site_id == _SITE)
_LOCK_CURSOR = _CURSOR.with_for_update()
_MOVE_CURSOR = (
    update(mail_cursors)
    .where(mail_cursors.c.site_id == bindparam("of_site"))
    .values(number=bindparam("to"))
)
_LAST = select(func.coalesce(func.max(events.c.number), 0)).where(events.c.site_id == _SITE)
_BEHIND = (
    select(events.c.number, events.c.comment_id)
    .where(events.c.site_id == _SITE, events.c.number > bindparam("number"))
    .order_by(events.c.number)
    .limit(_BATCH)
)
_BEGIN = text(
    "INSERT INTO mail_cursors (site_id, number) VALUES (:site_id, :number) ON CONFLICT DO NOTHING"
)
_NAMES = [column.name for column in mails.c]
# Whoever was first has queued it: that is no error.
_QUEUE = text(
    f"INSERT INTO mails ({', '.join(_NAMES)})"
    f" VALUES ({', '.join(f':{name}' for name in _NAMES)}) ON CONFLICT DO NOTHING"
).bindparams(*(bindparam(column.name, type_=column.type) for column in mails.c))

_NOW = bindparam("now", type_=Moment)
_IS_FREE = (mails.c.claimed_until.is_(None)) | (mails.c.claimed_until <= _NOW)
_DUE = (
    select(mails)
    .where(mails.c.site_id == _SITE, IS_UNDER_WAY, mails.c.due_at <= _NOW, _IS_FREE)
    .order_by(mails.c.due_at, mails.c.mail_id)
    .limit(1)
)
# On PostgreSQL several processes look at once: each takes what no other has locked.
_TAKE = _DUE.with_for_update(skip_locked=True)
_HELD = (
    mails.c.site_id == bindparam("of_site"),
    mails.c.mail_id == bindparam("of_mail"),
    mails.c.claim == bindparam("of_claim"),
)
_HAND_OVER = update(mails).where(*_HELD).values(state=MailState.SENDING)
_FAILED = (MailState.DEAD, MailState.UNSURE)


class MailQueue(OnDatabase):
    """The e-mails of all sites; see `belowline.mail.ports.MailStore`."""

    async def begin_mail(self, site_id: SiteId) -> None:
        """Remember from which event on people are told by e-mail."""
        key = {"site_id": site_id}
        async with self._database.writing() as connection:
            number = (await connection.execute(_LAST, key)).scalar_one()
            await connection.execute(_BEGIN, {**key, "number": number})

    async def gather_mail(self, site_id: SiteId, *, now: datetime, new_id: NewId) -> bool:
        """Queue what the next events mean for people, and move on behind these events."""
        key = {"site_id": site_id}
        async with self._database.reading() as connection:
            number = (await connection.execute(_CURSOR, key)).scalar_one_or_none()
            last = (await connection.execute(_LAST, key)).scalar_one()
        if number is None or number >= last:
            return False
        async with self._database.writing() as connection:
            number = (await connection.execute(_LOCK_CURSOR, key)).scalar_one()
            found = (await connection.execute(_BEHIND, {**key, "number": number})).all()
            if not found:
                return False
            told = [CommentId(each) for each in {row.comment_id for row in found}]
            since = now - TOLD_WITHIN
            owed = await due(connection, site_id, told, since)
            for each in [*owed, *await due_mentions(connection, site_id, told, since)]:
                await queue_mail(connection, _mail(site_id, each, new_id(), now))
            to = {"of_site": site_id, "to": found[-1].number}
            await connection.execute(_MOVE_CURSOR, to)
        return True

    async def add_mail(self, mail: Mail) -> bool:
        """Queue one e-mail, unless there is one of this kind and subject."""
        async with self._database.writing() as connection:
            return await queue_mail(connection, mail)

    async def claim_mail(
        self, site_id: SiteId, *, claim: str, now: datetime, until: datetime
    ) -> Mail | None:
        """Take the e-mail that has been due the longest, for nobody else until then."""
        key = {"site_id": site_id, "now": now}
        async with self._database.reading() as connection:
            if (await connection.execute(_DUE, key)).first() is None:
                return None
        async with self._database.writing() as connection:
            while row := (await connection.execute(_TAKE, key)).one_or_none():
                mail = mail_from(row)
                if mail.state is MailState.SENDING:
                    problem = "cut off while the server took it"
                    await _set(connection, replace(mail, state=MailState.UNSURE, problem=problem))
                    continue
                taken = replace(mail, claim=claim, claimed_until=until, attempts=mail.attempts + 1)
                await _set(connection, taken)
                return taken
        return None

    async def hand_over(self, mail: Mail) -> bool:
        """Note that the server is about to take the e-mail, if this claim still holds it."""
        async with self._database.writing() as connection:
            noted = await connection.execute(_HAND_OVER, _held(mail))
            return noted.rowcount == 1

    async def settle_mail(self, mail: Mail) -> None:
        """Keep how an e-mail ended, or when it is tried again, if this claim still holds it."""
        free = replace(mail, claim=None, claimed_until=None)
        async with self._database.writing() as connection:
            await connection.execute(
                update(mails).where(*_HELD).values(_changing(free)), _held(mail)
            )

    async def drop_mail(self, mail: Mail) -> None:
        """Forget an e-mail that is owed no more."""
        async with self._database.writing() as connection:
            await connection.execute(delete(mails).where(*_HELD), _held(mail))

    async def mails(
        self, site_id: SiteId, states: Sequence[MailState], *, limit: int
    ) -> Sequence[Mail]:
        """Return the e-mails in these states, oldest first."""
        query = (
            select(mails)
            .where(mails.c.site_id == site_id, mails.c.state.in_(states))
            .order_by(mails.c.mail_id)
            .limit(limit)
        )
        async with self._database.reading() as connection:
            return [mail_from(row) for row in await connection.execute(query)]

    async def count_mail(self, site_id: SiteId) -> dict[MailState, int]:
        """Count the e-mails in each state."""
        query = (
            select(mails.c.state, func.count().label("how_many"))
            .where(mails.c.site_id == site_id)
            .group_by(mails.c.state)
        )
        async with self._database.reading() as connection:
            return {row.state: row.how_many for row in await connection.execute(query)}

    async def retry_mail(self, site_id: SiteId, mail_id: str, *, now: datetime) -> bool:
        """Let one that is dead or unsure wait again."""
        query = (
            update(mails)
            .where(
                mails.c.site_id == site_id, mails.c.mail_id == mail_id, mails.c.state.in_(_FAILED)
            )
            .values(
                state=MailState.WAITING,
                # Its patience begins anew, or it would be given up at once.
                created_at=now,
                due_at=now,
                attempts=0,
                ended_at=None,
            )
        )
        async with self._database.writing() as connection:
            return (await connection.execute(query)).rowcount == 1

    async def stopped(self, site_id: SiteId, person: str) -> frozenset[Topic]:
        """Return what a person wants no e-mail about."""
        query = select(mail_stops.c.topic).where(
            mail_stops.c.site_id == site_id, mail_stops.c.person == person
        )
        async with self._database.reading() as connection:
            return frozenset((await connection.execute(query)).scalars())

    async def stop_mail(self, site_id: SiteId, person: str, topics: frozenset[Topic]) -> None:
        """Keep what a person wants no e-mail about."""
        key = {"site_id": site_id, "person": person}
        forget = delete(mail_stops).where(
            mail_stops.c.site_id == site_id, mail_stops.c.person == person
        )
        for _ in range(2):  # Two tabs at once: the second finds the row that the first one added.
            try:
                async with self._database.writing() as connection:
                    await connection.execute(forget)
                    for topic in sorted(topics):
                        await connection.execute(insert(mail_stops), key | {"topic": topic})
                return
            except IntegrityError:
                continue


async def queue_mail(connection: AsyncConnection, mail: Mail) -> bool:
    """Queue an e-mail in this transaction; False where there is one of its kind and subject."""
    return (await connection.execute(_QUEUE, _values(mail))).rowcount == 1


async def _set(connection: AsyncConnection, mail: Mail) -> None:
    """Write an e-mail that this transaction has locked."""
    await connection.execute(
        update(mails)
        .where(mails.c.site_id == mail.site_id, mails.c.mail_id == mail.mail_id)
        .values(_changing(mail))
    )


def _mail(site_id: SiteId, owed: Due, mail_id: str, now: datetime) -> Mail:
    return Mail(
        site_id=site_id,
        mail_id=mail_id,
        kind=owed.kind,
        subject=owed.subject,
        comment_id=owed.comment_id,
        reader_id=owed.reader_id,
        created_at=now,
        due_at=owed.due_at,
    )


def mail_from(row: AnyRow) -> Mail:
    """Return the e-mail of a row."""
    return Mail(**row._mapping)


def _values(mail: Mail) -> Values:
    return {name: getattr(mail, name) for name in _NAMES}


_CHANGING = ("due_at", "state", "attempts", "problem", "ended_at", "claim", "claimed_until")


def _changing(mail: Mail) -> Values:
    return {name: getattr(mail, name) for name in _CHANGING}


def _held(mail: Mail) -> dict[str, Any]:
    return {"of_site": mail.site_id, "of_mail": mail.mail_id, "of_claim": mail.claim}
