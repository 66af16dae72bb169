"""Notice that a process has another key than its site: who was signed in there would be nobody.

Of the key itself the database holds nothing but a fingerprint, from which it can't be had.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from belowline.kernel.clock import Clock
from belowline.kernel.errors import Refused
from belowline.kernel.ids import MAIN_SITE, SiteId


@dataclass(frozen=True, slots=True)
class KnownKey:
    """What is known of a site's key, and since when it has been this one."""

    fingerprint: str
    since: datetime


class KeyStore(Protocol):
    """Keeps what is known of each site's key."""

    async def site_key(self, site_id: SiteId) -> KnownKey | None:
        """Return what is known of the site's key, None for a site that never ran."""
        ...

    async def keep_site_key(self, site_id: SiteId, key: KnownKey) -> KnownKey:
        """Keep the site's first key; return the one that is kept, whoever was first."""
        ...

    async def change_site_key(self, site_id: SiteId, key: KnownKey) -> None:
        """Put another key in the place of the one that is kept."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteKey:
    """Looks at the key that a process was given."""

    store: KeyStore
    clock: Clock

    async def check(self, site_id: SiteId, fingerprint: str, place: str) -> None:
        """Raise Refused unless it is the site's; the first key that a site is run with is that.

        `place` is where the key lies, for whoever has to put the right one there.
        """
        known = await self.store.site_key(site_id)
        if known is None:
            first = KnownKey(fingerprint, self.clock())
            known = await self.store.keep_site_key(site_id, first)
        if known.fingerprint != fingerprint:
            option = "" if site_id == MAIN_SITE else f" --site {site_id}"
            raise Refused(
                f"{place} is not the key that this database has known the site {site_id} by since "
                f"{known.since:%Y-%m-%d}. Put that one there, from a machine that has it or a "
                "backup; or have this one take its place, so that everybody signs in anew and "
                f"private links sent before lead nowhere: belowline key change{option}"
            )

    async def change(self, site_id: SiteId, fingerprint: str) -> bool:
        """Take this key for the site's from now on; say whether that is another one."""
        known = await self.store.site_key(site_id)
        if known is not None and known.fingerprint == fingerprint:
            return False
        await self.store.change_site_key(site_id, KnownKey(fingerprint, self.clock()))
        return True
