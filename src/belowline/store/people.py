"""Keep readers with their sessions and their one-time sign-in links."""

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.desk.audit import Act, Note
from belowline.kernel.errors import Conflict
from belowline.kernel.ids import ReaderId, SiteId
from belowline.moderation.looks import look_of
from belowline.people.ports import Door
from belowline.people.reader import Reader
from belowline.store.audit import append
from belowline.store.database import OnDatabase
from belowline.store.prepared import Prepared
from belowline.store.records import Values, email_key, reader_from, reader_values
from belowline.store.schema import IS_NO_GUEST, readers, sessions, sign_in_links

_OF_SITE = select(readers).where(readers.c.site_id == bindparam("site_id"))
_ONE = Prepared(_OF_SITE.where(readers.c.reader_id == bindparam("reader_id")))
_BY_EMAIL = _OF_SITE.where(readers.c.email_key == bindparam("email_key"), IS_NO_GUEST)

_links = sign_in_links.c
_LINK_OWNER = (
    select(readers)
    .join(
        sign_in_links,
        (_links.site_id == readers.c.site_id) & (_links.reader_id == readers.c.reader_id),
    )
    .where(
        _links.site_id == bindparam("site_id"),
        _links.digest == bindparam("digest"),
    )
)
_VALID_LINK_OWNER = _LINK_OWNER.where(
    _links.used_at.is_(None), _links.expires_at > bindparam("now")
)
_USE_LINK = (
    update(sign_in_links)
    .where(
        _links.site_id == bindparam("of_site"),
        _links.digest == bindparam("of_digest"),
        _links.used_at.is_(None),
        _links.expires_at > bindparam("now"),
    )
    .values(used_at=bindparam("now"))
)
_SESSION_READER = (
    select(readers)
    .join(
        sessions,
        (sessions.c.site_id == readers.c.site_id) & (sessions.c.reader_id == readers.c.reader_id),
    )
    .where(
        sessions.c.site_id == bindparam("site_id"),
        sessions.c.digest == bindparam("digest"),
        sessions.c.expires_at > bindparam("now"),
    )
)


class People(OnDatabase):
    """The readers of all sites; see `belowline.people.ports.PeopleStore`."""

    async def add_reader(self, reader: Reader) -> Reader:
        """Keep a new reader; among members and staff an e-mail is taken once."""
        try:
            async with self._database.writing() as connection:
                await connection.execute(insert(readers), reader_values(reader))
        except IntegrityError:
            raise await self._taken(reader.site_id, reader.email) from None
        return reader

    async def reader(self, site_id: SiteId, reader_id: ReaderId) -> Reader | None:
        """Return the reader, or None."""
        async with self._database.looking() as connection:
            return await _reader(connection, site_id, reader_id)

    async def reader_by_email(self, site_id: SiteId, email: str) -> Reader | None:
        """Return the member or staff reader with this e-mail, or None."""
        key = {"site_id": site_id, "email_key": email_key(email)}
        async with self._database.reading() as connection:
            row = (await connection.execute(_BY_EMAIL, key)).one_or_none()
        return None if row is None else reader_from(row)

    async def rename(
        self, site_id: SiteId, reader_id: ReaderId, *, name: str, email: str | None
    ) -> None:
        """Remember the name, and the e-mail unless it is None."""
        changed: Values = {"name": name, "look": look_of(name)}
        if email is not None:
            changed |= {"email": email, "email_key": email_key(email)}
        try:
            async with self._database.writing() as connection:
                await _change_reader(connection, site_id, reader_id, changed)
        except IntegrityError:
            raise await self._taken(site_id, email) from None

    async def set_password(self, site_id: SiteId, reader_id: ReaderId, password_hash: str) -> None:
        """Keep a new password hash and end every session of this reader."""
        async with self._database.writing() as connection:
            changed = {"password_hash": password_hash}
            await _change_reader(connection, site_id, reader_id, changed)
            await connection.execute(
                delete(sessions).where(
                    sessions.c.site_id == site_id, sessions.c.reader_id == reader_id
                )
            )

    async def add_link(
        self, site_id: SiteId, digest: str, reader_id: ReaderId, expires_at: datetime
    ) -> None:
        """Keep a one-time sign-in link."""
        async with self._database.writing() as connection:
            await connection.execute(
                insert(sign_in_links), _token(site_id, digest, reader_id, expires_at)
            )

    async def link_owner(self, site_id: SiteId, digest: str, now: datetime) -> Reader | None:
        """Return whose link this is while it is valid, without using it."""
        key = {"site_id": site_id, "digest": digest, "now": now}
        async with self._database.reading() as connection:
            row = (await connection.execute(_VALID_LINK_OWNER, key)).one_or_none()
        return None if row is None else reader_from(row)

    async def use_link(self, site_id: SiteId, digest: str, now: datetime) -> Reader | None:
        """Use a link up and return its reader: once, for one caller, before it expires."""
        async with self._database.writing() as connection:
            used = await connection.execute(
                _USE_LINK, {"of_site": site_id, "of_digest": digest, "now": now}
            )
            if used.rowcount == 0:
                return None
            found = await connection.execute(_LINK_OWNER, {"site_id": site_id, "digest": digest})
            return reader_from(found.one())

    async def add_session(
        self,
        site_id: SiteId,
        digest: str,
        reader_id: ReaderId,
        expires_at: datetime,
        *,
        at: datetime,
        door: Door,
    ) -> None:
        """Keep a session, and an entry in the log that says who came in."""
        note = Note(
            site_id=site_id,
            at=at,
            act=Act.SIGN_IN,
            by=reader_id,
            subject=reader_id,
            details={"door": door},
        )
        async with self._database.writing() as connection:
            await connection.execute(
                insert(sessions), _token(site_id, digest, reader_id, expires_at)
            )
            await append(connection, note)

    async def session_reader(self, site_id: SiteId, digest: str, now: datetime) -> Reader | None:
        """Return the reader of a session that has not expired."""
        key = {"site_id": site_id, "digest": digest, "now": now}
        async with self._database.reading() as connection:
            row = (await connection.execute(_SESSION_READER, key)).one_or_none()
        return None if row is None else reader_from(row)

    async def end_session(self, site_id: SiteId, digest: str) -> None:
        """Forget a session; an unknown one is no error."""
        async with self._database.writing() as connection:
            await connection.execute(
                delete(sessions).where(sessions.c.site_id == site_id, sessions.c.digest == digest)
            )

    async def _taken(self, site_id: SiteId, email: str | None) -> Conflict:
        if email is not None and await self.reader_by_email(site_id, email) is not None:
            return Conflict(
                "Somebody with this e-mail address has an account already. Sign in instead.",
                code="email-taken",
            )
        return Conflict("There is a reader with this id already.", code="reader-known")


def _token(site_id: SiteId, digest: str, reader_id: ReaderId, expires_at: datetime) -> Values:
    return {
        "site_id": site_id,
        "digest": digest,
        "reader_id": reader_id,
        "expires_at": expires_at,
    }


async def _reader(
    connection: AsyncConnection, site_id: SiteId, reader_id: ReaderId
) -> Reader | None:
    key = {"site_id": site_id, "reader_id": reader_id}
    row = (await _ONE.ask(connection, key)).one_or_none()
    return None if row is None else reader_from(row)


async def _change_reader(
    connection: AsyncConnection, site_id: SiteId, reader_id: ReaderId, changed: Values
) -> None:
    await connection.execute(
        update(readers)
        .where(readers.c.site_id == site_id, readers.c.reader_id == reader_id)
        .values(**changed)
    )
