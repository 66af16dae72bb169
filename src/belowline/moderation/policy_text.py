"""Read a policy text and check every part of it."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

import re2

from belowline.moderation.policy import Clause, PhraseRule, Policy, PolicyError, Problem
from belowline.moderation.toml_lines import Path, line_of, locate

_NAME = re.compile(r"[a-z][a-z_]*\Z")
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")
_TOP = {
    *("name", "version", "title", "language", "report_threshold", "edit_window_minutes"),
    *("line", "clause", "phrases", "contacts"),
}
_LINE = {"intro", "or", "spam", "thanks"}
_CLAUSE = {
    *("title", "words", "summary", "means", "does_not_mean"),
    *("hold_at", "reject_at", "report_label"),
}
_PHRASES = {"clause", "phrases", "patterns", "action", "reason"}
# A policy is written by hand; a longer pattern is a mistake, and RE2's memory grows with it.
_LONGEST_PATTERN = 2_000
# A day: beyond it an edit is a new comment.
_LONGEST_EDIT_WINDOW = 24 * 60


def parse_policy(text: str) -> Policy:
    """Make a policy of a TOML text; PolicyError lists every problem with its line."""
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise PolicyError((_syntax_problem(str(error), text),)) from None
    reader = _Reader(raw, locate(text))
    policy = reader.policy(hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8])
    if reader.problems or policy is None:
        raise PolicyError(tuple(sorted(reader.problems, key=lambda p: (p.line, p.message))))
    return policy


def _syntax_problem(message: str, text: str) -> Problem:
    place = re.search(r" \(at line (\d+), column (\d+)\)\Z", message)
    if not place:
        return Problem(text.count("\n") + 1, message.partition(" (at ")[0], "is a quote left open?")
    what = message[: place.start()]
    if twice := re.match(r"Cannot declare \((.*)\) twice", what):
        what = f"[{twice[1].replace(', ', '.').replace(chr(39), '')}] is written twice"
    return Problem(int(place[1]), what, f"column {place[2]}")


class _Reader:
    """Reads a parsed TOML document, gathering problems instead of stopping at the first."""

    def __init__(self, raw: Mapping[str, Any], lines: dict[Path, int]) -> None:
        self.raw = raw
        self.lines = lines
        self.problems: list[Problem] = []

    def policy(self, digest: str) -> Policy | None:
        self._known(self.raw, (), _TOP)
        clauses = self._clauses()
        line, thanks = self._line(clauses)
        policy = Policy(
            name=self._slug("name", "no-tolerance"),
            version=f"{self._slug('version', '2026-11-23.1')}+sha256:{digest}",
            title=self._text(self.raw, (), "title"),
            language=self._text(self.raw, (), "language", default="en"),
            line=line,
            thanks=thanks,
            clauses=clauses,
            report_threshold=self._number(self.raw, (), "report_threshold", 0.0, 1000.0),
            edit_window_minutes=self._whole("edit_window_minutes", _LONGEST_EDIT_WINDOW),
            phrases=self._phrases({clause.name: clause for clause in clauses}),
            contacts=self._texts(self.raw, (), "contacts", required=False),
        )
        return None if self.problems else policy

    def _problem(self, path: Path, message: str, hint: str = "") -> None:
        self.problems.append(Problem(line_of(self.lines, path), message, hint))

    def _known(self, table: Mapping[str, Any], path: Path, known: set[str]) -> None:
        for key in table:
            if key not in known:
                self._problem((*path, key), f"unknown key “{key}”", "known: " + _listed(known))

    def _table(self, value: object, path: Path) -> Mapping[str, Any] | None:
        if isinstance(value, dict):
            return value
        self._problem(path, f"“{path[-1]}” must be a table", "write it as [table]")
        return None

    def _slug(self, key: str, example: str) -> str:
        value = self._text(self.raw, (), key)
        if value and not _SLUG.match(value):
            self._problem((key,), f"“{key}” has characters that don't belong", f"like {example}")
        return value

    def _text(
        self, table: Mapping[str, Any], path: Path, key: str, default: str | None = None
    ) -> str:
        value = table.get(key, default)
        if isinstance(value, str) and (value.strip() or default == ""):
            return value.strip()
        if value is None:
            self._problem(path, f"“{key}” is missing", f'add {key} = "…"')
        else:
            self._problem((*path, key), f"“{key}” must be a text", f'like {key} = "…"')
        return ""

    def _texts(
        self, table: Mapping[str, Any], path: Path, key: str, *, required: bool = True
    ) -> tuple[str, ...]:
        value = table.get(key, None if required else [])
        if value is None:
            self._problem(path, f"“{key}” is missing", f'add {key} = ["…"]')
            return ()
        if not isinstance(value, list):
            self._problem((*path, key), f"“{key}” must be a list of texts", f'{key} = ["…"]')
            return ()
        for index, item in enumerate(value):
            if not (isinstance(item, str) and item.strip()):
                self._problem((*path, key, index), f"“{key}” holds something that is not a text")
        return tuple(item for item in value if isinstance(item, str))

    def _number(
        self, table: Mapping[str, Any], path: Path, key: str, low: float, high: float
    ) -> float:
        value = table.get(key)
        if value is None:
            self._problem(path, f"“{key}” is missing", f"add {key} = a number")
        elif isinstance(value, bool) or not isinstance(value, int | float):
            self._problem((*path, key), f"“{key}” must be a number")
        elif not low <= value <= high:
            self._problem((*path, key), f"“{key}” is {value}", f"must be {low:g} to {high:g}")
        else:
            return float(value)
        return low

    def _whole(self, key: str, high: int) -> int:
        value = self._number(self.raw, (), key, 0, high)
        if value != int(value):
            self._problem((key,), f"“{key}” must be a whole number")
        return int(value)

    def _clauses(self) -> tuple[Clause, ...]:
        tables = self._table(self.raw.get("clause", {}), ("clause",)) or {}
        if not tables:
            self._problem(("clause",), "the policy has no clause", "add [clause.violence]")
        found = (self._clause(name, table) for name, table in tables.items())
        return tuple(clause for clause in found if clause)

    def _clause(self, name: str, value: object) -> Clause | None:
        path: Path = ("clause", name)
        if not _NAME.match(name):
            self._problem(path, f"“{name}” can't be a clause's name", "small letters and _ only")
        table = self._table(value, path)
        if table is None:
            return None
        self._known(table, path, _CLAUSE)
        hold_at = self._number(table, path, "hold_at", 0.01, 1.0)
        reject_at = self._number(table, path, "reject_at", 0.01, 1.0)
        if "hold_at" in table and "reject_at" in table and reject_at < hold_at:
            hint = "a comment is held before it is rejected"
            self._problem((*path, "reject_at"), "“reject_at” is below “hold_at”", hint)
        return Clause(
            name=name,
            title=self._text(table, path, "title"),
            words=self._text(table, path, "words", default=""),
            summary=self._text(table, path, "summary"),
            means=self._texts(table, path, "means"),
            does_not_mean=self._texts(table, path, "does_not_mean"),
            hold_at=hold_at,
            reject_at=reject_at,
            report_label=self._text(table, path, "report_label"),
        )

    def _line(self, clauses: Iterable[Clause]) -> tuple[str, str]:
        if "line" not in self.raw:
            self._problem((), "the table [line] is missing", "it holds the policy's sentence")
            return "", ""
        path: Path = ("line",)
        table = self._table(self.raw["line"], path)
        if table is None:
            return "", ""
        self._known(table, path, _LINE)
        intro = self._text(table, path, "intro")
        joiner = self._text(table, path, "or", default="or")
        thanks = self._text(table, path, "thanks", default="")
        spam = self._text(table, path, "spam", default="")
        named = [clause.words for clause in clauses if clause.words]
        sentence = f"{intro} {_enumerated(named, joiner)}." if named else ""
        spam = spam if any(clause.name == "spam" for clause in clauses) else ""
        return " ".join(part for part in (sentence, spam, thanks) if part), thanks

    def _phrases(self, clauses: Mapping[str, Clause]) -> tuple[PhraseRule, ...]:
        rules = self.raw.get("phrases", [])
        if not isinstance(rules, list):
            self._problem(("phrases",), "“phrases” must be written as [[phrases]]")
            return ()
        found = (self._rule(index, rule, clauses) for index, rule in enumerate(rules))
        return tuple(rule for rule in found if rule)

    def _rule(self, index: int, value: object, clauses: Mapping[str, Clause]) -> PhraseRule | None:
        path: Path = ("phrases", index)
        table = self._table(value, path) if isinstance(value, dict) else None
        if table is None:
            self._problem(path, "“phrases” must be written as [[phrases]]")
            return None
        self._known(table, path, _PHRASES)
        name = self._text(table, path, "clause")
        if name and name not in clauses:
            self._problem(
                (*path, "clause"), f"no clause is called “{name}”", "known: " + _listed(clauses)
            )
        phrases = self._texts(table, path, "phrases", required=False)
        patterns = self._texts(table, path, "patterns", required=False)
        if not phrases and not patterns:
            self._problem(path, "the rule has neither phrases nor patterns")
        self._check_patterns(path, patterns)
        reason = self._text(table, path, "reason", default="The publisher doesn't allow this.")
        score = self._score(table, path, clauses.get(name))
        return PhraseRule(name, phrases, patterns, score, reason)

    def _score(self, table: Mapping[str, Any], path: Path, clause: Clause | None) -> float:
        action = self._text(table, path, "action", default="hold")
        if action not in ("hold", "reject"):
            self._problem((*path, "action"), f"“{action}” is no action", "hold or reject")
        if clause is None:
            return 0.0
        return clause.reject_at if action == "reject" else clause.hold_at

    def _check_patterns(self, path: Path, patterns: tuple[str, ...]) -> None:
        for index, pattern in enumerate(patterns):
            if fault := _pattern_fault(pattern):
                where = (*path, "patterns", index)
                self._problem(where, f"the pattern “{pattern[:60]}” can't be used", fault)


def _pattern_fault(pattern: str) -> str:
    """Why RE2 can't use the pattern, empty where it can."""
    if len(pattern) > _LONGEST_PATTERN:
        return f"longer than {_LONGEST_PATTERN} characters"
    try:
        compiled = re2.compile(pattern, _quiet())
        if compiled.search("") is not None:
            return "it matches where there is nothing"
    except (re2.error, UnicodeError) as error:
        return str(error.args[0] if error.args else error).strip("b'\"")
    return ""


def _quiet() -> re2.Options:
    options = re2.Options()
    options.log_errors = False
    return options


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def _enumerated(words: list[str], joiner: str) -> str:
    """“a, b or c”, as a newspaper writes it."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joiner} {words[-1]}"
