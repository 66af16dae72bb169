"""Take changes of members' e-mail addresses back, and shut out whoever made them."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.kernel.errors import Conflict
from belowline.kernel.ids import SiteId
from belowline.people.email_change import EmailChange
from belowline.people.reader import Role
from belowline.store.database import OnDatabase
from belowline.store.passkeys import forget_passkeys
from belowline.store.records import email_key
from belowline.store.schema import readers, sessions, sign_in_links
from belowline.store.tables.email_changes import email_changes
from belowline.store.tables.own_data import erasures

_of = email_changes.c
Conditions = tuple[ColumnElement[bool], ...]


class ReturnsOfAddresses(OnDatabase):
    """The links of all sites' members; see `belowline.people.email_return.EmailReturnStore`."""

    async def set_return_link(
        self, site_id: SiteId, change_id: str, digest: str, *, now: datetime
    ) -> EmailChange | None:
        """Keep the digest of the link that takes a change back."""
        this = (*_fulfilled(site_id, now), _of.change_id == change_id)
        async with self._database.writing() as connection:
            await connection.execute(update(email_changes).where(*this).values(digest=digest))
            return await _one(connection, this)

    async def returnable(
        self, site_id: SiteId, digest: str, *, now: datetime
    ) -> EmailChange | None:
        """Return the change that a link takes back, without using it."""
        async with self._database.reading() as connection:
            return await _one(connection, (*_fulfilled(site_id, now), _of.digest == digest))

    async def take_back(self, site_id: SiteId, digest: str, *, now: datetime) -> EmailChange | None:
        """Give a member the address of before, once, and shut everybody out."""
        this = (*_fulfilled(site_id, now), _of.digest == digest)
        try:
            async with self._database.writing() as connection:
                return await _take_back(connection, this, now)
        except IntegrityError:
            raise Conflict(
                "Somebody with this e-mail address has an account already. Sign in instead.",
                code="email-taken",
            ) from None


def _fulfilled(site_id: SiteId, now: datetime) -> Conditions:
    return _of.site_id == site_id, _of.expires_at > now, _of.old_email != ""


async def _one(connection: AsyncConnection, this: Conditions) -> EmailChange | None:
    row = (await connection.execute(select(email_changes).where(*this))).one_or_none()
    return None if row is None else EmailChange(**row._mapping)


async def _take_back(
    connection: AsyncConnection, this: Conditions, now: datetime
) -> EmailChange | None:
    change = await _one(connection, this)
    if change is None or not change.old_email:
        return None
    site_id, reader_id = change.site_id, change.reader_id
    them = (readers.c.site_id == site_id, readers.c.reader_id == reader_id)
    locked = select(readers.c.role).where(*them).with_for_update()
    if (await connection.execute(locked)).scalar_one_or_none() is not Role.MEMBER:
        return None
    # Those that came later are whoever's that made this one; ids sort by time.
    is_later = (_of.change_id >= change.change_id) | _of.old_email.is_(None)
    mine = (_of.site_id == site_id, _of.reader_id == reader_id)
    still = await connection.execute(delete(email_changes).where(*this))
    if still.rowcount == 0:  # Somebody else was faster by a moment.
        return None
    await connection.execute(delete(email_changes).where(*mine, is_later))
    for table in (sessions, sign_in_links, erasures):
        await connection.execute(
            delete(table).where(table.c.site_id == site_id, table.c.reader_id == reader_id)
        )
    await forget_passkeys(connection, site_id, reader_id, now)
    old = {"email": change.old_email, "email_key": email_key(change.old_email)}
    await connection.execute(update(readers).where(*them).values(**old))
    return change
