"""Forget what need not be known any longer: where somebody wrote from, and guests' e-mails."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from belowline.kernel.clock import Clock
from belowline.kernel.ids import SiteId


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long traces are kept. An e-mail is a hash for as long again, then nothing."""

    # A quarrel about reports from one address is over in a month.
    addresses: timedelta = timedelta(days=30)
    emails: timedelta = timedelta(days=180)


class RetentionStore(Protocol):
    """Forgets."""

    async def forget_addresses(self, site_id: SiteId, *, before: datetime) -> int:
        """Empty the keyed hash of the network that reports and notices of before came from."""
        ...

    async def hash_emails(self, site_id: SiteId, *, before: datetime) -> int:
        """Hash the e-mails of guests who came and wrote last before then, and drop those that
        were sent with reports and notices of before. Members' stay: they sign in with them."""
        ...

    async def drop_emails(self, site_id: SiteId, *, before: datetime) -> int:
        """Drop the hashes of e-mails of guests who came and wrote last before then."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Forget:
    """The use case; call it now and then."""

    store: RetentionStore
    clock: Clock
    keep: Retention

    async def __call__(self, site_id: SiteId) -> int:
        """Forget what is too old; return how many rows it was."""
        now = self.clock()
        return sum(
            [
                await self.store.forget_addresses(site_id, before=now - self.keep.addresses),
                await self.store.hash_emails(site_id, before=now - self.keep.emails),
                await self.store.drop_emails(site_id, before=now - 2 * self.keep.emails),
            ]
        )
