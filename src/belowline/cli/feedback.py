"""Read JSON lines that say what somebody thought of a text, as `suggestscore` keeps them."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from belowline.desk.lessons import Lesson, of_scores
from belowline.moderation import Facts


@dataclass
class Feedback:
    """The lessons of a file, and what is wrong with its lines.

    A line has `text`, perhaps `story` and `parent`, and either `scores` (an attribute's or a
    clause's name, and a score from 0 to 1 for each), or one `clause` or `attribute` with `value`.
    """

    lessons: list[Lesson] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_feedback(path: Path, clauses: Collection[str]) -> Feedback:
    """Read the file; OSError where there is none. A line that can't be used is a problem told."""
    found = Feedback()
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                lesson = _lesson(json.loads(line), clauses)
            except (ValueError, RecursionError) as error:
                found.problems.append(f"line {number}: {_said(error)}")
                continue
            if lesson:
                found.lessons.append(lesson)
    return found


def _said(error: Exception) -> str:
    return "no JSON" if isinstance(error, json.JSONDecodeError | UnicodeDecodeError) else str(error)


def _lesson(line: Any, clauses: Collection[str]) -> Lesson | None:
    if not isinstance(line, dict):
        raise ValueError("not a JSON object")
    text, story, parent = (_text(line, name) for name in ("text", "story", "parent"))
    if not text:
        raise ValueError("text is missing")
    scores = {name: _score(value) for name, value in _named(line)}
    return of_scores(f"feedback:{text}", Facts(text, story, parent), scores, clauses)


def _text(line: dict[str, Any], name: str) -> str:
    value = line.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{name} must be a string")
    return value


def _named(line: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    if isinstance(line.get("scores"), dict):
        yield from line["scores"].items()
        return
    name = _text(line, "clause") or _text(line, "attribute")
    if not name or "value" not in line:
        raise ValueError("it takes scores, or a clause or attribute with its value")
    yield name, line["value"]


def _score(value: Any) -> float:
    if not (isinstance(value, bool | int | float) and 0 <= value <= 1):
        raise ValueError("a value must be from 0 to 1")
    return float(value)
