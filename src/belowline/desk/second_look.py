"""Say how far somebody has come who rules again on what is public, and who keeps that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from belowline.conversation.comment import Comment, RulingRecord
from belowline.kernel.ids import CommentId, RulingId, SiteId

# What is typed as a span of days begins a moment later each time it is typed.
_AS_GOOD_AS_SAME = timedelta(minutes=1)


class Fate(StrEnum):
    """What came of a second look at a public comment."""

    STAYS = "stays"  # the policy of today would publish it
    HELD = "held"  # taken down until a moderator has looked
    FLAGGED = "flagged"  # the same, but the day's limit is reached: it stays public and waits
    SPARED = "spared"  # it would be held, but a person has ruled on it, or it waits anyway


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondLook:
    """One run over what is public, by one policy and one engine.

    `after` is the last comment that it has dealt with, `read` how many it has, public or not;
    `fates` says what came of those that were public. `ended_at` is None until it is through.
    """

    site_id: SiteId
    policy_version: str
    engine_version: str
    since: datetime | None
    began_at: datetime
    after: CommentId | None = None
    read: int = 0
    fates: Mapping[Fate, int] = field(default_factory=dict)
    ended_at: datetime | None = None

    def goes_on_with(self, other: "SecondLook") -> bool:
        """Say whether this run, which is to begin, is what the other was about to do."""
        same_rules = (self.policy_version, self.engine_version) == (
            other.policy_version,
            other.engine_version,
        )
        return other.ended_at is None and same_rules and _span(self) == _span(other)


def _span(look: SecondLook) -> int | None:
    """Return how far back a run looks, in whole steps of what is as good as the same."""
    return None if look.since is None else round((look.began_at - look.since) / _AS_GOOD_AS_SAME)


@dataclass(frozen=True, slots=True)
class Settled:
    """What a second look does to a comment: `seen` is the ruling that it knew of."""

    comment: Comment
    ruling: RulingRecord
    fate: Fate
    seen: RulingId


class SecondLookStore(Protocol):
    """Keeps the latest run of each site."""

    async def second_look(self, site_id: SiteId) -> SecondLook | None:
        """Return the latest run, also where it has ended; None where there never was one."""
        ...

    async def begin_second_look(self, look: SecondLook) -> SecondLook:
        """Keep a new run in the place of the one before, and return it as it is kept."""
        ...

    async def settle_second_look(
        self, before: SecondLook, after: SecondLook, settled: Sequence[Settled]
    ) -> SecondLook:
        """Keep these rulings and how far the run has come with them, or none of it; return that.

        Whom somebody else ruled on, edited or withdrew meanwhile is spared, and counted so. Raises
        Conflict `second-look-elsewhere` where the run is not as it was `before`.
        """
        ...
