"""Judge by the words around a detail whose it is: a person's, a public office's, nobody's."""

from __future__ import annotations

import tomllib
from functools import cache

from belowline.moderation.linear import Linear, linear
from belowline.moderation.shipped import shipped_text

# How far before and behind a detail the words that say whose it is may stand.
_BEFORE, _BEHIND = 90, 60


def gravity(text: str, start: int, end: int) -> str:
    """Graver where the words around speak of a person it belongs to, or say to use it."""
    return "reject" if _is("person", around(text, start, end)) else "grave"


def is_office(text: str, start: int, end: int) -> bool:
    """Whether it is said to be a public office's, and nobody's private life is near it."""
    near = around(text, start, end)
    return _is("office", near) and not _is("private", near)


def is_called(text: str, start: int, end: int) -> bool:
    """Whether the words around say that it is a number to call."""
    return _is("call", around(text, start, end, 60, 40))


def is_dialled(text: str, start: int) -> bool:
    """Whether the words right before it are those before a phone number: “call her on …”."""
    return _is("dialled", text[max(0, start - 30) : start])


def is_somebodys(text: str, start: int, end: int) -> bool:
    """Whether the words right before or behind speak of him or her."""
    return _is("somebody", around(text, start, end, 25, 15))


def is_past(text: str, start: int, end: int) -> bool:
    """Whether the words around tell of a time long ago."""
    near = around(text, start, end)
    return _is("past", near) and not _is("present", near)


def around(text: str, start: int, end: int, before: int = _BEFORE, behind: int = _BEHIND) -> str:
    """The words near a place, without what stands there."""
    return f"{text[max(0, start - before) : start]} {text[end : end + behind]}"


def _is(name: str, text: str) -> bool:
    return _words()[name].search(text) is not None


@cache
def _words() -> dict[str, Linear]:
    table = tomllib.loads(shipped_text("surroundings.toml"))
    return {name: linear("|".join(parts)) for name, parts in table.items()}
