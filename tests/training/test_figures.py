"""The figures of the model card are computed right."""

from __future__ import annotations

import math

import numpy as np
import pytest

from training.calibrate import bins, platt
from training.figures import area, expected_error, rank_correlation, span_agreement


def test_the_area_is_the_share_of_pairs_in_the_right_order() -> None:
    assert area([0.1, 0.4, 0.35, 0.8], [False, False, True, True]) == pytest.approx(0.75)
    assert area([0.5, 0.5], [False, True]) == pytest.approx(0.5)
    assert math.isnan(area([0.5], [True]))


def test_ranks_in_reverse_correlate_fully_negatively() -> None:
    assert rank_correlation([1, 2, 3], [9, 4, 1]) == pytest.approx(-1)


def test_the_agreement_of_marks_is_that_of_semeval() -> None:
    assert span_agreement(set(), set()) == 1
    assert span_agreement({1}, set()) == 0
    assert span_agreement(set(), {1}) == 0
    assert span_agreement({1, 2, 3}, {2, 3, 4}) == pytest.approx(2 / 3)


def test_calibration_undoes_a_shift_and_a_stretch() -> None:
    chance = np.random.default_rng(1)
    truth = chance.normal(0, 2, 20_000)
    happened = (chance.random(20_000) < 1 / (1 + np.exp(-truth))).astype(float)

    slope, shift = platt(truth * 2 + 3, happened)

    assert slope == pytest.approx(0.5, abs=0.03)
    assert shift == pytest.approx(-1.5, abs=0.08)


def test_probabilities_that_mean_what_they_say_have_no_calibration_error() -> None:
    chance = np.random.default_rng(1)
    probabilities = chance.random(50_000)
    happened = (chance.random(50_000) < probabilities).astype(float)

    assert expected_error(probabilities, happened) < 0.01
    assert expected_error(np.ones(100), np.zeros(100)) == pytest.approx(1)
    assert sum(count for _, _, count in bins(probabilities, happened)) == 50_000
