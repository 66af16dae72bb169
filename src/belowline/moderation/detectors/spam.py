"""Look for the wording of advertisements."""

from __future__ import annotations

from collections.abc import Iterable

from belowline.moderation.facts import Facts
from belowline.moderation.patterns import PatternTable
from belowline.moderation.ruling import Finding
from belowline.moderation.text import View


class Spam:
    """Shapes of sentences that sell; quoting one is no reason to leave it there to be followed."""

    name = "spam"

    def __init__(self, table: PatternTable) -> None:
        self._table = table

    def find(self, facts: Facts, view: View) -> Iterable[Finding]:
        """One finding for each shape that holds somewhere."""
        for pattern, start, end in self._table.search(view):
            first, last = view.span(start, end)
            seen = " ".join(view.typed[first:last].split())
            reason = pattern.reason.format(seen=seen)
            yield Finding("spam", pattern.score, first, last, self.name, reason)
