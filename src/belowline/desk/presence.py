"""Tell moderators who has which comment open, so that two don't work on the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from belowline.kernel.clock import Clock
from belowline.kernel.ids import CommentId, ReaderId, SiteId
from belowline.people.access import Right, require
from belowline.people.reader import Reader

# Who fetches a coffee keeps nobody from the work.
AWAY_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A comment that a moderator had open at a time."""

    site_id: SiteId
    comment_id: CommentId
    reader_id: ReaderId
    name: str
    seen_at: datetime


class PresenceStore(Protocol):
    """Remembers what is open at the desk: of each comment one moderator, of each moderator one."""

    async def take(self, taken: Taken, *, away: datetime) -> Taken:
        """Let a moderator have a comment, unless another has it whom we saw after `away`.

        Returns who has it then. What the moderator had before is free; of two at once one gets it.
        """
        ...

    async def release(self, site_id: SiteId, reader_id: ReaderId) -> None:
        """Free what the moderator has, if anything."""
        ...

    async def taken(self, site_id: SiteId, *, away: datetime) -> Mapping[CommentId, Taken]:
        """Return what is open, by moderators whom we saw after `away`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """The use cases, for staff only."""

    store: PresenceStore
    clock: Clock

    async def open(self, me: Reader | None, site_id: SiteId, comment_id: CommentId) -> None:
        """Say that a moderator has a comment open, and is at the desk."""
        require(Right.MODERATE, me)
        assert me is not None
        now = self.clock()
        taken = Taken(
            site_id=site_id,
            comment_id=comment_id,
            reader_id=me.reader_id,
            name=me.name,
            seen_at=now,
        )
        await self.store.take(taken, away=now - AWAY_AFTER)

    async def leave(self, me: Reader | None, site_id: SiteId) -> None:
        """Say that a moderator has nothing open, or is away."""
        require(Right.MODERATE, me)
        assert me is not None
        await self.store.release(site_id, me.reader_id)

    async def others(self, me: Reader | None, site_id: SiteId) -> Mapping[CommentId, str]:
        """Return what other moderators have open, with their names."""
        require(Right.MODERATE, me)
        assert me is not None
        found = await self.store.taken(site_id, away=self.clock() - AWAY_AFTER)
        return {
            comment_id: each.name
            for comment_id, each in found.items()
            if each.reader_id != me.reader_id
        }
