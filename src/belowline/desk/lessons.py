"""Say what there is to learn from what persons made of a text: which clauses it breaks, or not."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from belowline.conversation.comment import Verdict
from belowline.desk.ports import Decision
from belowline.moderation import Facts
from belowline.moderation.perspective import attribute_for

# From which score on somebody who suggests a score thinks that the clause is broken.
_BROKEN_FROM = 0.5


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text with its surroundings, and for each clause that was judged whether it is broken.

    `key` tells it from all others. `is_quiet` marks a comment that nobody ruled on or complained
    of; it stands for `count` such.
    """

    key: str
    facts: Facts
    broken: Mapping[str, bool]
    is_quiet: bool = False
    count: float = 1.0


def of_decision(
    key: str, facts: Facts, decision: Decision, clauses: Collection[str]
) -> Lesson | None:
    """Return what a moderator's ruling teaches, None where it is not about a clause.

    Who publishes a comment has seen what spoke against it, and found that it breaks none of those
    clauses; who rejects or removes it says which one it breaks, and nothing of the others. A
    ruling against which an appeal waits is not the last word.
    """
    if decision.is_contested:
        return None
    broken: dict[str, bool] = {}
    if decision.verdict is Verdict.PUBLISH:
        broken = {clause: False for clause in clauses if clause in decision.suspected}
    elif (
        decision.verdict in (Verdict.REJECT, Verdict.REMOVE)
        and decision.clause
        and (decision.clause in clauses)
    ):
        broken = {decision.clause: True}
    return Lesson(key, facts, broken) if broken else None


def of_quiet(key: str, facts: Facts, clauses: Collection[str], *, share: float) -> Lesson:
    """Return what a comment teaches of which nobody complained, one of that share of all such."""
    return Lesson(key, facts, dict.fromkeys(clauses, False), is_quiet=True, count=1 / share)


def is_drawn(key: str, share: float) -> bool:
    """Whether this is one of that share of all keys, in every run the same ones; 1 is all."""
    # Other digits than those by which lessons are held back.
    return int(hashlib.sha256(key.encode()).hexdigest()[8:16], 16) < share * 2**32


def of_scores(
    key: str, facts: Facts, scores: Mapping[str, float], clauses: Collection[str]
) -> Lesson | None:
    """Return what somebody's scores teach, by attribute or clause; None if it is not a clause."""
    named = {clause_named(name, clauses): value for name, value in scores.items()}
    broken = {clause: value >= _BROKEN_FROM for clause, value in named.items() if clause}
    return Lesson(key, facts, broken) if broken else None


def clause_named(name: str, clauses: Collection[str]) -> str | None:
    """Return the clause that a name means: a clause's own, or an attribute's of one clause."""
    if name in clauses:
        return name
    attribute = attribute_for(name, tuple(clauses))
    labels = attribute.labels if attribute else ()
    return labels[0] if len(labels) == 1 and labels[0] in clauses else None
