"""Look for comments that tell strangers where a private person is to be found."""

from __future__ import annotations

import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from belowline.moderation.facts import Facts
from belowline.moderation.fold import fold_phrase
from belowline.moderation.linear import Linear
from belowline.moderation.published import is_in
from belowline.moderation.ruling import Finding
from belowline.moderation.shapes import compiled_shapes
from belowline.moderation.sieve import Sieve
from belowline.moderation.tables import scores
from belowline.moderation.text import View

# So many sentences before and behind a place count with it, and no more of them than this.
_NEIGHBOURS = 1
_REACH = 200
# So often is each cue looked at; with fewer, a long text's beginning would hide its end.
_MOST_CUES = 500


@dataclass(frozen=True, slots=True)
class _Cue:
    """One kind of hint and how much it says; `named` ones don't count where the story has them."""

    name: str
    points: float
    is_place: bool
    is_person: bool
    is_named: bool
    of_parent: bool
    shape: Linear
    unless: Linear | None


@dataclass(frozen=True, slots=True)
class _Seen:
    cue: _Cue
    start: int
    end: int


class Whereabouts:
    """Who, where, when and a call to go there, weighed together: no single word decides."""

    name = "whereabouts"

    def __init__(self, table: str, sieve: Sieve | None = None) -> None:
        """`sieve` may be other detectors' too."""
        raw = tomllib.loads(table)
        self._cues = {cue.name: cue for cue in _cues(raw)}
        self._own = [cue for cue in self._cues.values() if not cue.of_parent]
        self._lot = (sieve or Sieve()).lot([cue.shape.pattern for cue in self._own])
        self._threshold: dict[str, float] = raw["threshold"]
        self._reasons: dict[str, str] = raw["reason"]

    def find(self, facts: Facts, view: View) -> Iterable[Finding]:
        """At most one finding: the part of the comment that tells most."""
        # A name is told by how it is spelled, a word in disguise by what it says.
        spellings = {id(each): each for each in (view.as_written, view)}.values()
        found = [self._most(facts, each) for each in spellings]
        (total, near), spelling = max(
            zip(found, spellings, strict=True), key=lambda pair: pair[0][0]
        )
        if total >= self._threshold["hold"]:
            yield self._finding(spelling, total, near)

    def _most(self, facts: Facts, view: View) -> tuple[float, list[_Seen]]:
        """How much the part that tells most tells, and what stands there."""
        seen = sorted(self._seen(view, facts.story), key=lambda found: found.start)
        asked = [cue.points for cue in self._parent_cues(facts.parent)] if seen else []
        best: tuple[float, list[_Seen]] = (0.0, [])
        for near in _together(view, seen):
            if asked or any(found.cue.is_person for found in near):
                total = sum({found.cue.name: found.cue.points for found in near}.values())
                best = max(best, (total + sum(asked), near), key=lambda pair: pair[0])
        return best

    def _seen(self, view: View, story: str) -> Iterator[_Seen]:
        text = view.cased
        for cue in self._own_cues(text, view.text):
            for match in islice(cue.shape.finditer(text), _MOST_CUES):
                if not _is_void(cue, match[0], story):
                    yield _Seen(cue, *match.span())

    def _parent_cues(self, parent: str) -> Iterator[_Cue]:
        """What the comment before asks for makes an answer of what would say little alone."""
        for cue in self._cues.values():
            if cue.of_parent and parent and cue.shape.search(fold_phrase(parent)):
                yield cue

    def _own_cues(self, text: str, small: str) -> list[_Cue]:
        """The cues that hold somewhere in the text; none of them where there is no place.

        `small` is the text in small letters.
        """
        # One search for all at once builds its automaton anew for nearly every text; each alone
        # has soon seen all of its own.
        likely = [self._own[at] for at in self._lot.likely(small)]
        places = [cue for cue in likely if cue.is_place and cue.shape.search(text)]
        if not places:
            return []
        others = (cue for cue in likely if not cue.is_place)
        return [*places, *(cue for cue in others if cue.shape.search(text))]

    def _finding(self, view: View, total: float, near: list[_Seen]) -> Finding:
        told = [found for found in near if found.cue.points > 0]
        span = view.span(min(f.start for f in told), max(f.end for f in told))
        is_sent = any(found.cue.name in ("sent", "hinted") for found in told)
        level = "reject" if total >= self._threshold["reject"] else "hold"
        reason = self._reasons["sent" if is_sent else "told"]
        return Finding("doxing", scores("severity")[level], *span, self.name, reason)


def _is_void(cue: _Cue, written: str, story: str) -> bool:
    """Whether the words mean something else after all, or the story has the same name."""
    if cue.unless is not None and cue.unless.search(written):
        return True
    return cue.is_named and is_in(written, story)


def _together(view: View, seen: list[_Seen]) -> Iterator[list[_Seen]]:
    """For each place the cues that stand with it; `seen` is in the order of the text."""
    starts = [found.start for found in seen]
    for place in seen:
        if place.cue.is_place:
            first, last = _stretch(view, place)
            around = seen[bisect_left(starts, first) : bisect_left(starts, last)]
            # What began before the stretch and reaches into it is no longer than a sentence.
            yield around if place in around else [*around, place]


def _stretch(view: View, place: _Seen) -> tuple[int, int]:
    """The sentences that stand together with a place."""
    starts = view.sentence_starts
    at = bisect_right(starts, place.start) - 1
    first = starts[max(0, at - _NEIGHBOURS)]
    behind = at + _NEIGHBOURS + 1
    last = starts[behind] if behind < len(starts) else len(view.text)
    return max(first, place.start - _REACH), min(last, place.end + _REACH)


def _cues(raw: dict[str, Any]) -> Iterator[_Cue]:
    table: dict[str, dict[str, Any]] = raw["cue"]
    shapes = compiled_shapes({name: cue["match"] for name, cue in table.items()}, raw["words"])
    void = {name: cue["unless"] for name, cue in table.items() if "unless" in cue}
    unless = compiled_shapes(void, raw["words"])
    for name, cue in table.items():
        yield _Cue(
            name=name,
            points=cue["points"],
            is_place=cue.get("place", False),
            is_person=cue.get("person", False),
            is_named=cue.get("named", False),
            of_parent=cue.get("of_parent", False),
            shape=shapes[name],
            unless=unless.get(name),
        )
