"""Keep accounts elsewhere, revoked tokens and names in dicts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from belowline.conversation.comment import State
from belowline.kernel.ids import SiteId
from belowline.moderation.looks import look_of
from belowline.people.reader import Reader, Role
from belowline.people.sign_on import Account, Profile
from tests.memory_store.tables import OnTables


class MemoryAccounts(OnTables):
    """See `belowline.people.sign_on.AccountStore`."""

    async def account(
        self, site_id: SiteId, provider: str, subject: str
    ) -> tuple[Account, Reader] | None:
        """Return the account and its reader, or None."""
        found = self._tables.accounts.get((site_id, provider, subject))
        if found is None:
            return None
        account, reader_id = found
        return account, self._tables.readers[site_id, reader_id]

    async def add_account(self, account: Account, reader: Reader) -> Reader:
        """Keep account and reader, or the account with the reader who has the e-mail."""
        known = await self.account(account.site_id, account.provider, account.subject)
        if known is not None:
            return known[1]
        kept = self._who_has(reader.site_id, reader.email) or reader
        self._tables.readers[kept.site_id, kept.reader_id] = kept
        self._tables.accounts[_key(account)] = account, kept.reader_id
        return kept

    async def update_profile(self, account: Account, profile: Profile) -> Reader | None:
        """Change the account's reader, if the account is newer than the one kept."""
        found = self._tables.accounts.get(_key(account))
        if found is None or account.issued_at is None:
            return None
        kept, reader_id = found
        if kept.issued_at is not None and kept.issued_at >= account.issued_at:
            return None
        self._tables.accounts[_key(account)] = account, reader_id
        reader = self._tables.readers[account.site_id, reader_id]
        owner = self._who_has(account.site_id, profile.email)
        changed = replace(
            reader,
            name=profile.name,
            email=profile.email if owner in (None, reader) else reader.email,
            role=profile.role or reader.role,
            badges=reader.badges if profile.badges is None else profile.badges,
        )
        self._tables.readers[account.site_id, reader_id] = changed
        return changed

    async def revoke_token(
        self, site_id: SiteId, digest: str, *, until: datetime, now: datetime
    ) -> None:
        """Remember a revoked token, and forget those that have expired."""
        self._tables.revoked[site_id, digest] = until
        self._tables.revoked = {
            key: end for key, end in self._tables.revoked.items() if end > now or key[0] != site_id
        }

    async def is_revoked(self, site_id: SiteId, digest: str) -> bool:
        """Say whether this token was revoked."""
        return (site_id, digest) in self._tables.revoked

    def _who_has(self, site_id: SiteId, email: str | None) -> Reader | None:
        if email is None:
            return None
        wanted = email.strip().casefold()
        for reader in self._tables.readers.values():
            is_known = reader.site_id == site_id and reader.role is not Role.GUEST
            if is_known and reader.email and reader.email.strip().casefold() == wanted:
                return reader
        return None


class MemoryNames(OnTables):
    """See `belowline.conversation.impersonation.NameStore`."""

    async def known_by(self, site_id: SiteId, look: str, *, regular: int) -> Sequence[Reader]:
        """Return staff, and members with so many published comments, whose name has this look."""
        return [
            reader
            for reader in self._tables.readers.values()
            if reader.site_id == site_id
            and reader.role is not Role.GUEST
            and look_of(reader.name) == look
            and (reader.role.is_staff or self._published(reader) >= regular)
        ]

    def _published(self, reader: Reader) -> int:
        return sum(
            comment.author.reader_id == reader.reader_id and comment.state is State.PUBLISHED
            for comment in self._of(reader.site_id)
        )


def _key(account: Account) -> tuple[SiteId, str, str]:
    return account.site_id, account.provider, account.subject
