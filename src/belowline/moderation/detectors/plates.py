"""Look for licence plates, near words for a vehicle or a sighting."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator

from belowline.moderation.facts import Facts
from belowline.moderation.linear import linear
from belowline.moderation.overlaps import gravest_apart
from belowline.moderation.published import Published
from belowline.moderation.ruling import Finding
from belowline.moderation.tables import scores
from belowline.moderation.text import View

# How far a word for a vehicle may stand from what has the shape of a plate.
_VEHICLE_REACH = 80
# How far before a plate it may be called one.
_NAME_REACH = 40
_SHORTEST_NAMED = 5
# Letters and digits side by side, or with a hyphen or space between.
_MIXED = linear(r"[a-z][ -]?[0-9]|[0-9][ -]?[a-z]")


class Plates:
    """The plate of somebody's car leads to its owner, and shows where they are."""

    name = "plates"

    def __init__(self, table: str, published: Published) -> None:
        raw = tomllib.loads(table)
        self._shape = linear("|".join(raw["shape"].values()))
        self._named = linear(f"{raw['context']['named']}({raw['loose']['any']})")
        self._vehicle = linear(raw["context"]["vehicle"])
        self._not_plate = linear(raw["context"]["not_plate"])
        self._not_letters = linear(raw["context"]["not_letters"])
        self._reason: str = raw["reason"]["plate"]
        self._published = published

    def find(self, facts: Facts, view: View) -> Iterable[Finding]:
        """One finding for each plate that the story doesn't give."""
        written = view.as_written
        if not _MIXED.search(written.text):
            return ()
        return gravest_apart(self._findings(facts, written))

    def _findings(self, facts: Facts, view: View) -> Iterator[Finding]:
        for start, end in self._plates(view):
            if not self._published.holds(view.text[start:end], facts.story):
                span = view.span(start, end)
                yield Finding("doxing", scores("severity")["grave"], *span, self.name, self._reason)

    def _plates(self, view: View) -> Iterator[tuple[int, int]]:
        for match in self._shape.finditer(view.cased):
            start, end = match.span()
            near = view.text[max(0, start - _VEHICLE_REACH) : end + _VEHICLE_REACH]
            before = view.text[max(0, start - _NAME_REACH) : start]
            is_plate = self._vehicle.search(near) and not self._not_plate.search(before)
            if is_plate and not self._not_letters.search(match[0]):
                yield start, end
        yield from self._named_plates(view)

    def _named_plates(self, view: View) -> Iterator[tuple[int, int]]:
        """Behind “reg” and the like whatever mixes letters and digits is a plate."""
        for match in self._named.finditer(view.text):
            plate = match[1]
            is_mixed = _MIXED.search(plate) and len(plate) >= _SHORTEST_NAMED
            if is_mixed and not self._not_letters.search(plate):
                yield match.span(1)
