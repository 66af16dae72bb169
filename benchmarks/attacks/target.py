"""Find what an evader would disguise: the words of a comment that the engine's findings mark."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

# Words that stand everywhere; nobody hides these.
_PLAIN = frozenset(Path(__file__).with_name("plain_words.txt").read_text("utf-8").split())
# What is in disguise already, or half of a contraction, is left as it is.
_WORD = re.compile(r"(?<![\w*$@#'’])[A-Za-z]{3,}(?![\w*$@#]|['’]\w)")
_SHORT = 4
# A link or an address in disguise leads nowhere.
_ADDRESS = re.compile(r"\S*\w[.@/]\w\S*")


@dataclass(frozen=True, slots=True)
class Target:
    """A comment, the stretches that the engine marked in it, and the key words among them."""

    text: str
    marked: tuple[tuple[int, int], ...]
    words: tuple[tuple[int, int], ...]


Attack = Callable[[Target, random.Random], str]
Change = Callable[[str, random.Random], str]


def target(text: str, marked: Iterable[tuple[int, int]]) -> Target:
    """The comment with its key words: in each marked stretch those that say what it is."""
    stretches = tuple(sorted(set(marked)))
    words = {word for stretch in stretches for word in _key_words(text, *stretch)}
    return Target(text, stretches, tuple(sorted(words)))


def _key_words(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Its words of four letters and more, common ones left out; else what words there are."""
    addresses = {at for match in _ADDRESS.finditer(text) for at in range(*match.span())}
    spans = (match.span() for match in _WORD.finditer(text, start, end))
    found = [(first, last) for first, last in spans if first not in addresses]
    telling = [
        (first, last)
        for first, last in found
        if last - first >= _SHORT and text[first:last].lower() not in _PLAIN
    ]
    return telling or found


def replaced(text: str, changes: Iterable[tuple[int, int, str]]) -> str:
    """The text with each stretch changed; stretches must not overlap."""
    for start, end, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def on_key_words(change: Change, *, least: int = 0) -> Attack:
    """The attack that changes every key word in its own way.

    Words of fewer than `least` letters are left: the change would make others of them.
    """

    def attack(aimed: Target, chance: random.Random) -> str:
        long = ((start, end) for start, end in aimed.words if end - start >= least)
        words = ((start, end, aimed.text[start:end]) for start, end in long)
        changes = [(start, end, change(word, chance)) for start, end, word in words]
        return replaced(aimed.text, changes)

    return attack
