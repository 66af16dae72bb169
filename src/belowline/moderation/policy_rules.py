"""Read the publisher's own rules from a policy text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import re2

from belowline.moderation.fold import fold_phrase
from belowline.moderation.policy import Clause, PhraseRule
from belowline.moderation.rule_matcher import RuleMatcher, quiet
from belowline.moderation.rule_trial import try_out
from belowline.moderation.ruling import Mode
from belowline.moderation.toml_lines import Path
from belowline.moderation.toml_reading import Reading, Table, listed

RULE_KEYS = {
    *("name", "clause", "mode", "action", "reason"),
    *("phrases", "patterns", "must_match", "must_not_match"),
}
_MODES = {"mode": tuple(Mode), "action": (Mode.HOLD, Mode.REJECT)}
_LONGEST_NAME = 60
# A policy is written by hand; a longer pattern is a mistake, and RE2's memory grows with it.
_LONGEST_PATTERN = 2_000
# RE2 reads a text in one go whatever the pattern, yet may look at each of its steps at each letter:
# with this many, the longest comment takes a tenth of the time that a ruling has.
_MOST_STEPS = 10_000
# How much of a phrase or a pattern a sentence about it quotes.
_QUOTED = 60


def read_rules(
    reading: Reading, value: object, clauses: Mapping[str, Clause]
) -> tuple[PhraseRule, ...]:
    """The rules under `phrases`, each tried on its test texts; what is wrong is noted."""
    if not isinstance(value, list):
        reading.problem(("phrases",), "“phrases” must be written as [[phrases]]")
        return ()
    rules: dict[str, PhraseRule] = {}
    ready: dict[int, RuleMatcher] = {}
    for index, table in enumerate(value):
        if not isinstance(table, dict):
            reading.problem(("phrases", index), "“phrases” must be written as [[phrases]]")
            continue
        reader = _RuleReader(reading, index)
        rule = reader.read(table, clauses)
        if rule.name in rules:
            hint = "each rule needs a name of its own"
            reading.problem(("phrases", index, "name"), f"“{rule.name}” is written twice", hint)
        rules[rule.name] = rule
        if matcher := reader.made_ready(rule):
            ready[index] = matcher
    try_out(reading, ready)
    return tuple(rules.values())


class _RuleReader:
    """Reads one rule; what can't be read of it is noted, and reads as nothing."""

    def __init__(self, reading: Reading, index: int) -> None:
        self._reading = reading
        self._index = index
        self._path: Path = ("phrases", index)

    def read(self, table: Table, clauses: Mapping[str, Clause]) -> PhraseRule:
        reading, path = self._reading, self._path
        reading.known(table, path, RULE_KEYS)
        clause, mode = self._clause(table, clauses), self._mode(table)
        return PhraseRule(
            name=self._name(table),
            clause=clause.name if clause else "",
            mode=mode,
            phrases=reading.texts(table, path, "phrases", required=False),
            patterns=reading.texts(table, path, "patterns", required=False),
            score=_score(mode, clause),
            reason=reading.text(table, path, "reason", "The publisher doesn't allow this."),
            must_match=reading.texts(table, path, "must_match", required=False),
            must_not_match=reading.texts(table, path, "must_not_match", required=False),
        )

    def made_ready(self, rule: PhraseRule) -> RuleMatcher | None:
        """The rule ready to look for what it names, None where something stops that."""
        faults = [*_faults(rule)]
        for path, message, hint in faults:
            self._reading.problem((*self._path, *path), message, hint)
        if faults:
            return None
        try:
            return RuleMatcher(rule)
        except re2.error:
            # Each pattern was fine alone, so it is the phrases, which are looked for all at once.
            message = "the rule has more phrases than can be looked for at once"
            self._reading.problem((*self._path, "phrases"), message, "make two rules of it")
            return None

    def _name(self, table: Table) -> str:
        numbered = f"rule {self._index + 1}"
        name = self._reading.text(table, self._path, "name", numbered) or numbered
        if len(name) > _LONGEST_NAME or not name.isprintable():
            hint = f"one line of up to {_LONGEST_NAME} characters"
            self._reading.problem((*self._path, "name"), "“name” can't be shown", hint)
        return name

    def _clause(self, table: Table, clauses: Mapping[str, Clause]) -> Clause | None:
        name = self._reading.text(table, self._path, "clause")
        if name and name not in clauses:
            hint = "known: " + listed(clauses)
            self._reading.problem((*self._path, "clause"), f"no clause is called “{name}”", hint)
        return clauses.get(name)

    def _mode(self, table: Table) -> Mode:
        """What follows from the rule; `action` is the older name of `mode`."""
        given = {key: mode for key in _MODES if key in table and (mode := self._word(table, key))}
        if len(set(given.values())) > 1:
            self._reading.problem(
                (*self._path, "action"),
                f"“action” says {given['action']} and “mode” says {given['mode']}",
                "“action” is the older name of “mode”: leave it out",
            )
        return next(iter(given.values()), Mode.HOLD)

    def _word(self, table: Table, key: str) -> Mode | None:
        word = self._reading.text(table, self._path, key)
        if not word or word in _MODES[key]:
            return Mode(word) if word else None
        hint = "hold or reject" if key == "action" else "shadow, hold or reject"
        self._reading.problem((*self._path, key), f"“{word}” is no {key}", hint)
        return None


def _score(mode: Mode, clause: Clause | None) -> float:
    if clause is None or mode is Mode.SHADOW:
        return 0.0
    return min(clause.reject_at if mode is Mode.REJECT else clause.hold_at, 1.0)


def _faults(rule: PhraseRule) -> Iterator[tuple[Path, str, str]]:
    """Where in the rule, what is wrong, and what to do."""
    if not rule.phrases and not rule.patterns:
        yield (), "the rule has neither phrases nor patterns", "write them under [[phrases]]"
    for index, phrase in enumerate(rule.phrases):
        if phrase.strip() and not fold_phrase(phrase):
            hint = "it has no letter, digit or sign"
            yield ("phrases", index), f"nothing can match “{phrase[:_QUOTED]}”", hint
    for index, pattern in enumerate(rule.patterns):
        if fault := _pattern_fault(pattern):
            message = f"the pattern “{pattern[:_QUOTED]}” can't be used"
            yield ("patterns", index), message, fault


def _pattern_fault(pattern: str) -> str:
    """Why RE2 can't use the pattern, empty where it can."""
    if len(pattern) > _LONGEST_PATTERN:
        return f"longer than {_LONGEST_PATTERN} characters"
    try:
        compiled = re2.compile(pattern, quiet())
        if compiled.search("") is not None:
            return "it matches where there is nothing"
    except (re2.error, UnicodeError) as error:
        return str(error.args[0] if error.args else error).strip("b'\"")
    if compiled.programsize > _MOST_STEPS:
        return f"{compiled.programsize:,} steps a letter, {_MOST_STEPS:,} at most: repeat less"
    return ""
