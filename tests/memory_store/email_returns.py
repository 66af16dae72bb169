"""Take changes of members' e-mail addresses back, in dicts."""

from dataclasses import replace
from datetime import datetime

from belowline.kernel.errors import Conflict
from belowline.kernel.ids import ReaderId, SiteId
from belowline.people.email_change import EmailChange
from belowline.people.reader import Role
from tests.memory_store.passkeys import MemoryPasskeys


class MemoryEmailReturns(MemoryPasskeys):
    """See `belowline.people.email_return.EmailReturnStore`."""

    async def set_return_link(
        self, site_id: SiteId, change_id: str, digest: str, *, now: datetime
    ) -> EmailChange | None:
        """Keep the digest of the link that takes a change back."""
        for place, each in enumerate(self._tables.email_changes):
            is_this = (each.site_id, each.change_id) == (site_id, change_id)
            if is_this and each.old_email and each.expires_at > now:
                linked = replace(each, digest=digest)
                self._tables.email_changes[place] = linked
                return linked
        return None

    async def returnable(
        self, site_id: SiteId, digest: str, *, now: datetime
    ) -> EmailChange | None:
        """Return the change that a link takes back."""
        for each in self._tables.email_changes:
            is_this = (each.site_id, each.digest) == (site_id, digest)
            if is_this and each.old_email and each.expires_at > now:
                return each
        return None

    async def take_back(self, site_id: SiteId, digest: str, *, now: datetime) -> EmailChange | None:
        """Give a member the address of before, once, and shut everybody out."""
        change = await self.returnable(site_id, digest, now=now)
        reader = self._tables.readers.get((site_id, change.reader_id)) if change else None
        if change is None or reader is None or reader.role is not Role.MEMBER:
            return None
        for other in self._tables.readers.values():
            is_other = other.site_id == site_id and other.reader_id != reader.reader_id
            same = (other.email or "").casefold() == (change.old_email or "").casefold()
            if is_other and same and other.role is not Role.GUEST:
                raise Conflict("Somebody else has this address.", code="email-taken")
        await self._shut_out(site_id, reader.reader_id, change, now)
        self._tables.readers[site_id, reader.reader_id] = replace(reader, email=change.old_email)
        return change

    async def _shut_out(
        self, site_id: SiteId, reader_id: ReaderId, change: EmailChange, now: datetime
    ) -> None:
        tables = self._tables
        tables.email_changes = [
            each
            for each in tables.email_changes
            if (each.site_id, each.reader_id) != (site_id, reader_id)
            or (each.old_email is not None and each.change_id < change.change_id)
        ]
        for held in (tables.sessions, tables.links):
            for place in [
                p for p, each in held.items() if (p[0], each.reader_id) == (site_id, reader_id)
            ]:
                del held[place]
        tables.erasures.pop((site_id, reader_id), None)
        for passkey in await self.passkeys_of(site_id, reader_id):
            await self.remove_passkey(site_id, reader_id, passkey.passkey_id, at=now)
