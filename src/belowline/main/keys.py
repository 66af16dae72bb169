"""See that a process signs with its site's key."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from belowline.config import Settings
from belowline.kernel.clock import Clock, utc_now
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


def _fingerprint(settings: Settings) -> str:
    """Return what tells keys apart; of the same key at two sites it is not the same."""
    return keyed_hash(settings.secret, "fingerprint", settings.site.site_id)
