"""Measure answers against labels: areas, shares and errors, nothing more."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def area(scores: Sequence[float] | Floats, truths: Sequence[bool] | Floats) -> float:
    """Return the area under the ROC curve (Mann–Whitney), nan where one side is empty."""
    values, flags = np.asarray(scores, dtype=float), np.asarray(truths, dtype=bool)
    yes, no = int(flags.sum()), int((~flags).sum())
    if not yes or not no:
        return float("nan")
    ranks = _ranks(values)
    return float((ranks[flags].sum() - yes * (yes + 1) / 2) / (yes * no))


def rank_correlation(left: Sequence[float] | Floats, right: Sequence[float] | Floats) -> float:
    """Return Spearman's rank correlation."""
    a, b = _ranks(np.asarray(left, dtype=float)), _ranks(np.asarray(right, dtype=float))
    return float(np.corrcoef(a, b)[0, 1])


def _ranks(values: Floats) -> Floats:
    """The rank of each value from 1, equal values sharing their mean rank."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    _, first, counts = np.unique(ordered, return_index=True, return_counts=True)
    mean = first + (counts + 1) / 2
    ranks = np.empty(len(values))
    ranks[order] = np.repeat(mean, counts)
    return ranks


def expected_error(scores: Floats, truths: Floats, bins: int = 10) -> float:
    """Return the expected calibration error over bins of equal width."""
    total = 0.0
    for low in np.linspace(0, 1, bins, endpoint=False):
        inside = (scores >= low) & (scores < low + 1 / bins + (1e-9 if low + 1 / bins >= 1 else 0))
        if inside.any():
            total += inside.mean() * abs(scores[inside].mean() - truths[inside].mean())
    return float(total)


def span_agreement(found: set[int], marked: set[int]) -> float:
    """Return the F1 of two sets of characters as SemEval-2021 task 5 counts it."""
    if not marked:
        return 0.0 if found else 1.0
    if not found:
        return 0.0
    both = len(found & marked)
    return 2 * both / (len(found) + len(marked))
