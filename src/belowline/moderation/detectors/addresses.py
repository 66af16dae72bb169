"""Look for postal addresses, and for places given in figures, where a private person may live."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator

from belowline.moderation.facts import Facts
from belowline.moderation.linear import linear
from belowline.moderation.overlaps import gravest_apart
from belowline.moderation.published import Published
from belowline.moderation.ruling import Finding
from belowline.moderation.shapes import compiled_shapes
from belowline.moderation.surroundings import around, gravity, is_past
from belowline.moderation.tables import scores
from belowline.moderation.text import View

_FIGURE = linear(r"[0-9]|///|s/n")
# How far around an address it may be said what stands there.
_PREMISES_REACH = 110


class Addresses:
    """Where somebody's door is; what the story prints and public offices are left alone."""

    name = "addresses"

    def __init__(self, table: str, published: Published) -> None:
        raw = tomllib.loads(table)
        self._shapes = compiled_shapes(raw["shape"], raw["words"])
        self._places = compiled_shapes(raw["place"], raw["words"])
        self._any = linear("|".join(shape.pattern for shape in self._shapes.values()))
        self._words = {name: linear("|".join(ps)) for name, ps in raw["context"].items()}
        self._reasons: dict[str, str] = raw["reason"]
        self._public = linear("|".join(raw["public"]["patterns"]))
        self._published = published

    def find(self, facts: Facts, view: View) -> Iterable[Finding]:
        """One finding for each address or place that is not public already."""
        written = view.as_written
        if not _FIGURE.search(written.text):
            return ()
        return gravest_apart(self._findings(facts, written))

    def _findings(self, facts: Facts, view: View) -> Iterator[Finding]:
        for kind, level, start, end in self._details(view):
            if self._published.holds(view.text[start:end], facts.story):
                continue
            first, last = view.span(start, end)
            score = scores("severity")[level]
            yield Finding("doxing", score, first, last, self.name, self._reasons[kind])

    def _details(self, view: View) -> Iterator[tuple[str, str, int, int]]:
        for kind, shape in self._places.items():
            for match in shape.finditer(view.cased):
                if _is_place(kind, match[0]):
                    yield "place", gravity(view.text, *match.span()), *match.span()
        if not self._any.search(view.cased):
            return
        for shape in self._shapes.values():
            for match in shape.finditer(view.cased):
                if self._is_address(view.cased, *match.span()):
                    yield "address", self._level(view.text, *match.span()), *match.span()

    def _is_address(self, text: str, start: int, end: int) -> bool:
        """“3 points behind 1st place” has the shape of an address, but nothing of its sense."""
        written = text[start:end]
        if self._words["not_address"].search(written) or self._words["not_number"].search(written):
            return False
        return not self._public.search(text[max(0, start - 10) : end + 20])

    def _level(self, text: str, start: int, end: int) -> str:
        """A home is graver than a house; a shop's address and a house of old are harmless."""
        near = around(text, start, end, _PREMISES_REACH, _PREMISES_REACH)
        if is_past(text, start, end):
            return "trace"
        if self._words["premises"].search(near) and not self._words["home"].search(near):
            return "trace"
        return gravity(text, start, end)


def _is_place(kind: str, written: str) -> bool:
    """A plus code has letters: 2345+67 is a sum."""
    return kind != "plus_code" or any(char.isalpha() for char in written.partition(",")[0][:11])
