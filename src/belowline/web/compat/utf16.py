"""Count a text as UTF-16 does, as JavaScript and Java index it."""

from __future__ import annotations

from itertools import accumulate


class Utf16:
    """The way from offsets in code points to offsets in UTF-16 code units."""

    def __init__(self, text: str) -> None:
        self._starts: list[int] | None = None
        if not text.isascii() and any(char > "\uffff" for char in text):
            self._starts = [0, *accumulate(2 if char > "\uffff" else 1 for char in text)]

    def at(self, offset: int) -> int:
        """The UTF-16 offset of a code point."""
        return offset if self._starts is None else self._starts[offset]
