"""Find the places in a comment where a publisher's rule holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

import re2

from belowline.moderation.fold import fold_phrase
from belowline.moderation.linear import Linear, linear
from belowline.moderation.policy import PhraseRule
from belowline.moderation.text import View

# One look may read the comment to its end, so the looks must be few. A wall of what is forbidden
# needs no more to be ruled on.
_MOST_PLACES = 20
# Two letters are too few to tell a disguise from a number or a sign.
_SHORTEST_WORD = 3


class RuleMatcher:
    """One rule, made ready; the same for those who rule and for those who try the rule out."""

    def __init__(self, rule: PhraseRule) -> None:
        """Raises re2.error where the phrases or patterns can't be used."""
        self.rule = rule
        self._expressions = tuple(_expressions(rule))

    def places(self, view: View) -> Iterator[tuple[int, int]]:
        """Where it holds, as start and end in the view's text; up to twenty for each expression."""
        for expression, group in self._expressions:
            for match in islice(expression.finditer(view.text), _MOST_PLACES):
                start, end = match.span(group)
                if start < end:
                    yield start, end


def phrase_words(rules: Iterable[PhraseRule]) -> frozenset[str]:
    """The words of all phrases: what the view must know to undo their disguises."""
    phrases = (phrase for rule in rules for phrase in rule.phrases)
    words = (word for phrase in phrases for word in fold_phrase(phrase).split())
    return frozenset(word for word in words if len(word) >= _SHORTEST_WORD and word.isalpha())


def quiet() -> re2.Options:
    """Options with which RE2 doesn't write to the terminal what it raises anyway."""
    options = re2.Options()
    options.log_errors = False
    return options


def _expressions(rule: PhraseRule) -> Iterator[tuple[Linear, int]]:
    """Each expression with the group that holds what the rule is about."""
    if rule.phrases:
        words = "|".join(_loose(phrase) for phrase in rule.phrases)
        yield linear(rf"(?:^|[^\pL\pN])({words})(?:[^\pL\pN]|$)", quiet()), 1
    for pattern in rule.patterns:
        yield linear(pattern, quiet()), 0


def _loose(phrase: str) -> str:
    """The phrase as an expression in which any space stands for any run of spaces."""
    return r"\s+".join(re2.escape(word) for word in fold_phrase(phrase).split())
