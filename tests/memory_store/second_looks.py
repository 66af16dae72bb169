"""Keep how far runs have come that rule again, in a dict."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from belowline.desk.second_look import Fate, SecondLook, Settled
from belowline.kernel.errors import Conflict
from belowline.kernel.ids import SiteId
from tests.memory_store.writing import MemoryWriting


class MemorySecondLooks(MemoryWriting):
    """See `belowline.desk.second_look.SecondLookStore`."""

    async def second_look(self, site_id: SiteId) -> SecondLook | None:
        """Return the latest run."""
        return self._tables.second_looks.get(site_id)

    async def begin_second_look(self, look: SecondLook) -> SecondLook:
        """Keep a new run in the place of the one before."""
        self._tables.second_looks[look.site_id] = look
        return look

    async def settle_second_look(
        self, before: SecondLook, after: SecondLook, settled: Sequence[Settled]
    ) -> SecondLook:
        """Keep these rulings and how far the run has come with them."""
        if self._tables.second_looks.get(before.site_id) != before:
            raise Conflict("Another run has taken over.", code="second-look-elsewhere")
        fates = Counter(after.fates)
        for each in settled:
            try:
                await self.add_ruling(each.comment, each.ruling, seen=each.seen)
                fates[each.fate] += 1
            except Conflict:
                fates[Fate.SPARED] += 1
        reached = replace(after, fates=dict(fates))
        self._tables.second_looks[before.site_id] = reached
        return reached
