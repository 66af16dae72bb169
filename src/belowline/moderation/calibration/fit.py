"""Fit one clause's three weights to what persons ruled, held back by the shipped ones.

Logistic regression by Newton's method. Trust and evidence are never below zero, so that a score
rises with the classifier's probability and with a rule's score, whatever the rulings were.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from belowline.moderation.weighing import Weight, log_odds

_Floats: TypeAlias = NDArray[np.float64]

# How hard shift, trust and evidence are pulled towards the shipped ones: as hard as a hundred
# rulings would hold them there. One ruling near the threshold tells about 0.15 of a shift, 0.6 of a
# trust (log-odds lie about 2 from 0) and 0.05 of an evidence (few comments have a rule's finding).
# So twenty rulings go a sixth of the way, five hundred five sixths.
PULL_OF_A_SITE = (15.0, 60.0, 5.0)
_STEPS = 100
_SMALL = 1e-9
# More digits would tell apart what no processor promises to compute alike.
_DIGITS = 3


@dataclass(frozen=True, slots=True, order=True)
class Sample:
    """What the engine saw of one clause in one comment, and whether a person found it broken.

    `is_quiet` marks a comment that nobody ruled on or complained of, and `count` how many such it
    stands for. `fold` says with which of the fifths it is held back.
    """

    clause: str
    probability: float
    rule_score: float
    is_broken: bool
    is_quiet: bool = False
    count: float = 1.0
    fold: int = 0


def fitted(
    samples: Sequence[Sample], shipped: Weight, pull: Sequence[float] = PULL_OF_A_SITE
) -> Weight:
    """Return the weights that make the rulings likeliest and stray no further than they prove.

    `pull` is how hard shift, trust and evidence are held at the shipped ones, in log-odds' units.
    The same samples give the same weights, in whatever order they come.
    """
    start = np.array([shipped.shift, shipped.trust, shipped.evidence])
    data = _Data.of(sorted(samples), np.array(pull))
    found = _newton(data, start, [0, 1, 2])
    if (found[1:] < 0).any():
        # A convex cost has its least value where one or both of the two are exactly zero.
        edges = (_newton(data, start, free) for free in ([0, 1], [0, 2], [0]))
        found = min(
            (edge for edge in edges if (edge[1:] >= 0).all()), key=lambda at: data.cost(at, start)
        )
    shift, trust, evidence = (round(float(value), _DIGITS) for value in found)
    return Weight(shift, max(trust, 0.0), max(evidence, 0.0))


@dataclass(frozen=True, slots=True)
class _Data:
    design: _Floats
    truths: _Floats
    counts: _Floats
    pull: _Floats

    @classmethod
    def of(cls, samples: Sequence[Sample], pull: _Floats) -> _Data:
        rows = [(1.0, log_odds(each.probability), each.rule_score) for each in samples]
        quiet = np.array([each.is_quiet for each in samples], dtype=bool)
        ruled = len(samples) - int(quiet.sum())
        # Quiet comments weigh as much together as all rulings: enough that those which readers
        # reported don't stand for all of their kind, not so much that rulings drown.
        each_quiet = min(1.0, ruled / max(int(quiet.sum()), 1))
        return cls(
            np.array(rows, dtype=np.float64).reshape(-1, 3),
            np.array([each.is_broken for each in samples], dtype=np.float64),
            np.where(quiet, each_quiet, 1.0),
            pull,
        )

    def cost(self, weights: _Floats, start: _Floats) -> float:
        values = self.design @ weights
        pull = float((self.pull * (weights - start) ** 2).sum()) / 2
        misfit = np.logaddexp(0, values) - self.truths * values
        return float((self.counts * misfit).sum()) + pull


def _newton(data: _Data, start: _Floats, free: list[int]) -> _Floats:
    """Return the cheapest weights of which those that are not free are zero."""
    weights = np.zeros(3)
    weights[free] = start[free]
    for _ in range(_STEPS):
        found = 1 / (1 + np.exp(-np.clip(data.design @ weights, -30, 30)))
        slope = data.design.T @ (data.counts * (found - data.truths)) + data.pull * (
            weights - start
        )
        curved = data.design * (data.counts * found * (1 - found))[:, None]
        curve = curved.T @ data.design + np.diag(data.pull)
        step = np.zeros(3)
        step[free] = np.linalg.solve(curve[np.ix_(free, free)], slope[free])
        while data.cost(weights - step, start) > data.cost(weights, start):
            if np.abs(step).max() < _SMALL:
                return weights
            step = step / 2
        weights = weights - step
        if np.abs(step).max() < _SMALL:
            break
    return weights
