"""Remember what each moderator wants to be spared: graphic words at once, work without end."""

from dataclasses import dataclass
from typing import Protocol

from belowline.kernel.ids import ReaderId, SiteId
from belowline.people.access import Right, require
from belowline.people.reader import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What a moderator chose. Nothing is measured for it: how long somebody works, only their own
    browser knows."""

    blurs: bool = True
    suggests_breaks: bool = True


class HabitStore(Protocol):
    """Keeps what moderators chose."""

    async def keep_habits(self, site_id: SiteId, reader_id: ReaderId, habits: Habits) -> None:
        """Keep what a moderator chose, in the place of what they chose before."""
        ...

    async def habits(self, site_id: SiteId, reader_id: ReaderId) -> Habits | None:
        """Return what a moderator chose, None for who never did."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class MyHabits:
    """The use cases, for staff only; each for themselves."""

    store: HabitStore

    async def mine(self, me: Reader | None, site_id: SiteId) -> Habits:
        """Return one's own; who never chose is spared both."""
        require(Right.MODERATE, me)
        assert me is not None
        return await self.store.habits(site_id, me.reader_id) or Habits()

    async def keep(self, me: Reader | None, site_id: SiteId, habits: Habits) -> None:
        """Keep one's own."""
        require(Right.MODERATE, me)
        assert me is not None
        await self.store.keep_habits(site_id, me.reader_id, habits)
