"""Write a word list as the engine's data files have it: as many words in a line as fit."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

_WIDTH = 100


def in_lines(words: Iterable[str]) -> str:
    """Return the words in order, in lines of at most a hundred characters, none of them broken."""
    return textwrap.fill(" ".join(words), _WIDTH, break_long_words=False, break_on_hyphens=False)
