"""Do now and then what nobody asks for: erase who wished it, forget what is too old."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from belowline.kernel.background import Job, Payload
from belowline.kernel.ids import SiteId
from belowline.people.erasure import EraseReaders
from belowline.people.retention import Forget

# An erasure is due to the day, not to the second; each round is a handful of indexed queries.
EVERY_SECONDS = 600
# After long years the first round has much to forget; an index over it all takes its time too.
_LONGEST_SECONDS = 6 * 3_600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What is kept in order, at one site."""

    site_id: SiteId
    erase: EraseReaders
    forget: Forget
    build_indexes: Callable[[], Awaitable[object]]

    def jobs(self) -> Sequence[Job]:
        """Return what is done in the background."""
        job = Job(
            name="housekeeping",
            run=self.go_round,
            seconds=_LONGEST_SECONDS,
            pause_seconds=EVERY_SECONDS,
            every_seconds=EVERY_SECONDS,
        )
        return (job,)

    async def go_round(self, _: Payload) -> None:
        """Do what is due."""
        while await self.erase.due(self.site_id):
            pass
        await self.forget(self.site_id)
        # Last: a large table's takes minutes.
        await self.build_indexes()
