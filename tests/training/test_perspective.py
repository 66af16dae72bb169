"""A threshold on Perspective's scale selects as many comments as it did there."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from training.perspective import Pair, fit, held_out, on_scale, rank_correlation

CHANCE = np.random.default_rng(20261125)
OURS = CHANCE.beta(0.4, 2.0, 2_000)
THEIRS = np.clip(OURS**0.5 + CHANCE.normal(0, 0.1, 2_000), 0.0, 1.0)


@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.8, 0.9])
def test_a_threshold_selects_the_same_share(threshold: float) -> None:
    scores = held_out(Pair("TOXICITY", OURS, THEIRS))

    assert (scores >= threshold).mean() == pytest.approx((threshold <= THEIRS).mean(), abs=0.02)


def test_a_scale_rises_and_keeps_its_ends() -> None:
    scale = fit(OURS, THEIRS)

    assert (scale[0], scale[-1]) == ((0.0, 0.0), (1.0, 1.0))
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in itertools.pairwise(scale))


def test_a_scale_keeps_the_order_of_comments() -> None:
    scores = on_scale(fit(OURS, THEIRS), OURS)

    assert rank_correlation(scores, OURS) == pytest.approx(1.0)


def test_where_most_of_ours_are_equal_the_scale_still_rises() -> None:
    flat = np.where(OURS > 0.8, OURS, 0.001)

    scale = fit(flat, THEIRS)

    assert all(a[0] < b[0] for a, b in itertools.pairwise(scale))


def test_rank_correlation_knows_order_only() -> None:
    assert rank_correlation(OURS, OURS**3) == pytest.approx(1.0)
    assert rank_correlation(OURS, -OURS) == pytest.approx(-1.0)
