"""Look for those who ask for, or offer, what would let a stranger find somebody."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from belowline.moderation.context import stance
from belowline.moderation.facts import Facts
from belowline.moderation.fold import fold_phrase
from belowline.moderation.linear import Linear, linear
from belowline.moderation.overlaps import gravest_apart
from belowline.moderation.patterns import PatternTable
from belowline.moderation.ruling import Finding
from belowline.moderation.tables import scores
from belowline.moderation.text import View

# An answer that lives by what was said before it is no longer than this.
_LONGEST_ANSWER = 120


@dataclass(frozen=True, slots=True)
class _Exchange:
    """What the comment before says, and what answer makes it a trade in private details."""

    parent: Linear
    reply: Linear
    reason: str


class Inquiries:
    """“Does anyone know where she lives?”, “DM me for his number”; who quotes it doesn't ask it."""

    name = "inquiries"

    def __init__(self, table: PatternTable, answers: str) -> None:
        """`answers` is the text of `answers.toml`: what is said to an offer made before."""
        self._table = table
        self._exchanges = tuple(
            _Exchange(
                linear("|".join(entry["parent"])),
                linear("|".join(entry["reply"])),
                entry["reason"],
            )
            for entry in tomllib.loads(answers)["exchange"]
        )

    def find(self, facts: Facts, view: View) -> Iterable[Finding]:
        """One finding for each place where something private is asked for or offered."""
        return gravest_apart(self._findings(facts, view))

    def _findings(self, facts: Facts, view: View) -> Iterator[Finding]:
        for pattern, start, end in self._table.search(view):
            if not stance(view, start, end).is_mention:
                span = view.span(start, end)
                yield Finding("doxing", pattern.score, *span, self.name, pattern.reason)
        if facts.parent and len(view.text) <= _LONGEST_ANSWER:
            yield from self._answers(fold_phrase(facts.parent), view.text)

    def _answers(self, parent: str, text: str) -> Iterator[Finding]:
        """Whether a short answer takes up, or offers, what the comment before is about."""
        for exchange in self._exchanges:
            if exchange.reply.search(text) and exchange.parent.search(parent):
                score = scores("severity")["hold"]
                yield Finding("doxing", score, None, None, self.name, exchange.reason)
