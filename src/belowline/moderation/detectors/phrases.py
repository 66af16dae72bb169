"""Look for the phrases and patterns that the publisher added to the policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import re2

from belowline.moderation.facts import Facts
from belowline.moderation.fold import fold_phrase
from belowline.moderation.policy import PhraseRule, Policy
from belowline.moderation.ruling import Finding
from belowline.moderation.text import View


@dataclass(frozen=True, slots=True)
class _Rule:
    rule: PhraseRule
    expressions: tuple[tuple[re2._Regexp[str], int], ...]


class Phrases:
    """The publisher's own rules; what a publisher forbids is forbidden in quotations too."""

    name = "phrases"

    def __init__(self, policy: Policy) -> None:
        self._rules = tuple(_Rule(rule, tuple(_expressions(rule))) for rule in policy.phrases)

    def find(self, facts: Facts, view: View) -> Iterable[Finding]:
        """One finding for each place where a rule holds."""
        for rule in self._rules:
            for expression, group in rule.expressions:
                for match in expression.finditer(view.text):
                    start, end = match.span(group)
                    if start < end:
                        yield self._finding(rule.rule, view, start, end)

    def _finding(self, rule: PhraseRule, view: View, start: int, end: int) -> Finding:
        first, last = view.span(start, end)
        return Finding(rule.clause, rule.score, first, last, self.name, rule.reason)


def _expressions(rule: PhraseRule) -> Iterator[tuple[re2._Regexp[str], int]]:
    """Each expression with the group that holds what the rule is about."""
    if rule.phrases:
        words = "|".join(_loose(phrase) for phrase in rule.phrases)
        yield re2.compile(rf"(?:^|[^\pL\pN])({words})(?:[^\pL\pN]|$)"), 1
    for pattern in rule.patterns:
        yield re2.compile(pattern), 0


def _loose(phrase: str) -> str:
    """The phrase as an expression in which any space stands for any run of spaces."""
    return r"\s+".join(re2.escape(word) for word in fold_phrase(phrase).split())
