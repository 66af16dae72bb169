"""Keep the fingerprint of each site's key."""

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from belowline.kernel.ids import SiteId
from belowline.people.site_key import KnownKey
from belowline.store.database import OnDatabase
from belowline.store.tables.site_keys import site_keys

_KNOWN = select(site_keys.c.fingerprint, site_keys.c.since).where(
    site_keys.c.site_id == bindparam("site_id")
)
_CHANGE = (
    update(site_keys)
    .where(site_keys.c.site_id == bindparam("of_site"))
    .values(fingerprint=bindparam("to"), since=bindparam("at"))
)


class SiteKeys(OnDatabase):
    """The keys of all sites; see `belowline.people.site_key.KeyStore`."""

    async def site_key(self, site_id: SiteId) -> KnownKey | None:
        """Return what is known of the site's key, None for a site that never ran."""
        async with self._database.reading() as connection:
            found = (await connection.execute(_KNOWN, {"site_id": site_id})).one_or_none()
        return KnownKey(found.fingerprint, found.since) if found else None

    async def keep_site_key(self, site_id: SiteId, key: KnownKey) -> KnownKey:
        """Keep the site's first key; return the one that is kept, whoever was first."""
        first = {"site_id": site_id, "fingerprint": key.fingerprint, "since": key.since}
        try:
            async with self._database.writing() as connection:
                await connection.execute(insert(site_keys), first)
        except IntegrityError:  # Another process began the site at the same moment.
            return await self.site_key(site_id) or key
        return key

    async def change_site_key(self, site_id: SiteId, key: KnownKey) -> None:
        """Put another key in the place of the one that is kept."""
        change = {"of_site": site_id, "to": key.fingerprint, "at": key.since}
        async with self._database.writing() as connection:
            if (await connection.execute(_CHANGE, change)).rowcount == 0:
                values = {"site_id": site_id, "fingerprint": key.fingerprint, "since": key.since}
                await connection.execute(insert(site_keys), values)
