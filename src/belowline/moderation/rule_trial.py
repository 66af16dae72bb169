"""Hold the publisher's own rules against the texts that they must match and must not."""

from __future__ import annotations

from collections.abc import Mapping

from belowline.moderation.facts import Facts
from belowline.moderation.lexicon import shipped_vocabulary
from belowline.moderation.rule_matcher import RuleMatcher, phrase_words
from belowline.moderation.tables import confusables
from belowline.moderation.text import View
from belowline.moderation.toml_reading import Reading
from belowline.moderation.vocabulary import Vocabulary

# How much of a text a sentence about it quotes.
_QUOTED = 60


def try_out(reading: Reading, matchers: Mapping[int, RuleMatcher]) -> None:
    """Note each test text that a rule gets wrong; `matchers` has the rules by their place."""
    if not any(each.rule.must_match or each.rule.must_not_match for each in matchers.values()):
        # The words whose disguises are undone take a moment to read.
        return
    rules = (matcher.rule for matcher in matchers.values())
    known = shipped_vocabulary().with_words(phrase_words(rules))
    for index, matcher in matchers.items():
        _try_matches(reading, index, matcher, known)
        _try_others(reading, index, matcher, known)


def _try_matches(reading: Reading, index: int, matcher: RuleMatcher, known: Vocabulary) -> None:
    for at, text in enumerate(matcher.rule.must_match):
        view = _view(text, known)
        if any(matcher.places(view)):
            continue
        message = f"the rule “{matcher.rule.name}” doesn't match “{text[:_QUOTED]}”"
        hint = "" if view.text == text else f"it reads “{view.text[:_QUOTED]}”"
        reading.problem(("phrases", index, "must_match", at), message, hint)


def _try_others(reading: Reading, index: int, matcher: RuleMatcher, known: Vocabulary) -> None:
    for at, text in enumerate(matcher.rule.must_not_match):
        view = _view(text, known)
        place = next(matcher.places(view), None)
        if place is None:
            continue
        message = f"the rule “{matcher.rule.name}” matches “{text[:_QUOTED]}”"
        hint = f"at “{view.seen(*place)[:_QUOTED]}”"
        reading.problem(("phrases", index, "must_not_match", at), message, hint)


def _view(text: str, known: Vocabulary) -> View:
    """The text as the rule sees it in a comment."""
    return View(Facts(text), confusables(), known)
