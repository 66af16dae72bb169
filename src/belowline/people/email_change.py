"""Give a member another e-mail address, once they show that it is theirs."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from belowline.kernel.clock import Clock
from belowline.kernel.errors import Forbidden, NotFound
from belowline.kernel.ids import NewId, ReaderId, SiteId
from belowline.people.members import MEMBER_LINK_LASTS
from belowline.people.reader import Reader, Role
from belowline.people.signin import digest

# So long the old address is kept, for the notice and for taking the change back: a mail server may
# be down for days, and whoever's account was taken over may be away for some.
NOTICE_LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailChange:
    """A member's wish for another address.

    `digest` is of the link, once it is made; `old_email` is the one before, once the new one holds.
    """

    site_id: SiteId
    change_id: str
    reader_id: ReaderId
    email: str
    old_email: str | None
    digest: str | None
    expires_at: datetime


class EmailChangeStore(Protocol):
    """Keeps wishes for another address, and fulfils them."""

    async def add_change(self, change: EmailChange, *, now: datetime) -> None:
        """Keep a wish instead of the reader's earlier one that waits, and forget what expired."""
        ...

    async def set_change_link(
        self, site_id: SiteId, change_id: str, digest: str, *, now: datetime
    ) -> EmailChange | None:
        """Keep the digest of the link that fulfils a wish; None where it no longer waits."""
        ...

    async def change(self, site_id: SiteId, change_id: str, *, now: datetime) -> EmailChange | None:
        """Return a wish that waits, or one that was fulfilled, until it expires."""
        ...

    async def waiting_change(
        self, site_id: SiteId, reader_id: ReaderId, *, now: datetime
    ) -> EmailChange | None:
        """Return the reader's wish that waits for its link to be opened."""
        ...

    async def fulfil_change(
        self,
        site_id: SiteId,
        digest: str,
        reader_id: ReaderId,
        *,
        now: datetime,
        until: datetime,
    ) -> EmailChange | None:
        """Give this reader the address, once, and keep the old one until then.

        None for an unknown, used or expired link, or another reader's. Raises Conflict with code
        `email-taken` where somebody else has the address by now; the wish stays.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailChanges:
    """The use cases: wish, get a link, open it."""

    store: EmailChangeStore
    clock: Clock
    new_id: NewId

    async def ask(self, reader: Reader, email: str) -> EmailChange:
        """Keep the wish; raises Forbidden for guests and staff."""
        if reader.role is not Role.MEMBER:
            raise Forbidden("Only members change their e-mail address here.")
        now = self.clock()
        change = EmailChange(
            site_id=reader.site_id,
            change_id=self.new_id(),
            reader_id=reader.reader_id,
            email=email,
            old_email=None,
            digest=None,
            expires_at=now + MEMBER_LINK_LASTS,
        )
        await self.store.add_change(change, now=now)
        return change

    async def make_link(self, site_id: SiteId, change_id: str) -> tuple[EmailChange, str] | None:
        """Return the wish and the secret of its link, None where it waits no more."""
        token = secrets.token_urlsafe(32)
        change = await self.store.set_change_link(
            site_id, change_id, digest(token), now=self.clock()
        )
        return (change, token) if change else None

    async def fulfilled(self, site_id: SiteId, change_id: str) -> EmailChange | None:
        """Return a wish that was fulfilled, while the old address is kept."""
        change = await self.store.change(site_id, change_id, now=self.clock())
        return change if change and change.old_email else None

    async def waiting(self, reader: Reader) -> EmailChange | None:
        """Return the wish that waits for its link to be opened."""
        return await self.store.waiting_change(reader.site_id, reader.reader_id, now=self.clock())

    async def of_link(self, reader: Reader, token: str) -> EmailChange:
        """Return what a link would change, without using it; raises NotFound.

        Only its own reader may open it: a link that somebody else asked for, with an address that
        is not theirs, would lead its owner into a stranger's account.
        """
        change = await self.waiting(reader)
        if change is None or change.digest != digest(token):
            raise _gone()
        return change

    async def fulfil(self, reader: Reader, token: str) -> EmailChange:
        """Use a link up, and write to the reader at the new address from now on.

        Raises NotFound, or Conflict where somebody else has the address by now.
        """
        now = self.clock()
        change = await self.store.fulfil_change(
            reader.site_id, digest(token), reader.reader_id, now=now, until=now + NOTICE_LASTS
        )
        if change is None:
            raise _gone()
        return change


def _gone() -> NotFound:
    return NotFound(
        "This link has been used or has expired, or it belongs to another account than the one "
        "that is signed in here. Ask for a new one on your own page."
    )
