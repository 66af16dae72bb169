"""Keep who wants a digest, and queue each once."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.kernel.ids import NewId, ReaderId, SiteId
from belowline.mail.digest import Digest, digest_subject, next_hour
from belowline.mail.mail import Mail, MailKind, MailState
from belowline.store.columns import Moment
from belowline.store.database import OnDatabase
from belowline.store.mail_queue import queue_mail
from belowline.store.tables.digests import digests
from belowline.store.tables.mail import mails

_NAMES = [column.name for column in digests.c]
_WANT = text(
    f"INSERT INTO digests ({', '.join(_NAMES)})"
    f" VALUES ({', '.join(f':{name}' for name in _NAMES)}) ON CONFLICT DO NOTHING"
).bindparams(*(bindparam(column.name, type_=column.type) for column in digests.c))
_DUE = (
    select(digests)
    .where(
        digests.c.site_id == bindparam("site_id"),
        digests.c.next_at <= bindparam("now", type_=Moment),
    )
    .order_by(digests.c.next_at, digests.c.reader_id)
    .limit(1)
)
# On PostgreSQL several processes look at once: each takes what no other has locked.
_TAKE = _DUE.with_for_update(skip_locked=True)
_BEFORE = select(mails.c.state).where(
    mails.c.site_id == bindparam("site_id"),
    mails.c.kind == MailKind.DIGEST,
    mails.c.subject == bindparam("subject"),
)


class DigestsOfMembers(OnDatabase):
    """The digests of all sites; see `belowline.mail.digest.DigestStore`."""

    async def want_digest(self, digest: Digest) -> None:
        """Keep that a member wants one, unless they do already."""
        async with self._database.writing() as connection:
            await connection.execute(_WANT, {name: getattr(digest, name) for name in _NAMES})

    async def end_digest(self, site_id: SiteId, reader_id: ReaderId) -> None:
        """Forget it."""
        async with self._database.writing() as connection:
            await connection.execute(delete(digests).where(*_one(site_id, reader_id)))

    async def digest(self, site_id: SiteId, reader_id: ReaderId) -> Digest | None:
        """Return what a member wants, None where it is no digest."""
        query = select(digests).where(*_one(site_id, reader_id))
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else Digest(**row._mapping)

    async def issue_digest(self, site_id: SiteId, *, now: datetime, new_id: NewId) -> bool:
        """Queue the e-mail of one digest that is due, and move on behind it."""
        key: dict[str, Any] = {"site_id": site_id, "now": now}
        async with self._database.reading() as connection:
            if (await connection.execute(_DUE, key)).first() is None:
                return False
        async with self._database.writing() as connection:
            row = (await connection.execute(_TAKE, key)).one_or_none()
            if row is None:
                return False
            await _issue(connection, Digest(**row._mapping), now, new_id())
            return True


async def _issue(connection: AsyncConnection, last: Digest, now: datetime, mail_id: str) -> None:
    subject = digest_subject(last.reader_id, now)
    values = {
        "since": last.since if await _waits(connection, last) else last.until,
        "until": now,
        "next_at": next_hour(now),
        "subject": subject,
    }
    await connection.execute(
        update(digests).where(*_one(last.site_id, last.reader_id)).values(**values)
    )
    mail = Mail(
        site_id=last.site_id,
        mail_id=mail_id,
        kind=MailKind.DIGEST,
        subject=subject,
        comment_id=None,
        reader_id=last.reader_id,
        created_at=now,
        due_at=now,
    )
    await queue_mail(connection, mail)


async def _waits(connection: AsyncConnection, last: Digest) -> bool:
    """Say whether the last one has not gone: whatever took its place tells of it too."""
    if last.subject is None:
        return False
    found = await connection.execute(_BEFORE, {"site_id": last.site_id, "subject": last.subject})
    return found.scalar_one_or_none() is MailState.WAITING


def _one(site_id: SiteId, reader_id: ReaderId) -> tuple[Any, Any]:
    return digests.c.site_id == site_id, digests.c.reader_id == reader_id
