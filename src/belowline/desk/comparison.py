"""Count what another policy would change, comment by comment."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, zip_longest

from belowline.conversation.comment import Verdict
from belowline.desk.ports import Written
from belowline.kernel.ids import CommentId
from belowline.moderation import Action, PhraseRule, Policy, Ruling

# What stands in a clause's place where a comment waits since a part of the engine failed. No
# clause's name has a bracket.
UNCHECKED = "(unchecked)"
# The same where it waits since its author is new, and nothing is said against its words.
NEW_HERE = "(new here)"
NO_CLAUSE = {UNCHECKED: "Could not be checked", NEW_HERE: "A reader's first comments wait"}

# What a policy should have said where a moderator decided; a hold decides nothing.
_WANTED = {
    Verdict.PUBLISH: Action.PUBLISH,
    Verdict.REJECT: Action.REJECT,
    Verdict.REMOVE: Action.REJECT,
}
_FITS = ("same", "person", "opposite")


@dataclass(frozen=True, slots=True)
class Change:
    """From which action to which a ruling would go."""

    before: Action
    after: Action

    def __str__(self) -> str:
        return f"{self.before}→{self.after}"

    @property
    def order(self) -> tuple[int, int]:
        """Where it stands among others: what becomes stricter first, by what it was."""
        is_milder = self.after.severity < self.before.severity
        return int(is_milder), self.before.severity * len(Action) + self.after.severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How often a policy rules as moderators did, leaves it to a person, or rules the other way."""

    same: int
    person: int
    opposite: int

    @property
    def decided(self) -> int:
        """How many comments moderators decided."""
        return self.same + self.person + self.opposite


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleHits:
    """In how many comments a rule of the publisher's holds, and what moderators made of those."""

    rule: PhraseRule
    comments: int
    approved: int
    turned_away: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A comment that would be ruled on differently, and the clauses for which."""

    comment_id: CommentId
    text: str
    change: Change
    clauses: tuple[str, ...]
    verdict: Verdict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What another policy would change.

    `changes` counts comments; `by_clause` counts one under each clause that makes the difference.
    `unchecked` are those that the other policy could not be asked about in full. `rules` are the
    other policy's, also those that hold nowhere.
    """

    comments: int
    first: datetime | None
    last: datetime | None
    unchecked: int
    changes: Mapping[Change, int]
    by_clause: Mapping[str, Mapping[Change, int]]
    current: Agreement
    proposed: Agreement
    rules: Sequence[RuleHits]
    examples: Sequence[Example]


class Tally:
    """Adds comments up, each with its ruling by either policy."""

    def __init__(self, current: Policy, proposed: Policy, examples: int) -> None:
        self._current, self._proposed, self._most_examples = current, proposed, examples
        self.comments = 0
        self._unchecked = 0
        self._first: datetime | None = None
        self._last: datetime | None = None
        self._changes: Counter[Change] = Counter()
        self._by_clause: defaultdict[str, Counter[Change]] = defaultdict(Counter)
        self._agreed: Counter[tuple[str, str]] = Counter()
        self._hits: Counter[tuple[str, Action | None]] = Counter()
        self._examples: defaultdict[tuple[Change, str], list[Example]] = defaultdict(list)

    def add(self, written: Written, before: Ruling, after: Ruling) -> None:
        """Count one comment."""
        self.comments += 1
        self._unchecked += bool(after.unchecked)
        self._first = min(self._first or written.created_at, written.created_at)
        self._last = max(self._last or written.created_at, written.created_at)
        wanted = None if written.verdict is None else _WANTED.get(written.verdict)
        if wanted is not None:
            self._agreed["current", _fit(before.action, wanted)] += 1
            self._agreed["proposed", _fit(after.action, wanted)] += 1
        for rule in {found.rule for found in chain(after.findings, after.shadows) if found.rule}:
            self._hits[rule, wanted] += 1
        if before.action is not after.action:
            self._add_change(written, before, after)

    def _add_change(self, written: Written, before: Ruling, after: Ruling) -> None:
        change = Change(before.action, after.action)
        stricter, policy = (
            (after, self._proposed)
            if after.action.severity > before.action.severity
            else (before, self._current)
        )
        clauses = _clauses(stricter, policy)
        self._changes[change] += 1
        for clause in clauses:
            self._by_clause[clause][change] += 1
        kept = self._examples[change, clauses[0]]
        if len(kept) < self._most_examples:
            kept.append(
                Example(
                    comment_id=written.comment_id,
                    text=written.text,
                    change=change,
                    clauses=clauses,
                    verdict=written.verdict,
                )
            )

    def comparison(self) -> Comparison:
        """Return what it came to."""
        return Comparison(
            comments=self.comments,
            first=self._first,
            last=self._last,
            unchecked=self._unchecked,
            changes=dict(self._changes),
            by_clause={clause: dict(changes) for clause, changes in self._by_clause.items()},
            current=self._agreement("current"),
            proposed=self._agreement("proposed"),
            rules=tuple(self._rule_hits(rule) for rule in self._proposed.phrases),
            examples=self._some_of_each(),
        )

    def _agreement(self, policy: str) -> Agreement:
        same, person, opposite = (self._agreed[policy, fit] for fit in _FITS)
        return Agreement(same=same, person=person, opposite=opposite)

    def _rule_hits(self, rule: PhraseRule) -> RuleHits:
        return RuleHits(
            rule=rule,
            comments=sum(self._hits[rule.name, wanted] for wanted in (None, *Action)),
            approved=self._hits[rule.name, Action.PUBLISH],
            turned_away=self._hits[rule.name, Action.REJECT],
        )

    def _some_of_each(self) -> tuple[Example, ...]:
        """One of each kind, then a second of each: the frequent shall not hide the rare."""
        kinds = sorted(self._examples, key=lambda kind: (kind[0].order, kind[1]))
        rounds = zip_longest(*(self._examples[kind] for kind in kinds))
        found = [each for each in chain.from_iterable(rounds) if each is not None]
        return tuple(found[: self._most_examples])


def _fit(action: Action, wanted: Action) -> str:
    if action is Action.HOLD:
        return "person"
    return "same" if action is wanted else "opposite"


def _clauses(ruling: Ruling, policy: Policy) -> tuple[str, ...]:
    """The clauses that alone would have led to the ruling's action."""
    leading = (found for found in ruling.findings if policy.action(found) is ruling.action)
    otherwise = UNCHECKED if ruling.unchecked else NEW_HERE
    return tuple(dict.fromkeys(found.clause for found in leading)) or (otherwise,)
