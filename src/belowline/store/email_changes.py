"""Keep members' wishes for another e-mail address, and fulfil them."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.kernel.errors import Conflict
from belowline.kernel.ids import ReaderId, SiteId
from belowline.people.email_change import EmailChange
from belowline.store.database import OnDatabase
from belowline.store.records import email_key
from belowline.store.schema import readers
from belowline.store.tables.email_changes import email_changes

_of = email_changes.c
# Who has fulfilled it has no link any more; who waits for the e-mail has none yet.
_WAITS = _of.old_email.is_(None)


class EmailChangesOfMembers(OnDatabase):
    """The wishes of all sites' members; see `belowline.people.email_change.EmailChangeStore`."""

    async def add_change(self, change: EmailChange, *, now: datetime) -> None:
        """Keep a wish instead of the reader's earlier one, and forget what expired."""
        row = {column.name: getattr(change, column.name) for column in email_changes.c}
        mine = _of.reader_id == change.reader_id
        async with self._database.writing() as connection:
            await connection.execute(
                delete(email_changes).where(
                    _of.site_id == change.site_id, (_of.expires_at <= now) | (mine & _WAITS)
                )
            )
            await connection.execute(insert(email_changes), row)

    async def set_change_link(
        self, site_id: SiteId, change_id: str, digest: str, *, now: datetime
    ) -> EmailChange | None:
        """Keep the digest of the link that fulfils a wish."""
        this = (_of.site_id == site_id, _of.change_id == change_id, _of.expires_at > now, _WAITS)
        async with self._database.writing() as connection:
            await connection.execute(update(email_changes).where(*this).values(digest=digest))
            return await _one(connection, *this)

    async def change(self, site_id: SiteId, change_id: str, *, now: datetime) -> EmailChange | None:
        """Return a wish until it expires."""
        async with self._database.reading() as connection:
            return await _one(
                connection,
                _of.site_id == site_id,
                _of.change_id == change_id,
                _of.expires_at > now,
            )

    async def waiting_change(
        self, site_id: SiteId, reader_id: ReaderId, *, now: datetime
    ) -> EmailChange | None:
        """Return the reader's wish that waits for its link to be opened."""
        async with self._database.reading() as connection:
            return await _one(
                connection,
                _of.site_id == site_id,
                _of.reader_id == reader_id,
                _of.expires_at > now,
                _WAITS,
            )

    async def fulfil_change(
        self,
        site_id: SiteId,
        digest: str,
        reader_id: ReaderId,
        *,
        now: datetime,
        until: datetime,
    ) -> EmailChange | None:
        """Give this reader the address, once, and keep the old one until then."""
        this = (
            _of.site_id == site_id,
            _of.digest == digest,
            _of.reader_id == reader_id,
            _of.expires_at > now,
            _WAITS,
        )
        try:
            async with self._database.writing() as connection:
                return await _fulfil(connection, this, until)
        except IntegrityError:
            raise Conflict(
                "Somebody with this e-mail address has an account already. Sign in instead.",
                code="email-taken",
                field="email",
            ) from None


async def _one(connection: AsyncConnection, *conditions: ColumnElement[bool]) -> EmailChange | None:
    found = await connection.execute(select(email_changes).where(*conditions))
    # Two that were asked for in the same moment may both wait: the later one counts.
    rows = sorted(found, key=lambda row: str(row.change_id))
    return EmailChange(**rows[-1]._mapping) if rows else None


async def _fulfil(
    connection: AsyncConnection, this: tuple[ColumnElement[bool], ...], until: datetime
) -> EmailChange | None:
    change = await _one(connection, *this)
    if change is None:
        return None
    reader = (readers.c.site_id == change.site_id, readers.c.reader_id == change.reader_id)
    kept = await connection.execute(select(readers.c.email).where(*reader).with_for_update())
    old_email = kept.scalar_one() or ""
    values = {"old_email": old_email, "digest": None, "expires_at": until}
    used = await connection.execute(update(email_changes).where(*this).values(**values))
    if used.rowcount == 0:  # Somebody else was faster by a moment.
        return None
    await connection.execute(
        update(readers).where(*reader).values(email=change.email, email_key=email_key(change.email))
    )
    return await _one(
        connection,
        _of.site_id == change.site_id,
        _of.change_id == change.change_id,
    )
