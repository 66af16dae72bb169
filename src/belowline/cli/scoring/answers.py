"""Answer a comment's line with the ruling on it, as one line of JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from belowline.cli.scoring.lines import Line
from belowline.moderation import ENGINE_VERSION, Moderator, Ruling, SiteWeights, parse_policy

# Far more than any id needs, far less than what depends on the depth of Python's own stack: a line
# has the same answer wherever it is answered.
_MOST_LEVELS = 100


class Stopped(Exception):
    """The work ended before every line was answered; its sentence says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands in a line's place, and how far its input has been read with it."""

    text: str
    is_error: bool
    size: int


# What an engine gives, some answers at a time; closed when nobody wants more of them.
Answers = Generator[list[Answer], None, None]


@dataclass(frozen=True, slots=True)
class Basis:
    """What lines are judged by: a policy's text, and a site's own weights where it has some."""

    policy: str
    weights: SiteWeights | None = None

    @property
    def policy_version(self) -> str:
        """The version of the policy; raises PolicyError."""
        return parse_policy(self.policy).version

    @property
    def engine_version(self) -> str:
        """The engine, and by what weights it works."""
        return ENGINE_VERSION if self.weights is None else self.weights.engine_version

    def moderator(self) -> Moderator:
        """Who rules; raises PolicyError."""
        return Moderator(parse_policy(self.policy), weights=self.weights)


class Scorer:
    """Answers line after line by one policy."""

    def __init__(self, basis: Basis) -> None:
        """Raises PolicyError."""
        self._moderator = basis.moderator()

    def answer(self, line: Line) -> Answer:
        """The ruling, or what is wrong with the line; never raises."""
        identity: Any = None
        try:
            comment = _comment(line)
            identity = comment.get("id")
            answer = json.dumps(_answer(identity, self._ruling(line, comment)))
        except ValueError as error:
            return Answer(json.dumps({"id": identity, "error": str(error)}), True, line.size)
        except RecursionError:
            return Answer(json.dumps({"id": None, "error": "nested too deeply"}), True, line.size)
        return Answer(answer, False, line.size)

    def _ruling(self, line: Line, comment: dict[str, Any]) -> Ruling:
        if line.fault:
            raise ValueError(line.fault)
        text, story, parent = (_text(comment, name) for name in ("text", "story", "parent"))
        return self._moderator.rule(text, story=story, parent=parent)


def identity(line: Line) -> Any:
    """The id that a line's answer has."""
    try:
        return _comment(line).get("id")
    except (ValueError, RecursionError):
        return None


def _comment(line: Line) -> dict[str, Any]:
    # Programs on Windows write a mark in front of the first line.
    text = line.content.decode("utf-8-sig")
    comment = json.loads(text, parse_constant=_no_number, parse_float=_finite)
    if not isinstance(comment, dict):
        raise ValueError("not a JSON object")
    if _is_deep(comment, _MOST_LEVELS):
        raise RecursionError
    return comment


def _is_deep(value: object, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_is_deep(each, levels - 1) for each in inner)


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _finite(digits: str) -> float:
    """An id of 1e999 could not be given back: JSON has no word for infinity."""
    if math.isinf(number := float(digits)):
        raise ValueError("a number is out of range")
    return number


def _text(comment: dict[str, Any], name: str) -> str:
    value = comment.get(name)
    if value is None and name != "text":
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{name} must be a string" if name in comment else f"{name} is missing")
    return value


def _answer(identity: Any, ruling: Ruling) -> dict[str, Any]:
    return {
        "id": identity,
        "action": ruling.action.value,
        "scores": dict(ruling.scores),
        "findings": [
            {
                "clause": finding.clause,
                "score": finding.score,
                "start": finding.start,
                "end": finding.end,
                "detector": finding.detector,
                "reason": finding.reason,
            }
            for finding in ruling.findings
        ],
    }
