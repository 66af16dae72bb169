"""Put together what tells webhooks, and lend their lines to the command line."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from belowline.config import Place, Settings
from belowline.conversation.webhook_line import LineStore
from belowline.kernel.clock import Clock
from belowline.kernel.ids import new_id
from belowline.live.webhook_settings import parse_webhooks
from belowline.live.webhooks import WebhookSender
from belowline.main.keys import check_site
from belowline.main.watching import CountedStore
from belowline.store.store import Store


def make_sender(settings: Settings, store: CountedStore, clock: Clock) -> WebhookSender:
    """Return the sender of this process; raises Refused for a file that can't be read."""
    file = settings.webhooks

    def count(outcome: str) -> None:
        store.meters.webhooks[outcome] += 1

    return WebhookSender(
        store=store,
        hooks=parse_webhooks(file.read_text("utf-8")) if file else (),
        site_id=settings.site.site_id,
        clock=clock,
        me=new_id(),
        count=count,
    )


@asynccontextmanager
async def webhook_lines(place: Place) -> AsyncIterator[LineStore]:
    """Lend how far webhooks were told, on a database as it is.

    Raises Unavailable where there is no database.
    """
    store = await Store.open(place.database)
    try:
        await check_site(store, place.site_id)
        yield store
    finally:
        await store.close()
