"""Search with RE2, past what its binding does for every text and only some need."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import re2

_ANYWHERE = re2._Anchor.UNANCHORED
_NOWHERE = (-1, -1)


class Linear(re2._Regexp):  # type: ignore[misc]  # The binding has no types.
    """An expression of RE2's that tells sooner that it holds nowhere, as most do.

    The binding makes a generator and counts letters forth and back for each search, which takes
    longer than RE2 itself. In a text of ASCII, bytes and letters have the same places.
    """

    __slots__ = ()

    def search(self, text: str, pos: int | None = None, endpos: int | None = None) -> Any:
        """The first place where it holds."""
        if pos is not None or endpos is not None:
            return super().search(text, pos, endpos)
        written = text.encode()
        spans = self._regexp.Match(_ANYWHERE, written, 0, len(written))
        if spans[0] == _NOWHERE:
            return None
        if text.isascii():
            return re2._Match(self, text, 0, len(text), spans)
        return super().search(text)

    def _match(
        self, anchor: Any, text: str, pos: int | None = None, endpos: int | None = None
    ) -> Iterator[Any]:
        """Each place where it holds, one behind the other: what all other searches are made of."""
        if not text.isascii():
            found: Iterator[Any] = super()._match(anchor, text, pos, endpos)
            return found
        first = 0 if pos is None else max(0, min(pos, len(text)))
        last = len(text) if endpos is None else max(0, min(endpos, len(text)))
        return self._in_ascii(anchor, text, first, last)

    def _in_ascii(self, anchor: Any, text: str, first: int, last: int) -> Iterator[Any]:
        written = text.encode()
        at = first
        while at <= last:
            spans = self._regexp.Match(anchor, written, at, last)
            if spans[0] == _NOWHERE:
                return
            yield re2._Match(self, text, first, last, spans)
            if at == last:
                return
            # Where nothing matched, the next search begins a letter further on.
            at = at + 1 if at == spans[0][1] else spans[0][1]


def linear(source: str, options: re2.Options | None = None) -> Linear:
    """The expression; raises re2.error where RE2 can't take it."""
    return Linear(source, options or re2.Options())
