"""Compile expressions that share word lists, in time linear in the text."""

from __future__ import annotations

import re
from collections.abc import Mapping

import re2

from belowline.moderation.linear import Linear, linear

_SLOT = re.compile(r"\{([a-z_]+)\}")
# RE2 falls back to a slower search when its automaton outgrows this; it never fails to answer.
_MEMORY = 64 << 20


def compiled_shapes(
    shapes: Mapping[str, str | list[str]], words: Mapping[str, str | list[str]]
) -> dict[str, Linear]:
    """Each shape compiled, its {slots} filled with the word lists; a list is one or the other."""
    lists: dict[str, str] = {}
    for name, listed in words.items():
        lists[name] = f"(?:{filled(listed, lists)})"
    return {name: compiled(filled(shape, lists)) for name, shape in shapes.items()}


def filled(source: str | list[str], lists: Mapping[str, str]) -> str:
    """The source with word lists for its {slots}; a list of sources is one or the other."""
    whole = source if isinstance(source, str) else "|".join(source)
    return _SLOT.sub(lambda slot: lists[slot[1]], whole)


def compiled(source: str) -> Linear:
    """The expression, with memory enough for word lists."""
    return linear(source, roomy())


def roomy() -> re2.Options:
    """Options with memory enough for word lists."""
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    return options
