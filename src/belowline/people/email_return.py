"""Let whoever had an account take a change of its e-mail address back, by a link to the old one."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from belowline.kernel.clock import Clock
from belowline.kernel.errors import NotFound
from belowline.kernel.ids import SiteId
from belowline.people.email_change import EmailChange
from belowline.people.signin import digest


class EmailReturnStore(Protocol):
    """Keeps the links that take changes back, beside the changes."""

    async def set_return_link(
        self, site_id: SiteId, change_id: str, digest: str, *, now: datetime
    ) -> EmailChange | None:
        """Keep the digest of the link that takes a change back, instead of an earlier one's; None
        where it was not fulfilled, there was no address before, or it expired."""
        ...

    async def returnable(
        self, site_id: SiteId, digest: str, *, now: datetime
    ) -> EmailChange | None:
        """Return the change that a link takes back, without using it; None as above."""
        ...

    async def take_back(self, site_id: SiteId, digest: str, *, now: datetime) -> EmailChange | None:
        """Give a member the address of before, once, and shut everybody out: in one transaction.

        Gone are all sessions, sign-in links and passkeys (each with an entry in the log), a wish to
        be erased, and the member's later changes with their links; an earlier one can still be
        taken back. None for an unknown, used or expired link, and for who is no member any more.
        Raises Conflict with code `email-taken` where somebody else has the address by now.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailReturns:
    """The use cases: get a link, look at it, use it."""

    store: EmailReturnStore
    clock: Clock

    async def make_link(self, site_id: SiteId, change_id: str) -> tuple[EmailChange, str] | None:
        """Return the change and the secret of its link, None where it can't be taken back."""
        token = secrets.token_urlsafe(32)
        change = await self.store.set_return_link(
            site_id, change_id, digest(token), now=self.clock()
        )
        return (change, token) if change else None

    async def of_link(self, site_id: SiteId, token: str) -> EmailChange:
        """Return what a link takes back, without using it; raises NotFound."""
        change = await self.store.returnable(site_id, digest(token), now=self.clock())
        if change is None:
            raise _gone()
        return change

    async def take_back(self, site_id: SiteId, token: str) -> EmailChange:
        """Use a link up; raises NotFound, or Conflict where somebody else has the address."""
        change = await self.store.take_back(site_id, digest(token), now=self.clock())
        if change is None:
            raise _gone()
        return change


def _gone() -> NotFound:
    return NotFound(
        "This link has been used or has expired. Write to the people who run this site, if the "
        "account is yours."
    )
