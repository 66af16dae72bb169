"""Rule again on what is public by the policy in force, taking down no more than a day may."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from belowline.conversation.comment import Comment, Source, State, Verdict
from belowline.conversation.in_force import InForce
from belowline.conversation.judging import recorded
from belowline.conversation.ports import CommentStore
from belowline.conversation.removals import RemovalStore, removals
from belowline.conversation.states import after_second_look
from belowline.desk.ports import ArchiveStore
from belowline.desk.told import Progress, Told, pages_told
from belowline.kernel.clock import Clock
from belowline.kernel.errors import Conflict
from belowline.kernel.ids import NewId, RulingId, SiteId
from belowline.moderation import Action, Ruling


class Fate(StrEnum):
    """What came of a second look at a public comment."""

    STAYS = "stays"  # the policy of today would publish it
    HELD = "held"  # taken down until a moderator has looked
    FLAGGED = "flagged"  # the same, but the day's limit is reached: it stays public and waits
    SPARED = "spared"  # it would be held, but a person has ruled on it, or it waits anyway


class AgainStore(ArchiveStore, CommentStore, RemovalStore, Protocol):
    """Everything that was written, as it stands, and what was taken down of late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleAgain:
    """The use case. What a person ruled on is never taken down by it, nor is anything rejected."""

    store: AgainStore
    in_force: InForce
    clock: Clock
    new_id: NewId

    async def __call__(
        self, site_id: SiteId, *, since: datetime | None, progress: Progress
    ) -> Mapping[Fate, int]:
        """Return how many public comments fared how; `progress` is told how many are done."""
        fates: Counter[Fate] = Counter()
        async for page in pages_told(self.store, site_id, since=since, progress=progress):
            for told, ruling in zip(page, await self._ruled(page), strict=True):
                comment = await self.store.comment(site_id, told[0].comment_id)
                if comment is not None and comment.state is State.PUBLISHED:
                    fates[await self._settle(comment, ruling)] += 1
        return {fate: fates[fate] for fate in Fate}

    async def _ruled(self, page: Sequence[Told]) -> list[Ruling]:
        moderator = self.in_force.moderator
        return await asyncio.to_thread(
            lambda: [moderator.assess(facts).ruling for _, facts in page]
        )

    async def _settle(self, comment: Comment, ruling: Ruling) -> Fate:
        if ruling.action is Action.PUBLISH:
            return Fate.STAYS
        # What is new is held where a part of the engine fails; what is public is no worse for it.
        if ruling.unchecked or await self._is_spared(comment):
            return Fate.SPARED
        limit, now = self.in_force.policy.removals_per_day, self.clock()
        is_full = (await removals(self.store, comment.site_id, limit, now)).is_reached
        kept = recorded(
            ruling,
            site_id=comment.site_id,
            comment_id=comment.comment_id,
            ruling_id=RulingId(self.new_id()),
            revision=comment.revision,
            at=now,
        )
        kept = replace(kept, verdict=Verdict.PUBLISH if is_full else Verdict.HOLD)
        try:
            changed = after_second_look(comment, kept)
            await self.store.add_ruling(changed, kept, seen=comment.ruling_id)
        except Conflict:  # somebody ruled, edited or withdrew it meanwhile: theirs holds
            return Fate.SPARED
        return Fate.FLAGGED if is_full else Fate.HELD

    async def _is_spared(self, comment: Comment) -> bool:
        """Whoever waits already is looked at anyway, and an edit that waits was not ruled on."""
        if comment.attention is not None or comment.pending is not None or comment.cleared:
            return True
        rulings = await self.store.rulings(comment.site_id, comment.comment_id)
        return any(each.source is not Source.ENGINE for each in rulings)
