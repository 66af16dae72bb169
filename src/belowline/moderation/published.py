"""Know what is public already: what the story and the publisher give, helplines, offices."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache

from belowline.moderation.fold import fold_phrase
from belowline.moderation.linear import Linear, linear
from belowline.moderation.shipped import shipped_text
from belowline.moderation.tables import rows

# Fewer letters and digits are shared by chance.
_SHORTEST = 4
# So many of a number's last digits are the number, with or without its country's code.
_NUMBER_TAIL = 7
_NUMBER = re.compile(r"\+?\(?\d(?:[ ()./\-]{0,3}\d){5,}")
# A story longer than this is searched only this far, which bounds the work.
_LONGEST_STORY = 200_000


class Published:
    """What a reader may repeat because everybody can read or call it anyway."""

    def __init__(self, contacts: Iterable[str]) -> None:
        """`contacts` are the publisher's own, as the policy lists them."""
        self._contacts = tuple(contacts)

    def holds(self, detail: str, story: str) -> bool:
        """Whether a folded detail is a public office's, or stands in the story or the contacts."""
        return _is_public(detail) or any(is_in(detail, known) for known in (story, *self._contacts))

    def holds_number(self, digits: str, story: str) -> bool:
        """The same for a phone number, however its digits are grouped or said."""
        if _without_trunk(digits) in _helplines() or _is_free_to_call(digits):
            return True
        tail = _without_trunk(digits)
        return len(tail) >= _NUMBER_TAIL and any(
            number.endswith(tail) or tail.endswith(number)
            for known in (story, *self._contacts)
            for number in _numbers(known)
        )


def is_in(detail: str, source: str) -> bool:
    """Whether the source holds the detail, whatever signs and spaces stand in either."""
    wanted = bare(detail)
    return len(wanted) >= _SHORTEST and wanted in bare(source)


# Large enough that a comment's many details don't push its story out.
@lru_cache(maxsize=256)
def bare(text: str) -> str:
    """Letters and digits only, so that the same detail in another spelling is the same."""
    folded = fold_phrase(text[:_LONGEST_STORY])
    return "".join(char for char in folded if char.isalnum() or char == "@")


@lru_cache(maxsize=64)
def _numbers(source: str) -> tuple[str, ...]:
    """The phone numbers of a text, digits only, without the 0 or 00 before them."""
    found = (
        re.sub(r"\(0\)|\D", "", match[0]) for match in _NUMBER.finditer(source[:_LONGEST_STORY])
    )
    bare_numbers = (_without_trunk(digits) for digits in found)
    return tuple(digits for digits in bare_numbers if len(digits) >= _NUMBER_TAIL)


def _without_trunk(digits: str) -> str:
    return digits.lstrip("0") or digits


@cache
def _helplines() -> frozenset[str]:
    return frozenset(_without_trunk(row[0]) for row in rows("helplines.tsv"))


@cache
def _public() -> tuple[Linear, Linear]:
    table = tomllib.loads(shipped_text("personal_data.toml"))["public"]
    return linear("|".join(table["patterns"])), linear("|".join(table["free_to_call"]))


def _is_public(detail: str) -> bool:
    return _public()[0].search(detail) is not None


def _is_free_to_call(digits: str) -> bool:
    """Nobody's private phone is free to call."""
    return _public()[1].search(digits) is not None
