"""Searching past RE2's own binding finds what the binding finds, in the same places."""

from __future__ import annotations

import pytest
import re2

from belowline.moderation.linear import linear

SHAPES = (r"\bthe\b", r"(a)|(b)(c)?", r"x*", r"[^\s]+@[a-z]+", r"é+", r"\d", r"^b|c$", "")
TEXTS = ("", "abc the ABC", "xxaxx", "dana@example", "été d’été", "„the“ 12", "b\nc", "bc" * 20)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("text", TEXTS)
def test_what_is_found_is_what_the_binding_finds(shape: str, text: str) -> None:
    ours, theirs = linear(shape), re2.compile(shape)
    places = [None, 0, 1, len(text), len(text) + 3]
    for first in places:
        for last in places:
            assert _told(ours.finditer(text, first, last)) == _told(
                theirs.finditer(text, first, last)
            )
            for look in ("search", "match", "fullmatch"):
                found, wanted = (getattr(each, look)(text, first, last) for each in (ours, theirs))
                assert _told([found] if found else []) == _told([wanted] if wanted else [])
    assert ours.sub("-", text) == theirs.sub("-", text)
    assert ours.findall(text) == theirs.findall(text)


def _told(found) -> list[object]:  # type: ignore[no-untyped-def]
    return [(each.span(), each.groups(), each[0], each.pos, each.endpos) for each in found]


def test_half_a_character_is_refused_as_by_the_binding() -> None:
    for shape in (linear("x"), re2.compile("x")):
        with pytest.raises(UnicodeEncodeError):
            shape.search("\ud800x")
