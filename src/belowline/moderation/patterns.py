"""Find the shapes of sentences that a pattern file describes, in time linear in the text."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from belowline.moderation.context import stance
from belowline.moderation.ruling import Finding
from belowline.moderation.shapes import compiled, filled
from belowline.moderation.sieve import Sieve
from belowline.moderation.tables import scores
from belowline.moderation.text import View

# So often is a shape looked at in one comment; a wall of it needs no more to be turned away.
_MOST_MATCHES = 20


@dataclass(frozen=True, slots=True)
class Pattern:
    """One shape: what it means when it matches, and what in the same sentence voids it.

    The expressions are kept as text and compiled on first use: most comments need none of them.
    """

    name: str
    clause: str
    score: float
    match: str
    unless: str
    reason: str


class PatternTable:
    """The patterns of some files, behind one search that tells whether any can match at all."""

    def __init__(self, *texts: str, sieve: Sieve | None = None) -> None:
        """Each file may use the word lists of those before it; `sieve` may be others' too."""
        words: dict[str, str] = {}
        self._patterns: list[Pattern] = []
        for text in texts:
            raw = tomllib.loads(text)
            _add_words(raw.get("words", {}), words)
            for entry in raw["pattern"]:
                source = filled(entry["match"], words)
                self._patterns.append(_pattern(entry, source, words))
        self._lot = (sieve or Sieve()).lot([pattern.match for pattern in self._patterns])

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """Every pattern, in order."""
        return tuple(self._patterns)

    def likely(self, text: str) -> Iterator[Pattern]:
        """The patterns that may hold in a folded text, in order; what isn't named can't."""
        for at in self._lot.likely(text):
            yield self._patterns[at]

    def search(self, view: View) -> Iterator[tuple[Pattern, int, int]]:
        """Each pattern that holds somewhere, with the place in the view's text."""
        for pattern in self.likely(view.text):
            matches = _compiled(pattern.match).finditer(view.text)
            for match in islice(matches, _MOST_MATCHES):
                start, end = _trimmed(view.text, *match.span())
                if start < end and not _is_void(pattern, view, start):
                    yield pattern, start, end

    def findings(self, view: View, detector: str) -> Iterator[Finding]:
        """The findings of a detector for which quoting, reporting and condemning is no breach."""
        for pattern, start, end in self.search(view):
            score = pattern.score * stance(view, start, end).factor()
            first, last = view.span(start, end)
            reason = pattern.reason.format(seen=" ".join(view.typed[first:last].split()))
            yield Finding(pattern.clause, round(score, 4), first, last, detector, reason)


def _add_words(raw: dict[str, Any], words: dict[str, str]) -> None:
    """Lists of words as alternations; a list may use lists before it as {slots}."""
    for name, listed in raw.items():
        parts = listed.split() if isinstance(listed, str) else listed
        words[name] = f"(?:{filled(parts, words)})"


def _pattern(entry: dict[str, Any], source: str, words: dict[str, str]) -> Pattern:
    return Pattern(
        name=entry["name"],
        clause=entry["clause"],
        score=scores("severity")[entry["severity"]],
        match=source,
        unless=filled(entry.get("unless", ""), words),
        reason=entry["reason"],
    )


# Compiled on first use, since most comments need none of them.
_compiled = cache(compiled)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The match without the space and stops it had to take in at its edges."""
    while start < end and text[start] in " \n\t.,;:!?":
        start += 1
    while start < end and text[end - 1] in " \n\t.,;:!?":
        end -= 1
    return start, end


def _is_void(pattern: Pattern, view: View, place: int) -> bool:
    if not pattern.unless:
        return False
    start, end = view.sentence(place)
    return _compiled(pattern.unless).search(view.text[start:end]) is not None
