"""Fit each output's calibration on comments that training did not see."""

from __future__ import annotations

import numpy as np

from training.figures import Floats

# Newton's method is done long before.
_STEPS = 50
# Keeps the slope near 1 where there are few comments to tell it from.
_TRUST = 4.0


def platt(logits: Floats, truths: Floats) -> tuple[float, float]:
    """Return slope and shift with which sigmoid(slope · logit + shift) is most likely.

    Platt 1999, by Newton's method, with a weak pull towards slope 1 and shift 0.
    """
    design = np.stack([logits, np.ones_like(logits)], axis=1)
    start = np.array([1.0, 0.0])

    def cost(weights: Floats) -> float:
        values = design @ weights
        return float((np.logaddexp(0, values) - truths * values).sum()) + float(
            _TRUST / 2 * ((weights - start) ** 2).sum()
        )

    weights = start
    for _ in range(_STEPS):
        found = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        slope = design.T @ (found - truths) + _TRUST * (weights - start)
        curve = (design * (found * (1 - found))[:, None]).T @ design + _TRUST * np.eye(2)
        step = np.linalg.solve(curve, slope)
        # Newton's step is too long where all probabilities are near 0 or 1.
        while cost(weights - step) > cost(weights) and np.abs(step).max() > 1e-9:
            step = step / 2
        weights = weights - step
        if np.abs(step).max() < 1e-8:
            break
    return float(weights[0]), float(weights[1])


def bins(probabilities: Floats, truths: Floats, count: int = 10) -> list[tuple[float, float, int]]:
    """Return a reliability diagram's points: mean probability, share that is true, comments."""
    edges = np.clip((probabilities * count).astype(int), 0, count - 1)
    return [
        (
            float(probabilities[edges == at].mean()),
            float(truths[edges == at].mean()),
            int((edges == at).sum()),
        )
        for at in range(count)
        if (edges == at).any()
    ]
