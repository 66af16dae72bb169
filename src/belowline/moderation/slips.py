"""Read words in which letters are drawn out, doubled, swapped or left out."""

from __future__ import annotations

import re
from itertools import islice, product

from belowline.moderation.vocabulary import Vocabulary

_RUN = re.compile(r"(.)\1+")
_LONG_RUN = re.compile(r"(.)\1{2,}")
# A word with more runs of letters than this is a scream, not a word.
_MOST_RUNS = 4
_MOST_READINGS = 2**_MOST_RUNS
# Of shorter words too many others are a letter away.
_SHORTEST_SWAPPED = 4
_SHORTEST_CUT = 4
# A longer word is like no other.
_LONG = 6


def squeezed(word: str, known: Vocabulary) -> str:
    """The word with its drawn-out letters written twice or once, where that is a word.

    Two of a letter are ordinary (“Woops” isn't a slur), so they shrink only in longer words, and
    only to telling ones.
    """
    if not _RUN.search(word):
        return ""
    if _LONG_RUN.search(word):
        return next((each for each in _readings(word) if each in known.plain), "")
    return next((each for each in _readings(word) if len(each) > 4 and each in known.telling), "")


def _readings(word: str) -> islice[str]:
    """The word with each run of a letter written twice or once, twice first."""
    parts: list[tuple[str, ...]] = []
    at = 0
    for run in _RUN.finditer(word):
        parts += [(word[at : run.start()],), (run[1] * 2, run[1])]
        at = run.end()
    return islice(map("".join, product(*parts, (word[at:],))), _MOST_READINGS)


def slipped(word: str, known: Vocabulary, *, is_name: bool = False) -> str:
    """The word of which two inner letters changed places or one is missing.

    Of short words only telling ones are meant, and of a name only grave ones.
    """
    grave = known.words
    telling, plain = (grave, grave) if is_name else (known.telling, known.plain)
    return (
        _swapped(word, grave)
        # Of four letters too many words are a letter short.
        or (len(word) > _SHORTEST_CUT and _cut(word, known, grave))
        or _swapped(word, plain if len(word) >= _LONG else telling)
        or _cut(word, known, plain if len(word) + 1 >= _LONG else telling)
        or ""
    )


def _swapped(word: str, wanted: frozenset[str]) -> str:
    if len(word) < _SHORTEST_SWAPPED:
        return ""
    # The last two letters of four are half the word.
    last = len(word) - (2 if len(word) == _SHORTEST_SWAPPED else 1)
    for at in range(1, last):
        other = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        if other in wanted:
            return other
    return ""


def _cut(word: str, known: Vocabulary, wanted: frozenset[str]) -> str:
    if len(word) < _SHORTEST_CUT:
        return ""
    shape = (len(word) + 1, word[0], word[-1])
    others = known.shaped.get(shape, ())
    return next((each for each in others if each in wanted and _lacks_one(word, each)), "")


def _lacks_one(word: str, other: str) -> bool:
    at = 0
    while at < len(word) and word[at] == other[at]:
        at += 1
    return word[at:] == other[at + 1 :]
