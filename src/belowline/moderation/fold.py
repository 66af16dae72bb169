"""Fold a typed text to plain small letters, with the place each letter came from."""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

# Signs that readers see as one. The Greek letter like a c would be folded to a sigma; the Cyrillic
# one like it passes for a c.
_SAME = {
    **dict.fromkeys("’‘ʼ′`´＇", "'"),
    **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
    **dict.fromkeys("ϲϹ", "с"),
}
_MARKS = frozenset({"Mn", "Me", "Cf"})
_WORD = re.compile(r"\w+")
_OVERRIDE = "\u202e"
# Up to what ends it; within, another mark may have turned the order back already.
_OVERRIDDEN = re.compile("\u202e([^\u202a-\u202e\u2066-\u2069\n]+)")
# Small capitals and letters with a tail are Latin too, but for the eye only.
# As many places as most comments have letters: to copy them takes less time than to count.
_ROW = array("l", range(2048))
_LATIN = re.compile("[a-z\u0180-\u02af\u1d00-\u1dbf\ua722-\ua7ff]")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; character i came from the typed text's `starts[i]` up to `ends[i]`."""

    text: str
    starts: array[int]
    ends: array[int]

    def typed_span(self, start: int, end: int) -> tuple[int, int]:
        """Where the folded characters from `start` up to `end` stand in the typed text."""
        return self.starts[start], max(self.ends[start], self.ends[end - 1])


def fold(typed: str, confusables: Mapping[str, str]) -> Folded:
    """Fold compatibility forms, case, accents and invisible characters away.

    `confusables` maps letters of other scripts to the Latin letters they pass for; it is used
    only inside tokens that mix scripts, so that Russian stays Russian.
    """
    if typed.isascii():
        count = len(typed)
        return Folded(typed.lower(), _places(0, count), _places(1, count))
    folded = _folded(typed)
    if _OVERRIDE in typed:
        folded = _as_shown(typed, folded)
    return Folded(_unmask_scripts(folded.text, confusables), folded.starts, folded.ends)


def _places(first: int, count: int) -> array[int]:
    """So many places in a row."""
    if first + count <= len(_ROW):
        return _ROW[first : first + count]
    return array("l", range(first, first + count))


def _folded(typed: str) -> Folded:
    pieces: list[str] = []
    starts, ends = array("l"), array("l")
    for index, char in enumerate(typed):
        piece = _fold_char(char)
        if not piece:
            # What is dropped belongs to the letter before it, so that a span never splits them.
            if ends:
                ends[-1] = index + 1
            continue
        pieces.append(piece)
        for _ in piece:
            starts.append(index)
            ends.append(index + 1)
    return Folded("".join(pieces), starts, ends)


def _as_shown(typed: str, folded: Folded) -> Folded:
    """The text with Latin letters behind a right-to-left override in the order readers see.

    Each of them stands for the whole stretch, since the place of a letter there is not one that a
    span could begin at.
    """
    shown, starts, ends = list(folded.text), folded.starts[:], folded.ends[:]
    for match in _OVERRIDDEN.finditer(typed):
        first = bisect_left(folded.starts, match.start(1))
        last = bisect_left(folded.starts, match.end(1))
        if _LATIN.search(folded.text, first, last):
            shown[first:last] = shown[first:last][::-1]
            for place in range(first, last):
                starts[place], ends[place] = match.span(1)
    return Folded("".join(shown), starts, ends)


def fold_phrase(phrase: str) -> str:
    """A word or phrase in the form in which it stands in a folded text."""
    if phrase.isascii():
        return " ".join(phrase.lower().split())
    return " ".join("".join(_fold_char(char) for char in phrase).split())


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    if char < "\x80":
        return char.lower()
    if same := _SAME.get(char):
        return same
    if "\ud800" <= char <= "\udfff":
        return "\ufffd"
    if letter := _enclosed_letter(ord(char)):
        return letter
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", char).casefold())
    kept = "".join(part for part in decomposed if unicodedata.category(part) not in _MARKS)
    return unicodedata.normalize("NFC", kept)


def _enclosed_letter(code: int) -> str:
    """The letter in a circled, squared or regional-indicator sign that NFKC leaves alone."""
    for first in (0x1F150, 0x1F170, 0x1F1E6):
        if first <= code < first + 26:
            return chr(ord("a") + code - first)
    return ""


def _unmask_scripts(text: str, confusables: Mapping[str, str]) -> str:
    if not any(char in confusables for char in set(text)):
        return text

    def unmask(match: re.Match[str]) -> str:
        token = match[0]
        if not _LATIN.search(token):
            return token
        return "".join(confusables.get(char, char) for char in token)

    return _WORD.sub(unmask, text)
