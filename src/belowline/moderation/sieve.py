"""Tell of many patterns in one pass which of them may hold in a text at all."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import re2

from belowline.moderation.shapes import roomy

# Detectors ask one after the other about the same text, and several texts are ruled on at once.
_TEXTS = 16

_Patterns = tuple[str, ...]


class Sieve:
    """The patterns of several detectors, each of which has a lot of its own.

    It looks for pieces of letters without which a pattern can't hold. A pass for all lots costs
    little more than one for a few: what takes time is to have the automaton at hand.
    """

    def __init__(self) -> None:
        self._lots: dict[_Patterns, _Patterns] = {}
        self._made: _Made | None = None

    def lot(self, patterns: Sequence[str]) -> Lot:
        """A lot of these patterns; of the same ones there is but one."""
        key = tuple(patterns)
        return Lot(self, self._lots.setdefault(key, key))

    def likely(self, lot: _Patterns, text: str) -> list[int]:
        """Which of a lot may hold in a folded text, in order; what isn't named can't."""
        made = self.made()
        places = made.places[lot]
        return [at - places.start for at in made.likely(text) if at in places]

    def made(self) -> _Made:
        """What looks for all lots that there are, made where there is a new one.

        Where two make it at the same time, both make the same.
        """
        made = self._made
        if made is None or len(made.places) < len(self._lots):
            made = self._made = _Made(tuple(self._lots))
        return made


class Lot:
    """The patterns of one detector in a sieve."""

    def __init__(self, sieve: Sieve, patterns: _Patterns) -> None:
        self._sieve = sieve
        self._patterns = patterns

    def likely(self, text: str) -> list[int]:
        """Which of them may hold in a folded text, in order; what isn't named can't."""
        return self._sieve.likely(self._patterns, text)


class _Made:
    """The filter of some lots, and where each of them has its patterns among all."""

    def __init__(self, lots: Sequence[_Patterns]) -> None:
        self.places: dict[_Patterns, range] = {}
        self._filter = re2.Filter()
        first = 0
        for lot in lots:
            for pattern in lot:
                self._filter.Add(pattern, roomy())
            self.places[lot] = range(first, first + len(lot))
            first += len(lot)
        self._filter.Compile()
        self.likely = lru_cache(maxsize=_TEXTS)(self._likely)

    def _likely(self, text: str) -> Sequence[int]:
        return sorted(self._filter.Match(text, potential=True) or ())
