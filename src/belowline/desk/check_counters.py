"""Count a site anew, story by story, name what its counters say wrong, and set it right."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from belowline.kernel.clock import Clock
from belowline.kernel.ids import SiteId, StoryId
from belowline.stories.ports import StoryStore

# How many stories are listed at once.
_BATCH = 200


class CounterStore(StoryStore, Protocol):
    """Stories and readers, and the counters of each.

    What is checked is seen as it was in one moment, whoever writes meanwhile, and nobody waits for
    it. What is repaired is counted again while nobody else can change it.
    """

    async def check_counters(self, site_id: SiteId, of: StoryId | None = None) -> list[str]:
        """Return one sentence for each counter that is wrong, of one story or of all."""
        ...

    async def check_records(self, site_id: SiteId) -> list[str]:
        """Return one sentence for each reader whose settled reports are counted wrong."""
        ...

    async def repair_counters(self, site_id: SiteId, story_id: StoryId, at: datetime) -> int:
        """Set the counters of one story right, which is a change of it; return how many."""
        ...

    async def repair_records(self, site_id: SiteId) -> int:
        """Set right what is counted of readers' settled reports; return how many counters."""
        ...


@dataclass(frozen=True, slots=True)
class Counted:
    """How many stories were looked at, a sentence for each counter that was wrong, and how many of
    those were set right.
    """

    stories: int
    faults: list[str]
    repaired: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckCounters:
    """The use case. Whoever writes waits for one story's repair at most, and for no check."""

    store: CounterStore
    clock: Clock

    async def __call__(
        self, site_id: SiteId, *, progress: Callable[[int], None], repair: bool = False
    ) -> Counted:
        """Return what was found; `progress` hears of each story that is done."""
        faults: list[str] = []
        done, repaired, after = 0, 0, None
        while stories := await self.store.latest(site_id, limit=_BATCH, after=after):
            for story in stories:
                wrong = await self.store.check_counters(site_id, story.story_id)
                if wrong and repair:
                    repaired += await self.store.repair_counters(
                        site_id, story.story_id, self.clock()
                    )
                faults += wrong
                done += 1
                progress(done)
            after = stories[-1].story_id
        wrong = await self.store.check_records(site_id)
        if wrong and repair:
            repaired += await self.store.repair_records(site_id)
        return Counted(done, [*faults, *wrong], repaired)
