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


class Mode(StrEnum):
    """What a rule of the publisher's own does where it holds."""

    SHADOW = "shadow"  # it is noted for the desk, and nothing follows
    HOLD = "hold"
    REJECT = "reject"

    @property
    def action(self) -> Action:
        """What follows for the comment."""
        return Action.PUBLISH if self is Mode.SHADOW else Action(self.value)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that one detector saw.

    `start` and `end` are code-point offsets into the text as typed, both None where the finding
    is about the whole text. `score` is how sure and how grave, 0 to 1, on the scale of the
    policy's thresholds. `reason` is a sentence that a reader understands. `rule` and `mode` are
    the name and the mode of the publisher's rule that holds; empty and None for all the rest.
    One that is not `is_sure` can hold a comment, whatever its score, and not reject it.
    """

    clause: str
    score: float
    start: int | None
    end: int | None
    detector: str
    reason: str
    rule: str = ""
    mode: Mode | None = None
    is_sure: bool = True

    @property
    def is_shadow(self) -> bool:
        """Whether nothing may follow from it, and only the desk may see it."""
        return self.mode is Mode.SHADOW


@dataclass(frozen=True, slots=True)
class Ruling:
    """The decision on one text, with all that led to it.

    `scores` has a key for every clause of the policy. `unchecked` names the detectors that failed
    (or "length", where the text was longer than the engine reads); it is never non-empty on a
    text that is published. `shadows` are what rules on trial saw: they stand apart from the
    findings, so that who counts or shows findings need not know of them.
    """

    action: Action
    findings: tuple[Finding, ...]
    scores: Mapping[str, float]
    policy_version: str
    engine_version: str
    unchecked: tuple[str, ...]
    shadows: tuple[Finding, ...] = ()
