"""Show editors what each rule on trial saw lately, and what would have followed from it."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, zip_longest
from typing import Protocol

from belowline.conversation.comment import Verdict
from belowline.conversation.policy_of_then import PolicyOfThen
from belowline.desk.ports import ArchiveStore, DecisionStore
from belowline.kernel.clock import Clock
from belowline.kernel.ids import CommentId, SiteId
from belowline.moderation import Mode, PhraseRule, Policy
from belowline.people.access import Right, require
from belowline.people.reader import Reader

LOOKED_BACK = timedelta(days=30)
# More than anybody needs to tell whether a rule is right; the newest are looked at.
MOST_HITS = 2_000
# Enough to see of what kind they are.
EXAMPLES = 6
# Comments that are asked about at once.
_AT_ONCE = 500
_TURNED_AWAY = (Verdict.REJECT, Verdict.REMOVE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialHit:
    """A ruling in which a rule on trial saw something; `verdict` is what was ruled without it."""

    comment_id: CommentId
    verdict: Verdict
    policy_version: str
    created_at: datetime


class TrialStore(Protocol):
    """Reads what rules on trial saw; it is kept with each ruling, in the same transaction."""

    async def trial_hits(
        self, site_id: SiteId, rule: str, *, since: datetime, limit: int
    ) -> Sequence[TrialHit]:
        """Return where a rule on trial saw something since then, the newest first."""
        ...


class TrialsStore(TrialStore, DecisionStore, ArchiveStore, Protocol):
    """What rules on trial saw, in which comments, and what people made of those."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialExample:
    """A comment in which the rule saw something; `verdict` is a moderator's, None for nobody's."""

    comment_id: CommentId
    text: str
    was: Verdict
    verdict: Verdict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a rule on trial saw, in so many comments.

    `published`, `held` and `rejected` say what became of them without it; `approved` and
    `turned_away` what moderators decided about some. `is_all` is False where there were more.
    """

    rule: PhraseRule
    published: int
    held: int
    rejected: int
    approved: int
    turned_away: int
    first: datetime | None
    is_all: bool
    examples: Sequence[TrialExample]

    @property
    def comments(self) -> int:
        """How many comments it saw something in."""
        return self.published + self.held + self.rejected

    def would(self, mode: Mode) -> int:
        """How many comments would have fared worse, had the rule been in force with this mode."""
        return self.published + (self.held if mode is Mode.REJECT else 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTrials:
    """The use case; only what a rule saw with the words that it has today counts."""

    store: TrialsStore
    policies: PolicyOfThen
    clock: Clock

    async def __call__(self, me: Reader | None, site_id: SiteId) -> Sequence[Trial]:
        """Return the rules on trial in the order of the policy, with the last thirty days."""
        require(Right.OVERSEE, me)
        since, policy = self.clock() - LOOKED_BACK, self.policies.in_force.policy
        return [
            await self._trial(site_id, rule, since)
            for rule in policy.phrases
            if rule.mode is Mode.SHADOW
        ]

    async def _trial(self, site_id: SiteId, rule: PhraseRule, since: datetime) -> Trial:
        found = await self.store.trial_hits(site_id, rule.name, since=since, limit=MOST_HITS + 1)
        latest: dict[CommentId, TrialHit] = {}
        for hit in found[:MOST_HITS]:
            if await self._is_same(site_id, rule, hit):
                latest.setdefault(hit.comment_id, hit)
        was = [hit.verdict for hit in latest.values()]
        ruled = {comment_id: each async for comment_id, each in self._ruled(site_id, latest)}
        said = list(ruled.values())
        return Trial(
            rule=rule,
            published=was.count(Verdict.PUBLISH),
            held=was.count(Verdict.HOLD),
            rejected=was.count(Verdict.REJECT),
            approved=said.count(Verdict.PUBLISH),
            turned_away=sum(each in _TURNED_AWAY for each in said),
            first=min((hit.created_at for hit in latest.values()), default=None),
            is_all=len(found) <= MOST_HITS,
            examples=await self._examples(site_id, latest, ruled),
        )

    async def _is_same(self, site_id: SiteId, rule: PhraseRule, hit: TrialHit) -> bool:
        """Say whether the rule looked for the same then; of versions that are gone nobody knows."""
        policy, is_todays = await self.policies(site_id, hit.policy_version)
        return is_todays or _looks_for(rule) in map(_looks_for, policy.phrases)

    async def _ruled(
        self, site_id: SiteId, hits: dict[CommentId, TrialHit]
    ) -> AsyncIterator[tuple[CommentId, Verdict]]:
        """Yield what moderators ruled on those on which they did."""
        ids = list(hits)
        for start in range(0, len(ids), _AT_ONCE):
            found = await self.store.decisions(site_id, ids[start : start + _AT_ONCE])
            for comment_id, decision in found.items():
                if decision.verdict is not None:
                    yield comment_id, decision.verdict

    async def _examples(
        self, site_id: SiteId, hits: dict[CommentId, TrialHit], ruled: dict[CommentId, Verdict]
    ) -> Sequence[TrialExample]:
        """One of each kind, then a second of each: what nobody ruled on must not hide the rest."""
        kinds: tuple[list[CommentId], ...] = ([], [], [])
        for comment_id in hits:
            verdict = ruled.get(comment_id)
            kinds[0 if verdict is None else 1 if verdict is Verdict.PUBLISH else 2].append(
                comment_id
            )
        mixed = [each for each in chain.from_iterable(zip_longest(*kinds)) if each is not None]
        written = {
            each.comment_id: each
            for each in await self.store.written_named(site_id, mixed[:EXAMPLES])
        }
        return [
            TrialExample(
                comment_id=comment_id,
                text=written[comment_id].text,
                was=hits[comment_id].verdict,
                verdict=ruled.get(comment_id),
            )
            for comment_id in mixed[:EXAMPLES]
            if comment_id in written
        ]


def on_trial(policy: Policy, name: str) -> PhraseRule | None:
    """Return the rule of this name that is on trial, None where there is none."""
    found = (each for each in policy.phrases if each.name == name)
    return next((each for each in found if each.mode is Mode.SHADOW), None)


def _looks_for(rule: PhraseRule) -> tuple[object, ...]:
    return rule.name, rule.clause, rule.phrases, rule.patterns
