"""Vary comments as readers do: misspelt, padded with pleasantries, under other stories."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from training.labels import LABELS
from training.rows import Row

# How often each variation is made. Few enough that most of what is learnt is as it was written.
MISSPELT = 0.12
PADDED = 0.10
UNDER_ANOTHER_STORY = 0.15
WITHOUT_SURROUNDINGS = 0.35
# The authors whose labels hang on the story or the parent comment: their rows keep theirs.
_BOUND_TO_CONTEXT = frozenset(
    {"quist", "sato", "rossi", "abara", "lund", "tanaka", "ferreira", "varga"}
)
# Longer ones are not padded: they are read in windows anyway.
_SHORT = 400


@dataclass(frozen=True, slots=True)
class Material:
    """What variations are made of: harmless sentences, and surroundings of our own comments."""

    harmless: Sequence[str]
    stories: Sequence[str]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Material:
        """Return the material that the rows hold."""
        clean = [
            row.text
            for row in rows
            if row.source in {"written", "harmless_parts"}
            and not row.story
            and len(row.text) < 160
            and all(row.labels.get(label, 0.0) < 0.1 for label in LABELS)
        ]
        return cls(clean, sorted({row.story for row in rows if row.story}))


def varied(row: Row, material: Material, chance: random.Random) -> Row:
    """Return the row, or one that must be judged the same."""
    row = _surrounded(row, material, chance)
    if row.spans is None and len(row.text) < _SHORT and chance.random() < PADDED:
        row = _padded(row, material, chance)
    if row.spans is None and chance.random() < MISSPELT:
        row = replace(row, text=misspelt(row.text, chance))
    return row


def _surrounded(row: Row, material: Material, chance: random.Random) -> Row:
    if row.kind in _BOUND_TO_CONTEXT:
        return row
    if (row.story or row.parent) and chance.random() < WITHOUT_SURROUNDINGS:
        return replace(row, story="", parent="")
    if not row.story and material.stories and chance.random() < UNDER_ANOTHER_STORY:
        return replace(row, story=chance.choice(material.stories))
    return row


def _padded(row: Row, material: Material, chance: random.Random) -> Row:
    extra = chance.choice(material.harmless)
    parts = [row.text, extra] if chance.random() < 0.5 else [extra, row.text]
    return replace(row, text=chance.choice((" ", "\n", " … ")).join(parts))


def misspelt(text: str, chance: random.Random) -> str:
    """Return the text with one word in six, at least one, misspelt in one of six ways."""
    words = text.split(" ")
    long_ones = [at for at, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    if not long_ones:
        return text
    for at in chance.sample(long_ones, max(1, len(long_ones) // 6)):
        words[at] = chance.choice(_WAYS)(words[at], chance)
    spoilt = " ".join(words)
    if chance.random() < 0.25 and (gap := spoilt.find(" ", chance.randrange(len(spoilt)))) > 0:
        spoilt = spoilt[:gap] + spoilt[gap + 1 :]
    return spoilt


def _swapped(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _dropped(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word))
    return word[:at] + word[at + 1 :]


def _doubled(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    return word[:at] + word[at] * chance.randint(2, 3) + word[at + 1 :]


def _split(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word))
    return word[:at] + chance.choice(" .-_") + word[at:]


def _spaced(word: str, _: random.Random) -> str:
    return " ".join(word)


def _leet(word: str, chance: random.Random) -> str:
    signs = {"a": "4@", "e": "3", "i": "1!", "o": "0", "s": "5$", "t": "7"}
    return "".join(
        chance.choice(signs[char]) if char in signs and chance.random() < 0.6 else char
        for char in word
    )


_WAYS: tuple[Callable[[str, random.Random], str], ...] = (
    _swapped,
    _swapped,
    _dropped,
    _dropped,
    _doubled,
    _split,
    _spaced,
    _leet,
)
