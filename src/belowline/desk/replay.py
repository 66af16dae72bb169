"""Rule again on what was written, by the policy in force and by another, and compare."""

from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime

from belowline.desk.as_posted import as_posted
from belowline.desk.comparison import Comparison, Tally
from belowline.desk.judges import Judges, pages_ruled
from belowline.desk.ports import ArchiveStore
from belowline.desk.told import Progress, pages_of
from belowline.kernel.ids import SiteId
from belowline.moderation import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """The use case: what would `proposed` change? Nothing is kept.

    Both policies are asked by the engine as it is now, so that every difference is the policy's:
    `judges` rule by `current` and by `proposed`.
    """

    store: ArchiveStore
    judges: Judges
    current: Policy
    proposed: Policy

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
        tally = Tally(self.current, self.proposed, examples)
        total = await self.store.written_size(site_id, since=since)
        pages = pages_of(self.store, site_id, since=since)
        async with aclosing(pages_ruled(pages, self.judges)) as ruled:
            async for page, rulings in ruled:
                for (written, _), (before, after) in zip(page.told, rulings, strict=True):
                    now, _ = as_posted(written, before, self.current)
                    then, _ = as_posted(written, after, self.proposed)
                    tally.add(written, now, then)
                progress(tally.comments, total)
        return tally.comparison()
