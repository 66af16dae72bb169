"""Look for slurs and for contempt of people for what they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from belowline.moderation.context import stance
from belowline.moderation.facts import Facts
from belowline.moderation.lexicon import Hit, Lexicon
from belowline.moderation.patterns import PatternTable
from belowline.moderation.ruling import Finding
from belowline.moderation.tables import scores
from belowline.moderation.text import View


class Slurs:
    """Slurs in any disguise, and sentences that dehumanise or exclude a group."""

    name = "slurs"

    def __init__(self, lexicon: Lexicon, table: PatternTable) -> None:
        self._lexicon = lexicon
        self._table = table

    def find(self, facts: Facts, view: View) -> Iterable[Finding]:
        """One finding for each slur and for each shape that holds."""
        yield from self._words(view)
        yield from self._table.findings(view, self.name)

    def _words(self, view: View) -> Iterator[Finding]:
        for hit in self._lexicon.search(view):
            if hit.term.clause == "racism":
                yield self._finding(hit, view)

    def _finding(self, hit: Hit, view: View) -> Finding:
        score = scores("severity")[hit.term.severity]
        seen = view.seen(hit.start, hit.end)
        reason = f"“{seen}” is a word that demeans people for what they are."
        cap = scores("cap")["mentioned_word"]
        if score > cap and stance(view, hit.start, hit.end).is_word:
            # The word stands there for all to read even so, which is why it isn't let through.
            score, reason = cap, f"“{seen}” is a slur that seems to be quoted or condemned."
        start, end = view.span(hit.start, hit.end)
        return Finding(hit.term.clause, score, start, end, self.name, reason)
