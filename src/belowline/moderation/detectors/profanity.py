"""Look for swear words and crude talk about sex and the body."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from belowline.moderation.context import stance
from belowline.moderation.echoes import CLAUSES, is_echo
from belowline.moderation.facts import Facts
from belowline.moderation.lexicon import Hit, Lexicon
from belowline.moderation.linear import linear
from belowline.moderation.patterns import PatternTable
from belowline.moderation.ruling import Finding
from belowline.moderation.tables import scores
from belowline.moderation.text import View

_REASONS = {
    "profanity": "“{seen}” is a swear word.",
    "vulgarity": "“{seen}” is crude language.",
}
_MENTIONED = " It seems to be quoted, so a person looks at it first."


class Profanity:
    """Graded words of the clauses profanity and vulgarity, in any disguise, and crude talk."""

    name = "profanity"

    def __init__(self, lexicon: Lexicon, stars: Iterable[list[str]], crude: PatternTable) -> None:
        """`stars` are the rows of `stars.tsv`: words of which only the first letter stands."""
        self._lexicon = lexicon
        self._crude = crude
        self._stars = tuple((linear(shape), clause, level) for shape, clause, level in stars)

    def find(self, facts: Facts, view: View) -> Iterable[Finding]:
        """One finding for each word of the lexicon and for each shape that holds."""
        for hit in self._lexicon.search(view):
            if hit.term.clause in CLAUSES and not is_echo(view, hit.start, hit.end):
                yield self._finding(hit, view)
        yield from self._crude.findings(view, self.name)
        if "**" in view.text or "--" in view.text or "__" in view.text:
            yield from self._starred(view)

    def _starred(self, view: View) -> Iterator[Finding]:
        for shape, clause, level in self._stars:
            for match in shape.finditer(view.text):
                start, end = view.span(*match.span())
                reason = f"“{view.typed[start:end]}” is a swear word under stars."
                yield Finding(clause, scores("severity")[level], start, end, self.name, reason)

    def _finding(self, hit: Hit, view: View) -> Finding:
        score = scores("severity")[hit.term.severity]
        reason = _REASONS[hit.term.clause].format(seen=view.seen(hit.start, hit.end))
        cap = scores("cap")["mentioned_word"]
        if score > cap and _is_quoted(view, hit):
            score, reason = cap, reason + _MENTIONED
        start, end = view.span(hit.start, hit.end)
        return Finding(hit.term.clause, score, start, end, self.name, reason)


def _is_quoted(view: View, hit: Hit) -> bool:
    found = stance(view, hit.start, hit.end)
    return found.fenced and found.is_mention
