"""The publisher's rules as checked values."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from belowline.moderation.ruling import Action, Finding, Mode

# The threshold of what never happens of itself: no score reaches it.
NEVER = math.inf


@dataclass(frozen=True, slots=True)
class Clause:
    """One rule of a policy.

    `words` is how the policy's sentence names it, empty where the sentence leaves it out.
    `hold_at` and `reject_at` are scores from 0 to 1, or NEVER; a finding that reaches one has that
    effect.
    """

    name: str
    title: str
    words: str
    summary: str
    means: tuple[str, ...]
    does_not_mean: tuple[str, ...]
    hold_at: float
    reject_at: float
    report_label: str
    # Moderators are asked before they are shown such words.
    is_graphic: bool = False

    def action(self, score: float) -> Action:
        """What a score under this clause leads to."""
        if score >= self.reject_at:
            return Action.REJECT
        return Action.HOLD if score >= self.hold_at else Action.PUBLISH


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """Phrases and RE2 patterns that a publisher ties to a clause, and what follows from them.

    `name` is the file's name for the rule, or “rule 2” where it has none. `score` is the point of
    the clause that the mode stands for, 1 where the clause has no such point, 0 for a shadow.
    `must_match` and `must_not_match` are texts that were tried when the policy was read.
    """

    name: str
    clause: str
    mode: Mode
    phrases: tuple[str, ...]
    patterns: tuple[str, ...]
    score: float
    reason: str
    must_match: tuple[str, ...] = ()
    must_not_match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """A publisher's rules at one version; `parse_policy` makes it.

    `version` is the version the file names with the first eight digits of its full text's SHA-256.
    `line` is the policy in one sentence. `report_threshold` is the weight of readers' reports
    that hides a comment, `edit_window_minutes` how long an author may mend one. Beyond
    `removals_per_day` reports hide nothing more until a day has passed; so many comments of a new
    reader wait for a moderator as `first_comments_held` says. `send_anyway` says what a reader who
    was asked to think again may send all the same. `contacts` are
    phone numbers, e-mail addresses and addresses that are the publisher's own to give out.
    """

    name: str
    version: str
    title: str
    language: str
    line: str
    thanks: str
    clauses: tuple[Clause, ...]
    report_threshold: float
    edit_window_minutes: int
    phrases: tuple[PhraseRule, ...]
    contacts: tuple[str, ...]
    removals_per_day: int = 100
    first_comments_held: int = 0
    send_anyway: str = "all"

    def clause(self, name: str) -> Clause:
        """The clause of that name; KeyError where the policy has none."""
        for clause in self.clauses:
            if clause.name == name:
                return clause
        raise KeyError(f"the policy “{self.name}” has no clause “{name}”")

    def has(self, name: str) -> bool:
        """Whether the policy has a clause of that name."""
        return any(clause.name == name for clause in self.clauses)

    def action(self, finding: Finding) -> Action:
        """What follows from one finding; KeyError where the policy lacks its clause.

        A rule of the publisher's does what its mode says, whatever the clause's points.
        """
        if finding.mode is not None:
            return finding.mode.action
        clause = self.clause(finding.clause)
        if finding.is_sure:
            return clause.action(finding.score)
        return Action.HOLD if finding.score >= clause.hold_at else Action.PUBLISH


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at one line of a policy text, and what to do about it.

    `path` names the value by its keys, and in a list by its place; empty for the whole text.
    """

    line: int
    message: str
    hint: str
    path: tuple[str | int, ...] = field(default=(), compare=False, repr=False)

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" + (f" ({self.hint})" if self.hint else "")


class PolicyError(ValueError):
    """A policy text that can't be used; `problems` has every problem found, by line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))
