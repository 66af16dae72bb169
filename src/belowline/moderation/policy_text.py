"""Read a policy text and check every part of it."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable
from dataclasses import replace

from belowline.moderation.policy import NEVER, Clause, Policy, PolicyError, Problem
from belowline.moderation.policy_rules import read_rules
from belowline.moderation.presets import (
    DEFAULT_PRESET,
    EXTENDS,
    PRESETS,
    full_policy_text,
    laid_over,
    preset_text,
)
from belowline.moderation.toml_lines import Path, locate
from belowline.moderation.toml_reading import Reading, Table, listed

_NAME = re.compile(r"[a-z][a-z_]*\Z")
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")
_TOP = {
    *("name", "version", "title", "language", "report_threshold", "edit_window_minutes"),
    *("removals_per_day", "first_comments_held"),
    *(EXTENDS, "line", "clause", "phrases", "contacts", "send_anyway"),
}
# What a reader may send all the same, after the box said that it would not be published.
_SEND_ANYWAY = ("all", "held", "none")
_LINE = {"intro", "or", "spam", "thanks"}
_CLAUSE = {
    *("title", "words", "summary", "means", "does_not_mean"),
    *("hold_at", "reject_at", "report_label", "graphic"),
}
# What moderators are spared at first sight unless the file says otherwise.
_GRAPHIC = ("violence",)
# How a point is written that no comment reaches. A number above 1 would do the same by a slip.
_NEVER = "never"
# A day: beyond it an edit is a new comment.
_LONGEST_EDIT_WINDOW = 24 * 60


def parse_policy(text: str) -> Policy:
    """Make a policy of a TOML text; PolicyError lists every problem with its line."""
    try:
        own = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise PolicyError((_syntax_problem(str(error), text),)) from None
    reading = Reading(locate(text))
    policy = _read(reading, _whole(reading, own))
    if reading.problems:
        raise PolicyError(tuple(sorted(reading.problems, key=lambda p: (p.line, p.message))))
    digest = hashlib.sha256(full_policy_text(text).encode("utf-8", "replace")).hexdigest()[:8]
    return replace(policy, version=f"{policy.version}+sha256:{digest}")


def _syntax_problem(message: str, text: str) -> Problem:
    place = re.search(r" \(at line (\d+), column (\d+)\)\Z", message)
    if not place:
        return Problem(text.count("\n") + 1, message.partition(" (at ")[0], "is a quote left open?")
    what = message[: place.start()]
    if twice := re.match(r"Cannot declare \((.*)\) twice", what):
        what = f"[{twice[1].replace(', ', '.').replace(chr(39), '')}] is written twice"
    return Problem(int(place[1]), what, f"column {place[2]}")


def _whole(reading: Reading, own: Table) -> Table:
    """What the file says, and below it what the preset says that it extends."""
    if EXTENDS not in own:
        return own
    name = own[EXTENDS]
    if not (isinstance(name, str) and name in PRESETS):
        reading.problem((EXTENDS,), f"there is no preset “{name}”", "known: " + listed(PRESETS))
        # Whatever is right in the file shall not be called missing as well.
        name = DEFAULT_PRESET
    return laid_over(tomllib.loads(preset_text(name)), own)


def _read(reading: Reading, raw: Table) -> Policy:
    reading.known(raw, (), _TOP)
    clauses = _clauses(reading, raw)
    line, thanks = _line(reading, raw, clauses)
    return Policy(
        name=_slug(reading, raw, "name", "no-tolerance"),
        version=_slug(reading, raw, "version", "2026-11-23.1"),
        title=reading.text(raw, (), "title"),
        language=reading.text(raw, (), "language", default="en"),
        line=line,
        thanks=thanks,
        clauses=clauses,
        report_threshold=reading.number(raw, (), "report_threshold", 0.0, 1000.0),
        edit_window_minutes=reading.whole(raw, (), "edit_window_minutes", _LONGEST_EDIT_WINDOW),
        phrases=read_rules(reading, raw.get("phrases", []), {each.name: each for each in clauses}),
        contacts=reading.texts(raw, (), "contacts", required=False),
        removals_per_day=_optional(reading, raw, "removals_per_day", 1_000_000, 100),
        first_comments_held=_optional(reading, raw, "first_comments_held", 100, 0),
        send_anyway=_send_anyway(reading, raw),
    )


def _optional(reading: Reading, raw: Table, key: str, high: int, default: int) -> int:
    """Files of before the key was known stay good."""
    return reading.whole(raw, (), key, high) if key in raw else default


def _send_anyway(reading: Reading, raw: Table) -> str:
    value = reading.text(raw, (), "send_anyway", default=_SEND_ANYWAY[0])
    if value and value not in _SEND_ANYWAY:
        reading.problem(("send_anyway",), f"“{value}” is unknown", "known: " + listed(_SEND_ANYWAY))
    return value


def _slug(reading: Reading, raw: Table, key: str, example: str) -> str:
    value = reading.text(raw, (), key)
    if value and not _SLUG.match(value):
        reading.problem((key,), f"“{key}” has characters that don't belong", f"like {example}")
    return value


def _clauses(reading: Reading, raw: Table) -> tuple[Clause, ...]:
    tables = reading.table(raw.get("clause", {}), ("clause",)) or {}
    if not tables:
        reading.problem(("clause",), "the policy has no clause", "add [clause.violence]")
    found = (_clause(reading, name, table) for name, table in tables.items())
    return tuple(clause for clause in found if clause)


def _clause(reading: Reading, name: str, value: object) -> Clause | None:
    path: Path = ("clause", name)
    if not _NAME.match(name):
        reading.problem(path, f"“{name}” can't be a clause's name", "small letters and _ only")
    table = reading.table(value, path)
    if table is None:
        return None
    reading.known(table, path, _CLAUSE)
    hold_at, reject_at = _points(reading, table, path)
    return Clause(
        name=name,
        title=reading.text(table, path, "title"),
        words=reading.text(table, path, "words", default=""),
        summary=reading.text(table, path, "summary"),
        means=reading.texts(table, path, "means"),
        does_not_mean=reading.texts(table, path, "does_not_mean"),
        hold_at=hold_at,
        reject_at=reject_at,
        report_label=reading.text(table, path, "report_label"),
        is_graphic=reading.yes_no(table, path, "graphic", default=name in _GRAPHIC),
    )


def _points(reading: Reading, table: Table, path: Path) -> tuple[float, float]:
    """The scores at which the clause holds and rejects.

    What is never held may be rejected, and the other way round; what can be both is held first.
    """
    before = len(reading.problems)
    hold_at = _point(reading, table, path, "hold_at")
    reject_at = _point(reading, table, path, "reject_at")
    are_read = len(reading.problems) == before
    if are_read and reject_at < hold_at < NEVER:
        # Of the two, the one that the file says: the other may be the preset's.
        key = "reject_at" if (*path, "reject_at") in reading.lines else "hold_at"
        hint = f"a comment is held, at {hold_at:g}, before it is rejected, at {reject_at:g}"
        reading.problem((*path, key), "“reject_at” is below “hold_at”", hint)
    return hold_at, reject_at


def _point(reading: Reading, table: Table, path: Path, key: str) -> float:
    if table.get(key) == _NEVER:
        return NEVER
    return reading.number(table, path, key, 0.01, 1.0, word=_NEVER)


def _line(reading: Reading, raw: Table, clauses: Iterable[Clause]) -> tuple[str, str]:
    if "line" not in raw:
        reading.problem((), "the table [line] is missing", "it holds the policy's sentence")
        return "", ""
    path: Path = ("line",)
    table = reading.table(raw["line"], path)
    if table is None:
        return "", ""
    reading.known(table, path, _LINE)
    intro = reading.text(table, path, "intro")
    joiner = reading.text(table, path, "or", default="or")
    thanks = reading.text(table, path, "thanks", default="")
    spam = reading.text(table, path, "spam", default="")
    named = [clause.words for clause in clauses if clause.words]
    sentence = f"{intro} {_enumerated(named, joiner)}." if named else ""
    spam = spam if any(clause.name == "spam" for clause in clauses) else ""
    return " ".join(part for part in (sentence, spam, thanks) if part), thanks


def _enumerated(words: list[str], joiner: str) -> str:
    """“a, b or c”, as a newspaper writes it."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joiner} {words[-1]}"
