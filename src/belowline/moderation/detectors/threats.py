"""Look for threats, wishes of harm and calls for violence."""

from __future__ import annotations

from collections.abc import Iterable

from belowline.moderation.facts import Facts
from belowline.moderation.patterns import PatternTable
from belowline.moderation.ruling import Finding
from belowline.moderation.text import View


class Threats:
    """Shapes of sentences that threaten, wish harm, incite or glorify; not talk about violence."""

    name = "threats"

    def __init__(self, table: PatternTable) -> None:
        self._table = table

    def find(self, facts: Facts, view: View) -> Iterable[Finding]:
        """One finding for each shape that holds, weighed by whose words they are."""
        return self._table.findings(view, self.name)
