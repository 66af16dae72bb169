"""Weigh what the rules saw against what the classifier makes of the whole comment.

A rule sees a word or a shape and not what is done with it; the classifier sees the whole and has no
word for why. For each clause, the log-odds that a comment breaks it are taken to be

    shift + trust · logit(the classifier's probability) + evidence · (the rule's score)

a logistic regression with two features, fitted on comments that neither was made from
(training/weigh.py). A site may fit its own from what its moderators ruled. What the classifier adds
can hold a comment and not reject it: that takes a rule that is sure, and can say of what.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from belowline.moderation.model.calibration import ModelError, sigmoid
from belowline.moderation.policy import Policy
from belowline.moderation.ruling import Finding

# What these see, the classifier can't: who else posted it and how fast, where a link leads and who
# gives it, what isn't words. Its opinion of the words says nothing about that.
_BEYOND_WORDS = frozenset({"flood", "link_offers", "links", "mixed_scripts", "noise"})
# Whoever had many comments published is taken to be a tenth as likely to advertise.
_LESS_SPAM = math.log(10)
_DIGITS = 3
# The classifier's probabilities have three digits; beyond these they say no more.
_LOWEST, _HIGHEST = 0.0005, 0.9995


@dataclass(frozen=True, slots=True)
class Weight:
    """How one clause is weighed; all three are numbers on the scale of log-odds."""

    shift: float
    trust: float
    evidence: float

    def score(self, probability: float, rule_score: float) -> float:
        """The probability that the clause is broken, given both opinions."""
        value = self.shift + self.trust * log_odds(probability) + self.evidence * rule_score
        return round(sigmoid(value), _DIGITS)


Weights = Mapping[str, Weight]


def log_odds(probability: float) -> float:
    """The classifier's probability on the scale on which weights count."""
    kept = min(max(probability, _LOWEST), _HIGHEST)
    return math.log(kept / (1 - kept))


def together(weight: Weight, probability: float, rule_score: float) -> float:
    """A rule's score where the classifier had its say: it can raise it, and not lower it.

    Rules are written by people who say what they see, and were tried on harmless texts; the
    classifier is right more often and can't be argued with.
    """
    return max(weight.score(probability, rule_score), rule_score)


def parse_weights(text: str) -> dict[str, Weight]:
    """Read the TOML text with a table for each clause; ModelError where it can't be used."""
    try:
        raw = tomllib.loads(text)
        weights = {
            clause: Weight(float(row["shift"]), float(row["trust"]), float(row["evidence"]))
            for clause, row in raw.items()
        }
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise ModelError(f"the weights can't be read: {error!r}") from None
    for clause, weight in weights.items():
        if not (math.isfinite(weight.shift) and _is_weight(weight.trust, weight.evidence)):
            raise ModelError(f"the weights of {clause} must be numbers, trust and evidence from 0")
    return weights


def _is_weight(*values: float) -> bool:
    """Below zero, what speaks against a comment would speak for it."""
    return all(math.isfinite(value) and value >= 0 for value in values)


def weighed(
    findings: Iterable[Finding],
    probabilities: Mapping[str, float],
    weights: Weights,
    policy: Policy,
    cleared: Collection[str] = (),
) -> list[Finding]:
    """The rules' findings with scores that take the classifier's opinion into account.

    The publisher's own rules are left as they are: what they do is the publisher's word. So are
    findings about what isn't in the words. Of a clause that the conversation has `cleared`, the
    classifier's opinion lowers a rule's score too.
    """
    return [_one(found, probabilities, weights, policy, cleared) for found in findings]


def is_weighed(found: Finding) -> bool:
    """Whether the classifier has a say in what a rule found."""
    return found.mode is None and found.detector not in _BEYOND_WORDS


def _one(
    found: Finding,
    probabilities: Mapping[str, float],
    weights: Weights,
    policy: Policy,
    cleared: Collection[str],
) -> Finding:
    weight = weights.get(found.clause)
    if weight is None or not is_weighed(found) or found.clause not in probabilities:
        return found
    if not policy.has(found.clause):
        return found
    if found.clause in cleared:
        score = weight.score(probabilities[found.clause], found.score)
        return replace(found, score=score, is_sure=False)
    score = together(weight, probabilities[found.clause], found.score)
    # How grave it is, the rule has said; how likely it is, both.
    is_sure = found.score >= policy.clause(found.clause).reject_at
    return replace(found, score=score, is_sure=is_sure)


def of_author(probabilities: Mapping[str, float], *, is_regular: bool) -> Mapping[str, float]:
    """The probabilities, given that the author has been here for long or hasn't.

    What was learnt from has no authors, so how much less likely spam is from a regular is a guess.
    """
    if not is_regular or "spam" not in probabilities:
        return probabilities
    odds = log_odds(probabilities["spam"]) - _LESS_SPAM
    return {**probabilities, "spam": round(sigmoid(odds), _DIGITS)}


def alone(probabilities: Mapping[str, float], weights: Weights) -> dict[str, float]:
    """What each clause's score is where no rule saw anything."""
    return {
        clause: weights[clause].score(value, 0.0) if clause in weights else value
        for clause, value in probabilities.items()
    }
