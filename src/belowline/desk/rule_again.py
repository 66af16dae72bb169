"""Rule again on what is public by the policy in force, taking down no more than a day may."""

from bisect import bisect_right
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from belowline.conversation.comment import Comment, Source, State, Verdict
from belowline.conversation.judging import recorded
from belowline.conversation.ports import CommentStore
from belowline.conversation.removals import RemovalStore, removals
from belowline.conversation.states import after_second_look
from belowline.desk.judges import Judges, Rulings, pages_ruled
from belowline.desk.policy_versions import SavedPolicyStore
from belowline.desk.ports import ArchiveStore, Written
from belowline.desk.second_look import Fate, SecondLook, SecondLookStore, Settled
from belowline.desk.told import Page, Progress, pages_of
from belowline.kernel.clock import Clock, later_than
from belowline.kernel.errors import Conflict
from belowline.kernel.ids import CommentId, NewId, RulingId, SiteId, sorts_behind
from belowline.moderation import Action, Policy, Ruling

# Rulings that are kept in one transaction: others who write wait meanwhile.
_MOST_AT_ONCE = 20

# Told of the run that goes on or begins, and of one that stopped before its end and is given up.
Begun = Callable[[SecondLook, SecondLook | None], None]


class AgainStore(
    ArchiveStore, CommentStore, RemovalStore, SavedPolicyStore, SecondLookStore, Protocol
):
    """Everything that was written, what was taken down of late, and how far a run has come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleAgain:
    """The use case. What a person ruled on is never taken down by it, nor is anything rejected.

    `judges` rule by `policy`, which is in force, in the engine of that version. However a run ends,
    the next by the same rules goes on where it was: with each few rulings it is kept how far.
    """

    store: AgainStore
    judges: Judges
    policy: Policy
    engine_version: str
    clock: Clock
    new_id: NewId

    async def __call__(
        self,
        site_id: SiteId,
        *,
        since: datetime | None,
        progress: Progress,
        begun: Begun = lambda look, given_up: None,
        anew: bool = False,
    ) -> Mapping[Fate, int]:
        """Return how many public comments fared how; `progress` is told how many are done.

        `anew` begins in front whatever stopped before. Raises Conflict where another policy comes
        into force meanwhile, or another run takes over.
        """
        look = await self._begun(site_id, since, begun, anew)
        total = await self.store.written_size(site_id, since=look.since)
        async with aclosing(pages_ruled(self._pages(look), self.judges)) as ruled:
            async for page, rulings in ruled:
                await self._check_policy(site_id)
                look = await self._settled(look, page, rulings)
                progress(look.read, max(total, look.read))
        look = await self.store.settle_second_look(look, replace(look, ended_at=self.clock()), ())
        return {fate: look.fates.get(fate, 0) for fate in Fate}

    async def _begun(
        self, site_id: SiteId, since: datetime | None, begun: Begun, anew: bool
    ) -> SecondLook:
        new = SecondLook(
            site_id=site_id,
            policy_version=self.policy.version,
            engine_version=self.engine_version,
            since=since,
            began_at=self.clock(),
        )
        kept = await self.store.second_look(site_id)
        if kept is not None and new.goes_on_with(kept) and not anew:
            begun(kept, None)
            return kept
        new = await self.store.begin_second_look(new)
        begun(new, kept if kept is not None and kept.ended_at is None else None)
        return new

    async def _pages(self, look: SecondLook) -> AsyncIterator[Page]:
        """Yield what the run has not dealt with: of each page the comments that are public.

        What it has is read once more, since of old comments nobody kept what their authors had
        written before.
        """
        behind = look.after or ""
        async for page in pages_of(self.store, look.site_id, since=look.since, as_it_stands=True):
            if ids := [each for each in page.ids if each > behind]:
                left = set(ids)
                asked = [
                    each for each in page.told if each[0].is_public and each[0].comment_id in left
                ]
                yield Page(asked, ids)

    async def _check_policy(self, site_id: SiteId) -> None:
        saved = await self.store.saved_policy(site_id)
        if saved is not None and saved.version != self.policy.version:
            raise Conflict(
                "Another policy came into force meanwhile. What was ruled on again so far stays;"
                " begin again to rule by the new one.",
                code="policy-changed",
            )

    async def _settled(
        self, look: SecondLook, page: Page, rulings: Sequence[Rulings]
    ) -> SecondLook:
        """Return how far the run is with a page; its rulings are kept, a few at a time."""
        room = await self._room(look.site_id)
        batch = _Batch(look, page.ids)
        for (written, _), (ruling,) in zip(page.told, rulings, strict=True):
            settled = await self._fate(look.site_id, written, ruling, room - batch.held)
            batch.add(settled)
            if len(batch.settled) == _MOST_AT_ONCE:
                room -= batch.held
                look = await self._kept(batch, written.comment_id)
                batch = _Batch(look, page.ids)
        return await self._kept(batch, page.ids[-1])

    async def _kept(self, batch: "_Batch", upto: CommentId) -> SecondLook:
        return await self.store.settle_second_look(batch.look, batch.reached(upto), batch.settled)

    async def _room(self, site_id: SiteId) -> int:
        """Return how many may be taken down yet before the day's limit is reached."""
        limit = self.policy.removals_per_day
        return limit - (await removals(self.store, site_id, limit, self.clock())).count

    async def _fate(
        self, site_id: SiteId, written: Written, ruling: Ruling, room: int
    ) -> Settled | Fate:
        """Return what becomes of a comment, with the ruling that makes it so where one does."""
        if ruling.action is Action.PUBLISH:
            return Fate.STAYS
        comment = await self.store.comment(site_id, written.comment_id)
        # What is new is held where a part of the engine fails; what is public is no worse for it.
        if comment is None or ruling.unchecked or _waits_or_changed(comment, written):
            return Fate.SPARED
        rulings = await self.store.rulings(site_id, comment.comment_id)
        if any(each.source is not Source.ENGINE for each in rulings):
            return Fate.SPARED
        kept = recorded(
            ruling,
            site_id=site_id,
            comment_id=comment.comment_id,
            ruling_id=RulingId(sorts_behind(self.new_id, rulings[-1].ruling_id)),
            revision=comment.revision,
            at=later_than(self.clock, rulings[-1].created_at),
        )
        is_full = room <= 0
        kept = replace(kept, verdict=Verdict.PUBLISH if is_full else Verdict.HOLD)
        return Settled(
            comment=after_second_look(comment, kept),
            ruling=kept,
            fate=Fate.FLAGGED if is_full else Fate.HELD,
            seen=comment.ruling_id,
        )


def _waits_or_changed(comment: Comment, written: Written) -> bool:
    """Say whether others look at it anyway, or decided on it while it was ruled on here.

    Whoever waits already is looked at, and an edit that waits was not ruled on.
    """
    if comment.state is not State.PUBLISHED or comment.revision != written.revision:
        return True
    return comment.attention is not None or comment.pending is not None or comment.cleared


class _Batch:
    """What a run is about to keep in one go."""

    def __init__(self, look: SecondLook, ids: Sequence[CommentId]) -> None:
        self.look = look
        self.settled: list[Settled] = []
        self._ids = ids
        self._fates = Counter(look.fates)

    @property
    def held(self) -> int:
        """How many of them are taken down."""
        return sum(each.fate is Fate.HELD for each in self.settled)

    def add(self, fate: Settled | Fate) -> None:
        """Take one more; what a ruling makes of it is counted once that is kept."""
        if isinstance(fate, Settled):
            self.settled.append(fate)
        else:
            self._fates[fate] += 1

    def reached(self, upto: CommentId) -> SecondLook:
        """Return how far the run is then, but for what the rulings come to."""
        before = bisect_right(self._ids, self.look.after or "")
        read = self.look.read + bisect_right(self._ids, upto) - before
        return replace(self.look, after=upto, read=read, fates=dict(self._fates))
