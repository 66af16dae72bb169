"""What the engine decides about a text, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What happens to a comment; each action is stricter than the one before it."""

    PUBLISH = "publish"
    HOLD = "hold"
    REJECT = "reject"

    @property
    def severity(self) -> int:
        """Rank of strictness: 0 publish, 1 hold, 2 reject."""
        return tuple(Action).index(self)

    @classmethod
    def strictest(cls, *actions: Action) -> Action:
        """The most severe of the actions; publish where none is given."""
        return max(actions, key=lambda action: action.severity, default=cls.PUBLISH)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that one detector saw.

    `start` and `end` are code-point offsets into the text as typed, both None where the finding
    is about the whole text. `score` is how sure and how grave, 0 to 1, on the scale of the
    policy's thresholds. `reason` is a sentence that a reader understands.
    """

    clause: str
    score: float
    start: int | None
    end: int | None
    detector: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """The decision on one text, with all that led to it.

    `scores` has a key for every clause of the policy. `unchecked` names the detectors that failed
    (or "length", where the text was longer than the engine reads); it is never non-empty on a
    text that is published.
    """

    action: Action
    findings: tuple[Finding, ...]
    scores: Mapping[str, float]
    policy_version: str
    engine_version: str
    unchecked: tuple[str, ...]
