"""Keep which account elsewhere is which reader, and the tokens that were revoked."""

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.kernel.ids import SiteId
from belowline.moderation.looks import look_of
from belowline.people.reader import Reader
from belowline.people.sign_on import Account, Profile
from belowline.store.database import OnDatabase
from belowline.store.records import (
    AnyRow,
    Values,
    badges_value,
    email_key,
    reader_from,
    reader_values,
)
from belowline.store.schema import IS_NO_GUEST, readers
from belowline.store.tables.accounts import accounts, revoked_tokens

_OF_SITE = accounts.c.site_id == bindparam("of_site")
_THIS = (
    _OF_SITE,
    accounts.c.provider == bindparam("of_provider"),
    accounts.c.subject == bindparam("of_subject"),
)
_READER = (accounts.c.site_id == readers.c.site_id) & (accounts.c.reader_id == readers.c.reader_id)
_WITH_READER = select(accounts.c.issued_at, readers).join(readers, _READER).where(*_THIS)
_BY_EMAIL = select(readers).where(
    readers.c.site_id == bindparam("of_site"),
    readers.c.email_key == bindparam("email_key"),
    IS_NO_GUEST,
)
_NEWER = (
    update(accounts)
    .where(
        *_THIS,
        or_(accounts.c.issued_at.is_(None), accounts.c.issued_at < bindparam("issued")),
    )
    .values(issued_at=bindparam("issued"))
)
_REVOKED = select(revoked_tokens.c.digest).where(
    revoked_tokens.c.site_id == bindparam("site_id"),
    revoked_tokens.c.digest == bindparam("digest"),
)


class Accounts(OnDatabase):
    """The accounts of all sites' readers; see `belowline.people.sign_on.AccountStore`."""

    async def account(
        self, site_id: SiteId, provider: str, subject: str
    ) -> tuple[Account, Reader] | None:
        """Return the account and its reader, or None."""
        key = {"of_site": site_id, "of_provider": provider, "of_subject": subject}
        async with self._database.reading() as connection:
            row = (await connection.execute(_WITH_READER, key)).one_or_none()
        if row is None:
            return None
        kept = Account(site_id=site_id, provider=provider, subject=subject, issued_at=row.issued_at)
        return kept, reader_from(row)

    async def add_account(self, account: Account, reader: Reader) -> Reader:
        """Keep account and reader, or the account with the reader who has the e-mail."""
        try:
            return await self._add_account(account, reader)
        except IntegrityError:
            # Somebody added the account, or a reader with this e-mail, between look and hand.
            return await self._add_account(account, reader)

    async def _add_account(self, account: Account, reader: Reader) -> Reader:
        async with self._database.writing() as connection:
            if known := await _row(connection, account):
                return reader_from(known)
            owner = await _owner(connection, reader)
            if owner is None:
                await connection.execute(insert(readers), reader_values(reader))
            kept = owner or reader
            values = {
                "site_id": account.site_id,
                "provider": account.provider,
                "subject": account.subject,
                "reader_id": kept.reader_id,
                "issued_at": account.issued_at,
            }
            await connection.execute(insert(accounts), values)
            return kept

    async def update_profile(self, account: Account, profile: Profile) -> Reader | None:
        """Change the account's reader, if the account's `issued_at` is newer than the one kept."""
        values: Values = {
            "name": profile.name,
            "look": look_of(profile.name),
            "email": profile.email,
            "email_key": email_key(profile.email),
        }
        if profile.role is not None:
            values["role"] = profile.role
        if profile.badges is not None:
            values["badges"] = badges_value(profile.badges)
        try:
            return await self._update(account, values)
        except IntegrityError:
            # The e-mail is somebody else's; the rest holds.
            del values["email"], values["email_key"]
            return await self._update(account, values)

    async def _update(self, account: Account, values: Values) -> Reader | None:
        async with self._database.writing() as connection:
            newer = await connection.execute(_NEWER, _key(account) | {"issued": account.issued_at})
            if newer.rowcount == 0:
                return None
            row = await _row(connection, account)
            if row is None:
                return None
            of_reader = (readers.c.site_id == row.site_id, readers.c.reader_id == row.reader_id)
            await connection.execute(update(readers).where(*of_reader).values(**values))
            changed = (await connection.execute(select(readers).where(*of_reader))).one()
            return reader_from(changed)

    async def revoke_token(
        self, site_id: SiteId, digest: str, *, until: datetime, now: datetime
    ) -> None:
        """Remember a revoked token, and forget those that have expired."""
        of_site = revoked_tokens.c.site_id == site_id
        async with self._database.writing() as connection:
            await connection.execute(
                delete(revoked_tokens).where(
                    of_site,
                    or_(revoked_tokens.c.until <= now, revoked_tokens.c.digest == digest),
                )
            )
            if until > now:
                await connection.execute(
                    insert(revoked_tokens), {"site_id": site_id, "digest": digest, "until": until}
                )

    async def is_revoked(self, site_id: SiteId, digest: str) -> bool:
        """Say whether this token was revoked."""
        async with self._database.reading() as connection:
            found = await connection.execute(_REVOKED, {"site_id": site_id, "digest": digest})
            return found.one_or_none() is not None


def _key(account: Account) -> Values:
    return {
        "of_site": account.site_id,
        "of_provider": account.provider,
        "of_subject": account.subject,
    }


async def _row(connection: AsyncConnection, account: Account) -> AnyRow | None:
    return (await connection.execute(_WITH_READER, _key(account))).one_or_none()


async def _owner(connection: AsyncConnection, reader: Reader) -> Reader | None:
    """Return the member or staff who has the reader's e-mail."""
    if reader.email is None:
        return None
    key = {"of_site": reader.site_id, "email_key": email_key(reader.email)}
    row = (await connection.execute(_BY_EMAIL, key)).one_or_none()
    return None if row is None else reader_from(row)
