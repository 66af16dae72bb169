"""Count a site anew, story by story, and name what its counters say wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from belowline.kernel.ids import SiteId, StoryId
from belowline.stories.ports import StoryStore

# How many stories are listed at once.
_BATCH = 200


class CounterStore(StoryStore, Protocol):
    """Stories, and the counters of each."""

    async def check_counters(self, site_id: SiteId, of: StoryId | None = None) -> list[str]:
        """Return one sentence for each counter that is wrong, of one story or of all."""
        ...


@dataclass(frozen=True, slots=True)
class Counted:
    """How many stories were looked at, and a sentence for each counter that is wrong."""

    stories: int
    faults: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckCounters:
    """The use case. Writers wait for one story at a time, never for the whole site."""

    store: CounterStore

    async def __call__(self, site_id: SiteId, *, progress: Callable[[int], None]) -> Counted:
        """Return what was found; `progress` hears of each story that is done."""
        faults: list[str] = []
        done, after = 0, None
        while stories := await self.store.latest(site_id, limit=_BATCH, after=after):
            for story in stories:
                faults += await self.store.check_counters(site_id, story.story_id)
                done += 1
                progress(done)
            after = stories[-1].story_id
        return Counted(done, faults)
