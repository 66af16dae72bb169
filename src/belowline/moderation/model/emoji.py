"""Put words in the place of emoji, with the place each word came from."""

from __future__ import annotations

import re
from functools import cache

from belowline.moderation.tables import rows
from belowline.moderation.text import View

_REGIONAL = range(0x1F1E6, 0x1F1E6 + 26)
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")


def in_words(view: View) -> tuple[str, list[int] | None]:
    """The view's text with emoji named, and the view's place of each character.

    None for the places where the text is the view's own, letter for letter.
    """
    if view.typed.isascii() or not _may_have_names(view):
        return view.text, None
    pieces: list[str] = []
    places: list[int] = []
    skipped = -1
    for at, char in enumerate(view.text):
        if at <= skipped:
            continue
        named, length = _named(view, at, char)
        skipped = at + length - 1
        piece = f" {named} " if named else char
        pieces.append(piece)
        places.extend([at] * len(piece))
    return "".join(pieces), places


def _may_have_names(view: View) -> bool:
    """Whether a sign with a name stands there, or one that is half of a flag."""
    return not _names().keys().isdisjoint(view.text) or _FLAG.search(view.typed) is not None


def _named(view: View, at: int, char: str) -> tuple[str, int]:
    """The words for the sign at a place of the view and how many characters it takes."""
    if char.isascii() and not char.isalpha():
        return "", 1
    start, end = view.span(at, at + 1)
    sign = view.typed[start : start + 1]
    if ord(sign) in _REGIONAL and at + 1 < len(view.text):
        pair = sign + view.typed[end : end + 1]
        if found := _names().get(pair):
            return found, 2
    return _names().get(char, ""), 1


@cache
def _names() -> dict[str, str]:
    return {sign: words for sign, words in rows("emoji.tsv")}
