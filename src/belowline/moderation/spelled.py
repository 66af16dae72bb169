"""Read words whose letters stand apart: one word, or a whole sentence letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SPACED = re.compile(r"(?<![^\W_])[a-z](?:[ .\-_*,/]{1,3}[a-z]){2,}(?![^\W_])(?!')")
_WIDE_GAP = re.compile(r" {2,3}")
_SPACED_WORD = re.compile(r"[a-z](?:[ .\-_*,/][a-z])+")
# A sentence spelled letter by letter is taken apart this far, into words this long.
_LONGEST_RUN = 120
_LONGEST_PART = 14


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words worth unmasking, made ready for each kind of disguise."""

    words: frozenset[str]
    masked: dict[tuple[int, str, str], tuple[str, ...]]
    core: re.Pattern[str]
    split: dict[tuple[str, str], str]
    plain: frozenset[str] = frozenset()


def spelled_out(text: str, known: Vocabulary) -> Iterator[tuple[int, int, str]]:
    """Words whose letters stand apart, with their places: i d i o t, and whole sentences."""
    for match in _SPACED.finditer(text):
        places = [match.start() + at for at, char in enumerate(match[0]) if char.isalpha()]
        letters = "".join(text[place] for place in places)
        if letters in known.words:
            yield match.start(), match.end(), letters
            continue
        if _WIDE_GAP.search(match[0]):
            yield from _widely_spaced(match)
            continue
        if parts := _segments(letters, known.plain):
            for start, end in parts:
                yield places[start], places[end - 1] + 1, letters[start:end]
            continue
        for core in known.core.finditer(letters):
            yield places[core.start()], places[core.end() - 1] + 1, core[0]


def _segments(letters: str, plain: frozenset[str]) -> list[tuple[int, int]]:
    """The words that the letters spell in a row, in the fewest pieces; empty if they don't."""
    if len(letters) > _LONGEST_RUN:
        return []
    best: list[list[tuple[int, int]] | None] = [[]]
    for end in range(1, len(letters) + 1):
        found: list[tuple[int, int]] | None = None
        for start in range(max(0, end - _LONGEST_PART), end):
            before = best[start]
            if before is None or letters[start:end] not in plain:
                continue
            if found is None or len(before) + 1 < len(found):
                found = [*before, (start, end)]
        best.append(found)
    return best[-1] or []


def _widely_spaced(match: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    """Whole words spaced out, with wider gaps between them: y o u  f o o l."""
    for word in _SPACED_WORD.finditer(match[0]):
        letters = "".join(char for char in word[0] if char.isalpha())
        yield match.start() + word.start(), match.start() + word.end(), letters
