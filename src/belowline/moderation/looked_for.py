"""Collect the words that the engine's patterns look for: what an evader must disguise."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from belowline.moderation.shipped import shipped_text

_FILES = (
    "threats",
    "harm",
    "veiled",
    "hate",
    "groups",
    "crude",
    "insults",
    "contempt",
    "spam",
    "inquiries",
    "whereabouts",
    "personal_data",
)
# Names, reasons and what follows # are for people.
_TOLD = re.compile(r"(?m)^(?:#|name|reason|clause|severity).*$")
# \b ends a word; \w and its kind go on with it.
_EDGE = re.compile(r"\\b")
_ESCAPE = re.compile(r"\\[a-zA-Z]\S?")
# A run of letters that is a word as it stands; a ? behind makes its last letter optional.
_WORD = re.compile(
    r"(?<![)\]?(\[{\w])([a-z]{3,})(\??)(?![\w(\[*+{])|(?<=[(|:])([a-z]{3,})(\??)(?=[|)])"
)
_PIECE = re.compile(r"[a-z]{4,}")


@cache
def looked_for() -> frozenset[str]:
    """The words that stand whole in the patterns."""
    found = [match.groups("") for match in _WORD.finditer(_source())]
    words = {(first or second, one or other) for first, one, second, other in found}
    optional = {word[:-1] for word, mark in words if mark}
    return frozenset({word for word, _ in words} | optional)


@cache
def pieces() -> frozenset[str]:
    """Every run of letters in the patterns: whole words, and pieces of words."""
    return frozenset(_PIECE.findall(_source()))


@cache
def how_often() -> Counter[str]:
    """How often each run of letters stands in the patterns."""
    return Counter(_PIECE.findall(_source()))


@cache
def _source() -> str:
    """All patterns in a row, what is for people left out."""
    texts = "\n".join(shipped_text(f"{name}.toml") for name in _FILES)
    return _ESCAPE.sub("(", _EDGE.sub(" ", _TOLD.sub("", texts)))
