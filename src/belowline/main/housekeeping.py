"""Do now and then what nobody asks for: erase who wished it, forget what is too old."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from belowline.kernel.errors import Unavailable
from belowline.kernel.ids import SiteId
from belowline.people.erasure import EraseReaders
from belowline.people.retention import Forget

LOG = logging.getLogger("belowline")

# An erasure is due to the day, not to the second; each round is a handful of indexed queries.
EVERY_SECONDS = 600
# A start has better things to do.
FIRST_SECONDS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What is kept in order, at one site."""

    site_id: SiteId
    erase: EraseReaders
    forget: Forget
    build_indexes: Callable[[], Awaitable[object]]

    async def run(self) -> None:
        """Go round for ever; several processes may, since each thing is done once."""
        await asyncio.sleep(FIRST_SECONDS)
        while True:
            try:
                await self.go_round()
            except Unavailable:
                LOG.warning("housekeeping: the database is away; it goes on later")
            except Exception as error:
                # Its message may quote a reader; the next round may fare better.
                LOG.error("housekeeping: %s", type(error).__name__)
            await asyncio.sleep(EVERY_SECONDS)

    async def go_round(self) -> None:
        """Do what is due."""
        while await self.erase.due(self.site_id):
            pass
        await self.forget(self.site_id)
        # Last: a large table's takes minutes.
        await self.build_indexes()
