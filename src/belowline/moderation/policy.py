"""The publisher's rules as checked values."""

from __future__ import annotations

from dataclasses import dataclass

from belowline.moderation.ruling import Action


@dataclass(frozen=True, slots=True)
class Clause:
    """One rule of a policy.

    `words` is how the policy's sentence names it, empty where the sentence leaves it out.
    `hold_at` and `reject_at` are scores from 0 to 1; a finding that reaches one has that effect.
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

    def action(self, score: float) -> Action:
        """What a score under this clause leads to."""
        if score >= self.reject_at:
            return Action.REJECT
        return Action.HOLD if score >= self.hold_at else Action.PUBLISH


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """Phrases and RE2 patterns that a publisher ties to a clause with a score of their own."""

    clause: str
    phrases: tuple[str, ...]
    patterns: tuple[str, ...]
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Policy:
    """A publisher's rules at one version; `parse_policy` makes it.

    `version` is the version the file names with the first eight digits of the file's SHA-256.
    `line` is the policy in one sentence. `report_threshold` is the weight of readers' reports
    that hides a comment, `edit_window_minutes` how long an author may mend one. `contacts` are
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

    def clause(self, name: str) -> Clause:
        """The clause of that name; KeyError where the policy has none."""
        for clause in self.clauses:
            if clause.name == name:
                return clause
        raise KeyError(f"the policy “{self.name}” has no clause “{name}”")

    def has(self, name: str) -> bool:
        """Whether the policy has a clause of that name."""
        return any(clause.name == name for clause in self.clauses)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at one line of a policy text, and what to do about it."""

    line: int
    message: str
    hint: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" + (f" ({self.hint})" if self.hint else "")


class PolicyError(ValueError):
    """A policy text that can't be used; `problems` has every problem found, by line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))
