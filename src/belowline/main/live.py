"""Choose how the processes of one installation tell each other what is new."""

from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import cast

from belowline.config import Settings
from belowline.kernel.events import Event
from belowline.kernel.ids import SiteId
from belowline.live.hub import Hub
from belowline.live.replica import Replica
from belowline.live.wire import NoWire, Wire
from belowline.main.keys import name_between
from belowline.main.timekeeping import Timekeeper
from belowline.store.store import Store
from belowline.web.cache import PageCache


def make_hub(
    settings: Settings,
    store: Store,
    cache: PageCache,
    take_policy: Callable[[SiteId], Awaitable[None]],
    replica: Replica | None,
    time: Timekeeper,
) -> Hub:
    """Return what reads the outbox, drops pages that changed, and tells pages that are open."""

    def on_event(event: Event) -> None:
        # First: who misses the page that is dropped has to know what the new one needs.
        if replica is not None:
            replica.heard(event)
        forget = cache.drop if event.likes is None else cache.liked
        forget(event.site_id, event.story_id)
        time.heard(event)

    return Hub(
        store=store,
        site_id=settings.site.site_id,
        on_event=on_event,
        on_policy=take_policy,
        wire=_wire(settings),
    )


def _wire(settings: Settings) -> Wire:
    """Return the wire that the settings ask for; raises Refused for an address that is none.

    Installations and sites may share a Redis: what only ours know names the channel.
    """
    if not settings.live:
        return NoWire()
    # A tenth of the time that a start takes, and most installations are one process.
    redis = import_module("belowline.live.redis_wire")
    channel = f"belowline:{name_between(settings, 'live')}"
    return cast("Wire", redis.RedisWire(settings.live, channel))
