"""Know sites by their keys: that a process has its site's, and that there is such a site."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from belowline.config import Settings
from belowline.kernel.clock import Clock, utc_now
from belowline.kernel.errors import NotFound
from belowline.kernel.ids import MAIN_SITE, SiteId
from belowline.people.site_key import SiteKey
from belowline.store.store import Store
from belowline.web.identity import keyed_hash

AnyStore = TypeVar("AnyStore", bound=Store)


async def with_own_key(settings: Settings, store: AnyStore, clock: Clock) -> AnyStore:
    """Return the store; closes it and raises Refused where the key is another than the site's."""
    try:
        check = SiteKey(store=store, clock=clock).check
        await check(settings.site.site_id, _fingerprint(settings), str(settings.key_file))
    except BaseException:
        await store.close()
        raise
    return store


async def check_site(store: Store, site_id: SiteId) -> None:
    """Raise NotFound for a site that nobody ever served here: its name has a slip of the pen."""
    if site_id != MAIN_SITE and await store.site_key(site_id) is None:
        raise NotFound(
            f"The database has no site {site_id}: `belowline serve --site {site_id}` begins one."
        )


@asynccontextmanager
async def changing_key(settings: Settings) -> AsyncIterator[Callable[[], Awaitable[bool]]]:
    """Lend what makes the key in the settings the site's; it says whether it was another one."""
    store = await Store.open(settings.database)

    async def change() -> bool:
        taken = SiteKey(store=store, clock=utc_now)
        return await taken.change(settings.site.site_id, _fingerprint(settings))

    try:
        yield change
    finally:
        await store.close()


def name_between(settings: Settings, purpose: str) -> str:
    """Return a name that only the site's own processes know, for what they share with others.

    The site that needs no name keeps the one that it had when there was no other.
    """
    site_id = settings.site.site_id
    return keyed_hash(settings.secret, purpose, "" if site_id == MAIN_SITE else site_id)


def _fingerprint(settings: Settings) -> str:
    """Return what tells keys apart; of the same key at two sites it is not the same."""
    return keyed_hash(settings.secret, "fingerprint", settings.site.site_id)
