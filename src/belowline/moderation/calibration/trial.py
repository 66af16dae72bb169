"""Try new weights and points on rulings that were held back, and say whether they are better.

The rulings are held back in turn, a fifth at a time: what is fitted on four fifths is judged on the
fifth. So every ruling judges once, and none judges what was learnt from it.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from belowline.moderation.calibration.fit import Sample, fitted
from belowline.moderation.calibration.mistakes import Aim, Judged, Outcome, bargain
from belowline.moderation.calibration.points import Place, moved, pointed, shifted
from belowline.moderation.policy import Clause
from belowline.moderation.weighing import Weight

FOLDS = 5
# Three numbers are fitted: twenty rulings for each are the fewest from which to expect more than
# chance.
FEWEST_RULINGS = 60
# On either side one ruling is then a fifteenth: with fewer, one moderator's mood would decide.
FEWEST_ON_A_SIDE = 15
# So many standard errors better: chance alone brings that once in twenty times.
_SURE = 1.64


class Choice(StrEnum):
    """What of a trial is taken."""

    NOTHING = "nothing"
    WEIGHTS = "weights"
    POINTS = "points"
    BOTH = "both"

    @property
    def has_weights(self) -> bool:
        """Whether the new weights are taken."""
        return self in (Choice.WEIGHTS, Choice.BOTH)

    @property
    def has_points(self) -> bool:
        """Whether the new points are taken."""
        return self in (Choice.POINTS, Choice.BOTH)


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be tried: a clause with its points, the weights in force, the shipped ones.

    Only where both come into force `at_once` may new weights be made for new points.
    """

    clause: Clause
    now: Weight
    shipped: Weight
    aim: Aim
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Trial:
    """What was tried for one clause, and what of it is better than what there is.

    `outcomes` on held-back rulings, by what is taken; empty where there are too few. `weight` and
    `pointed` are what is taken, or what there is. `refusal` says why there are no new weights,
    empty where there are.
    """

    question: Question
    rulings: int
    broken: int
    quiet: int
    outcomes: Mapping[Choice, Outcome]
    choice: Choice
    weight: Weight
    pointed: Clause
    refusal: str

    @property
    def is_better_at_once(self) -> bool:
        """Whether weights made for new points would be better than what is taken."""
        if not self.outcomes or self.choice is Choice.BOTH:
            return False
        taken, both = self.outcomes[self.choice], self.outcomes[Choice.BOTH]
        return not _refusal(self.question.aim, both, taken)


def fold_of(key: str) -> int:
    """With which fifth something is held back: the same in every run and on every machine."""
    return int(hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:8], 16) % FOLDS


def tried(question: Question, samples: Sequence[Sample]) -> Trial:
    """Fit new weights and points for the clause, and judge them on what was held back."""
    ruled = [sample for sample in samples if not sample.is_quiet]
    broken = sum(sample.is_broken for sample in ruled)
    refusal = _too_few(len(ruled), broken)
    outcomes = {} if refusal else _outcomes(question, samples)
    choice = Choice.NOTHING
    if outcomes:
        choice, refusal = _chosen(question, outcomes)
    taken = question.now, question.clause
    if choice is not Choice.NOTHING:
        taken = _options(question, samples)[choice]
    return Trial(
        question=question,
        rulings=len(ruled),
        broken=broken,
        quiet=len(samples) - len(ruled),
        outcomes=outcomes,
        choice=choice,
        weight=taken[0],
        pointed=taken[1],
        refusal=refusal,
    )


def _too_few(rulings: int, broken: int) -> str:
    if rulings >= FEWEST_RULINGS and min(broken, rulings - broken) >= FEWEST_ON_A_SIDE:
        return ""
    return (
        f"too few rulings: {rulings}, {broken} of them against the comment; it takes"
        f" {FEWEST_RULINGS}, and {FEWEST_ON_A_SIDE} on either side"
    )


def _outcomes(question: Question, samples: Sequence[Sample]) -> dict[Choice, Outcome]:
    """What each choice makes of the samples, each judged by what was learnt from the others."""
    parts: dict[Choice, list[Outcome]] = {choice: [] for choice in Choice}
    for fold in range(FOLDS):
        held_back = Judged([sample for sample in samples if sample.fold == fold])
        kept = [sample for sample in samples if sample.fold != fold]
        for choice, (weight, clause) in _options(question, kept).items():
            parts[choice].append(held_back.outcome(weight, clause))
    return {choice: Outcome.joined(each) for choice, each in parts.items()}


def _options(question: Question, samples: Sequence[Sample]) -> dict[Choice, Place]:
    """The weights and points that each choice takes, learnt from the samples."""
    now, aim = (question.now, question.clause), question.aim
    judged = Judged(samples)
    before = judged.mistakes(*now)
    new = fitted(samples, question.shipped), question.clause
    return {
        Choice.NOTHING: now,
        Choice.WEIGHTS: shifted(judged, new, before, aim),
        Choice.POINTS: pointed(judged, now, before, aim),
        Choice.BOTH: moved(judged, new, before, aim),
    }


def _chosen(question: Question, outcomes: Mapping[Choice, Outcome]) -> tuple[Choice, str]:
    """What is taken, and why the weights are not, empty where they are."""
    aim, found = question.aim, Choice.NOTHING
    # Weights come into force by themselves, points by the publisher's hand: they have to earn it.
    for choice in (Choice.WEIGHTS, Choice.POINTS, *([Choice.BOTH] if question.at_once else [])):
        if not _refusal(aim, outcomes[choice], outcomes[found]):
            found = choice
    if found.has_weights:
        return found, ""
    return found, _refusal(aim, outcomes[Choice.WEIGHTS], outcomes[Choice.NOTHING])


def _refusal(aim: Aim, found: Outcome, before: Outcome) -> str:
    """Why it is not better than what there was before, empty where it is."""
    if faults := list(aim.faults(found.mistakes, before.mistakes)):
        return ", ".join([*faults, *filter(None, [bargain(found.mistakes, before.mistakes)])])
    prices = aim.prices(before.mistakes)
    gains = before.costs(prices) - found.costs(prices)
    if gains.sum() <= _SURE * math.sqrt(float((gains**2).sum())):
        return "no fewer mistakes than chance allows"
    return ""
