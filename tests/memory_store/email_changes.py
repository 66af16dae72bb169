"""Keep members' wishes for another e-mail address in dicts."""

from dataclasses import replace
from datetime import datetime

from belowline.kernel.errors import Conflict
from belowline.kernel.ids import ReaderId, SiteId
from belowline.people.email_change import EmailChange
from belowline.people.reader import Role
from tests.memory_store.tables import OnTables


class MemoryEmailChanges(OnTables):
    """See `belowline.people.email_change.EmailChangeStore`."""

    async def add_change(self, change: EmailChange, *, now: datetime) -> None:
        """Keep a wish instead of the reader's earlier one, and forget what expired."""
        self._tables.email_changes = [
            each
            for each in self._tables.email_changes
            if each.expires_at > now
            and (each.reader_id != change.reader_id or each.old_email is not None)
        ]
        self._tables.email_changes.append(change)

    async def set_change_link(
        self, site_id: SiteId, change_id: str, digest: str, *, now: datetime
    ) -> EmailChange | None:
        """Keep the digest of the link that fulfils a wish."""
        change = await self.change(site_id, change_id, now=now)
        if change is None or change.old_email is not None:
            return None
        return self._swap(change, replace(change, digest=digest))

    async def change(self, site_id: SiteId, change_id: str, *, now: datetime) -> EmailChange | None:
        """Return a wish until it expires."""
        for each in self._tables.email_changes:
            if (each.site_id, each.change_id) == (site_id, change_id) and each.expires_at > now:
                return each
        return None

    async def waiting_change(
        self, site_id: SiteId, reader_id: ReaderId, *, now: datetime
    ) -> EmailChange | None:
        """Return the reader's wish that waits for its link to be opened."""
        for each in reversed(self._tables.email_changes):
            is_theirs = (each.site_id, each.reader_id) == (site_id, reader_id)
            if is_theirs and each.expires_at > now and each.old_email is None:
                return each
        return None

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
        change = await self.waiting_change(site_id, reader_id, now=now)
        if change is None or change.digest != digest:
            return None
        reader = self._tables.readers[site_id, reader_id]
        for other in self._tables.readers.values():
            is_other = other.site_id == site_id and other.reader_id != reader_id
            same = (other.email or "").casefold() == change.email.casefold()
            if is_other and same and other.role is not Role.GUEST:
                raise Conflict("Somebody else has this address.", code="email-taken", field="email")
        self._tables.readers[site_id, reader_id] = replace(reader, email=change.email)
        return self._swap(
            change,
            replace(change, old_email=reader.email or "", digest=None, expires_at=until),
        )

    def _swap(self, before: EmailChange, after: EmailChange) -> EmailChange:
        self._tables.email_changes.remove(before)
        self._tables.email_changes.append(after)
        return after
