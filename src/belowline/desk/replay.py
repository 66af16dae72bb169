"""Rule again on what was written, by the policy in force and by another, and compare."""

from dataclasses import dataclass
from datetime import datetime

from belowline.desk.comparison import Comparison, Tally
from belowline.desk.ports import ArchiveStore
from belowline.desk.told import Progress, pages_told
from belowline.kernel.ids import SiteId
from belowline.moderation import Moderator


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """The use case: what would `proposed` change? Nothing is kept.

    Both policies are asked by the engine as it is now, so that every difference is the policy's.
    """

    store: ArchiveStore
    current: Moderator
    proposed: Moderator

    async def __call__(
        self,
        site_id: SiteId,
        *,
        since: datetime | None,
        examples: int,
        progress: Progress,
    ) -> Comparison:
        """Return what changes, with up to so many examples.

        `progress` is told how many comments are done, and of how many.
        """
        tally = Tally(self.current.policy, self.proposed.policy, examples)
        async for page in pages_told(self.store, site_id, since=since, progress=progress):
            for written, facts in page:
                before = self.current.assess(facts).ruling
                tally.add(written, before, self.proposed.assess(facts).ruling)
        return tally.comparison()
