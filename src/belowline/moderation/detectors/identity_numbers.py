"""Look for the numbers of identity papers, bank accounts and payment cards."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from belowline.moderation.check_digits import is_card, is_iban
from belowline.moderation.facts import Facts
from belowline.moderation.linear import Linear, linear
from belowline.moderation.national_ids import NATIONAL_IDS
from belowline.moderation.overlaps import gravest_apart
from belowline.moderation.published import Published
from belowline.moderation.ruling import Finding
from belowline.moderation.shapes import compiled_shapes
from belowline.moderation.tables import scores
from belowline.moderation.text import View

_CHECKS: dict[str, Callable[[str], bool]] = {"card": is_card, "iban": is_iban, **NATIONAL_IDS}
# No identity number has fewer digits.
_LONG_NUMBER = linear(
    r"\d(?:[ .\-/]?[a-z]{0,2}[ .\-/]?\d){4}|\d{2}[./ -]\w{1,9}[./ -]\d{2}|[a-z]{5}\d{4}"
)
_YEARS = linear(r"(?:1[5-9]|20)\d\d[ \-/–.]+(?:(?:1[5-9]|20)\d\d|\d\d\b)")


@dataclass(frozen=True, slots=True)
class _Number:
    """One kind: how it looks, how it looks after its name, and what proves it without one."""

    kind: str
    severity: str
    reason: str
    named: Linear
    alone: Linear | None


class IdentityNumbers:
    """Numbers by which somebody could be impersonated, one's own included."""

    name = "identity_numbers"

    def __init__(self, table: str, published: Published) -> None:
        raw = tomllib.loads(table)
        self._numbers = tuple(_number(entry, raw["words"]) for entry in raw["number"])
        self._published = published

    def find(self, facts: Facts, view: View) -> Iterable[Finding]:
        """One finding for each number that the story doesn't give."""
        written = view.as_written
        if not _LONG_NUMBER.search(written.text):
            return ()
        return gravest_apart(self._findings(facts, written))

    def _findings(self, facts: Facts, view: View) -> Iterator[Finding]:
        for number in self._numbers:
            for start, end in _places(number, view.text):
                if self._published.holds(view.text[start:end], facts.story):
                    continue
                first, last = view.span(start, end)
                score = scores("severity")[number.severity]
                yield Finding("doxing", score, first, last, self.name, number.reason)


def _number(entry: dict[str, Any], words: dict[str, str]) -> _Number:
    called, shape = entry["called"], entry["shape"]
    named = rf"\b{called}\b{{is}}({shape})|({shape})[ ,:]*{{that_is}}{called}\b"
    alone = entry.get("dashed", shape)
    shapes = compiled_shapes({"named": named, "alone": alone}, words)
    return _Number(
        kind=entry["kind"],
        severity=entry.get("severity", "severe"),
        reason=entry["reason"],
        named=shapes["named"],
        alone=shapes["alone"] if entry.get("proves", False) else None,
    )


def _places(number: _Number, text: str) -> Iterator[tuple[int, int]]:
    for match in number.named.finditer(text):
        group = 1 if match[1] is not None else 2
        if _is_filled_in(match[group]) and not _YEARS.match(match[group]):
            yield match.span(group)
    if number.alone is None:
        return
    check = _CHECKS[number.kind]
    for match in number.alone.finditer(text):
        if check(match[0]):
            yield match.span()


def _is_filled_in(written: str) -> bool:
    """Whether there are enough different digits in it: 0000 0000 is a blank form."""
    digits = [char for char in written if char.isdigit()]
    is_long = len(digits) >= 5 or (len(digits) == 4 and len(written) >= 9)
    return is_long and len(set(digits)) > 2
