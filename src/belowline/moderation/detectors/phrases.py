"""Look for the phrases and patterns that the publisher added to the policy."""

from __future__ import annotations

from collections.abc import Iterable

from belowline.moderation.facts import Facts
from belowline.moderation.policy import PhraseRule, Policy
from belowline.moderation.rule_matcher import RuleMatcher
from belowline.moderation.ruling import Finding
from belowline.moderation.text import View


class Phrases:
    """The publisher's own rules; what a publisher forbids is forbidden in quotations too."""

    name = "phrases"

    def __init__(self, policy: Policy) -> None:
        self._matchers = tuple(RuleMatcher(rule) for rule in policy.phrases)

    def find(self, facts: Facts, view: View) -> Iterable[Finding]:
        """One finding for each place where a rule holds."""
        for matcher in self._matchers:
            for start, end in matcher.places(view):
                yield self._finding(matcher.rule, view, start, end)

    def _finding(self, rule: PhraseRule, view: View, start: int, end: int) -> Finding:
        first, last = view.span(start, end)
        return Finding(
            rule.clause, rule.score, first, last, self.name, rule.reason, rule.name, rule.mode
        )
