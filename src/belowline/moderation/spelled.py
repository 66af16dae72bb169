"""Read words that are not divided as words are: letters apart, or no space between words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from belowline.moderation.vocabulary import Vocabulary

_SIGNS = r".\-_*,/'~|+^:=·•"
_SPACED = re.compile(
    rf"(?<![^\W_])(?<![^\W_][{_SIGNS}])"
    rf"[a-z](?:[ \n{_SIGNS}]{{1,3}}[a-z]){{2,}}"
    rf"(?![{_SIGNS}]?[^\W_])"
)
_WIDE_GAP = re.compile(r" {2,3}")
_SPACED_WORD = re.compile(rf"[a-z](?:[ {_SIGNS}][a-z])+")
# A sentence spelled letter by letter is taken apart this far, into words this long.
_LONGEST_RUN = 120
_LONGEST_PART = 14
# What may stand alone in such a sentence; every other letter is a list's or a name's.
_LETTERS = {"a": 0.4, "i": 0.5, "u": 0.9, "r": 0.9}
_FEWEST_LETTERS, _FEWEST_LETTERS_OF_ONE = 6, 4
_SHORTEST_JOINED = 5
_GRAVE_PART = 4
# English compounds of two words are shorter.
_NO_COMPOUND = 13
_MOST_IN_TINY_WORDS = 0.4


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
        parts = _segments(letters, known)
        if parts and _says_something(letters, parts, known):
            for start, end in parts:
                yield places[start], places[end - 1] + 1, letters[start:end]
            continue
        for core in known.core.finditer(letters):
            yield places[core.start()], places[core.end() - 1] + 1, core[0]


def _says_something(letters: str, parts: list[tuple[int, int]], known: Vocabulary) -> bool:
    """Whether the words are more than initials: P.S. I, a.m. I."""
    if len(letters) >= (_FEWEST_LETTERS if len(parts) > 1 else _FEWEST_LETTERS_OF_ONE):
        return True
    return any(end - start > 2 and letters[start:end] in known.telling for start, end in parts)


def run_together(word: str, known: Vocabulary) -> str:
    """The words that stand in one without a space: you are an idiot for “youareanidiot”.

    Two words side by side are often a name (Blackburn), and so are short ones (Verb-in-den): it
    takes one that binds a sentence, or several that aren't short, or two that tell something.
    """
    if not _SHORTEST_JOINED <= len(word) <= _LONGEST_RUN:
        return ""
    parts = [word[start:end] for start, end in _segments(word, known)]
    if len(parts) < 2 or not _reads_well(parts, known):
        return ""
    return " ".join(parts) if _is_meant(parts, known) else ""


def _is_meant(parts: list[str], known: Vocabulary) -> bool:
    """Whether the words are a sentence or a rude one, not a name that falls apart."""
    if any(len(part) < _GRAVE_PART and part in known.words for part in parts):
        return False
    if any(len(part) >= _GRAVE_PART and part in known.words for part in parts):
        return True
    is_bound = not known.binding.isdisjoint(parts)
    shortest = min(map(len, parts))
    if len(parts) > 2:
        longest = sorted((len(part) for part in parts if part in known.telling), reverse=True)
        is_telling = longest[:1] > [5] or longest[1:2] > [3]
        return is_bound or is_telling or shortest > 2 or len(parts) > 3
    if known.telling.issuperset(parts) and shortest > 2:
        return True
    is_telling = any(len(part) > 4 and part in known.telling for part in parts)
    return is_telling and (is_bound or sum(map(len, parts)) >= _NO_COMPOUND)


def _reads_well(parts: list[str], known: Vocabulary) -> bool:
    """Whether single letters stand where they can, and not too many words are tiny."""
    last = len(parts) - 1
    for at, part in enumerate(parts):
        if len(part) > 1 or (part == "i" and at == 0) or (part == "a" and 0 < at < last):
            continue
        if part != "a" or at or parts[1] not in known.words:
            return False
    tiny = [part for part in parts if len(part) < 3]
    letters = sum(map(len, parts))
    return len(tiny) * 2 <= len(parts) or sum(map(len, tiny)) <= letters * _MOST_IN_TINY_WORDS


def _segments(letters: str, known: Vocabulary) -> list[tuple[int, int]]:
    """The words that the letters spell in a row, in the fewest pieces; empty if they don't.

    Words that bind a sentence count less than others: “are a” goes before “area”.
    """
    if len(letters) > _LONGEST_RUN:
        return []
    best: list[tuple[float, int] | None] = [(0.0, 0), *[None] * len(letters)]
    for start in range(len(letters)):
        before = best[start]
        if before is None:
            continue
        for end in range(start + 1, min(start + _LONGEST_PART, len(letters)) + 1):
            cost = _cost(letters[start:end], known)
            known_best = best[end]
            if cost and (known_best is None or before[0] + cost < known_best[0]):
                best[end] = before[0] + cost, start
    return _traced(best)


def _cost(part: str, known: Vocabulary) -> float:
    """What a piece counts; nothing where it is no word."""
    if len(part) == 1:
        return _LETTERS.get(part, 0.0)
    if part not in known.plain:
        return 0.4 if part in known.binding else 0.0
    if part in known.binding:
        return 0.4
    return 0.6 if len(part) == 2 else 0.9 if part in known.telling else 1.0


def _traced(best: list[tuple[float, int] | None]) -> list[tuple[int, int]]:
    parts: list[tuple[int, int]] = []
    end = len(best) - 1
    while end and (last := best[end]):
        parts.append((last[1], end))
        end = last[1]
    return parts[::-1]


def _widely_spaced(match: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    """Whole words spaced out, with wider gaps between them: y o u  f o o l."""
    for word in _SPACED_WORD.finditer(match[0]):
        letters = "".join(char for char in word[0] if char.isalpha())
        yield match.start() + word.start(), match.start() + word.end(), letters
