"""Tell swear words that a comment only quotes, out of the story or out of what it answers.

They are public already, in the paper's own words, and who quotes them doesn't swear. In quotation
marks only, and not where the sentence puts them to use all the same: You are a “…”.
"""

from __future__ import annotations

from belowline.moderation.context import is_used, stance
from belowline.moderation.facts import Facts
from belowline.moderation.lexicon import shipped_lexicon
from belowline.moderation.text import View

CLAUSES = ("profanity", "vulgarity")


def is_echo(view: View, start: int, end: int) -> bool:
    """Whether the words between the two places are quoted so, and nothing more."""
    found = stance(view, start, end)
    if not (found.fenced and found.verbatim) or found.aimed:
        return False
    return not any(
        is_used(view.text, quote.start, quote.end)
        for quote in view.quotes
        if quote.fenced and quote.start <= start and end <= quote.end
    )


def without_echoes(facts: Facts, view: View) -> Facts | None:
    """The comment alone, nothing between those quotation marks; None where there is another swear
    word beside them, or none at all."""
    words = [hit for hit in shipped_lexicon().search(view) if hit.term.clause in CLAUSES]
    if not words or not all(is_echo(view, hit.start, hit.end) for hit in words):
        return None
    text = facts.text
    for quote in sorted(view.quotes, key=lambda each: -each.start):
        holds_one = any(quote.start <= hit.start and hit.end <= quote.end for hit in words)
        if quote.fenced and quote.verbatim and holds_one:
            first, last = view.span(quote.start, quote.end)
            text = f"{text[:first]}“…”{text[last:]}"
    # The words around would be heard again: they swear.
    return Facts(text)
