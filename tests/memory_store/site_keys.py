"""Keep what is known of keys in a dict."""

from belowline.kernel.ids import SiteId
from belowline.people.site_key import KnownKey
from tests.memory_store.tables import OnTables


class MemoryKeys(OnTables):
    """See `belowline.people.site_key.KeyStore`."""

    async def site_key(self, site_id: SiteId) -> KnownKey | None:
        """Return what is known of the site's key, None for a site that never ran."""
        return self._tables.site_keys.get(site_id)

    async def keep_site_key(self, site_id: SiteId, key: KnownKey) -> KnownKey:
        """Keep the site's first key; return the one that is kept."""
        return self._tables.site_keys.setdefault(site_id, key)

    async def change_site_key(self, site_id: SiteId, key: KnownKey) -> None:
        """Put another key in the place of the one that is kept."""
        self._tables.site_keys[site_id] = key
