"""Weights are learnt from rulings: many move them, few hardly do, and scores keep their sense."""

from __future__ import annotations

import random
from collections.abc import Iterator
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belowline.moderation.calibration.fit import Sample, fitted
from belowline.moderation.weighing import Weight

SHIPPED = Weight(0.0, 0.7, 3.0)
PROBABILITIES = st.floats(0.0, 1.0)


def rulings(truth: Weight, number: int, seed: int = 1) -> list[Sample]:
    """Rulings of a desk that finds comments broken as often as those weights say."""
    chance = random.Random(seed)
    found = []
    for _ in range(number):
        probability = round(chance.betavariate(0.6, 0.6), 3)
        rule_score = chance.choice([0.0, 0.0, 0.6, 0.9])
        is_broken = chance.random() < truth.score(probability, rule_score)
        found.append(Sample("spam", probability, rule_score, is_broken))
    return found


def farthest(one: Weight, other: Weight) -> float:
    """How far apart two weights' scores are where they differ most."""
    return max(
        abs(one.score(step / 20, rule) - other.score(step / 20, rule))
        for step in range(21)
        for rule in (0.0, 0.6, 0.9)
    )


@pytest.mark.parametrize(
    "truth",
    [Weight(-1.0, 1.2, 0.5), Weight(1.0, 0.5, 2.0), Weight(0.0, 0.3, 5.0), Weight(-2.0, 0.7, 3.0)],
)
def test_many_rulings_find_the_weights_by_which_the_desk_rules(truth: Weight) -> None:
    found = fitted(rulings(truth, 20_000), SHIPPED)

    assert found.shift == pytest.approx(truth.shift, abs=0.15)
    assert found.trust == pytest.approx(truth.trust, abs=0.1)
    assert found.evidence == pytest.approx(truth.evidence, abs=0.3)


def test_few_rulings_move_little_and_many_move_much() -> None:
    truth = Weight(-2.0, 0.7, 3.0)
    way = farthest(truth, SHIPPED)

    few = [fitted(rulings(truth, 20, seed), SHIPPED) for seed in range(10)]
    many = [fitted(rulings(truth, 500, seed), SHIPPED) for seed in range(10)]

    assert fmean(farthest(each, SHIPPED) for each in few) < 0.3 * way
    assert min(farthest(each, SHIPPED) for each in many) > 0.6 * way
    assert fmean(farthest(each, truth) for each in many) < 0.3 * way


def test_without_rulings_the_shipped_weights_stay() -> None:
    assert fitted([], SHIPPED) == SHIPPED


def test_the_order_of_rulings_does_not_matter() -> None:
    samples = rulings(Weight(-1.0, 1.2, 0.5), 300)
    shuffled = random.Random(7).sample(samples, len(samples))

    assert fitted(shuffled, SHIPPED) == fitted(samples, SHIPPED)


def test_reports_alone_do_not_make_all_quiet_comments_suspect() -> None:
    """What readers report is nearly always bad: the like of it that nobody reported shall count."""
    reported = [Sample("spam", 0.02, 0.0, True)] * 40
    ruled = rulings(SHIPPED, 400)
    quiet = [Sample("spam", 0.02, 0.0, False, is_quiet=True)] * 2_000

    without = fitted([*ruled, *reported], SHIPPED).score(0.02, 0.0)
    found = fitted([*ruled, *reported, *quiet], SHIPPED).score(0.02, 0.0)

    assert found < 0.5 * without


def samples() -> st.SearchStrategy[list[Sample]]:
    one = st.builds(
        Sample,
        st.just("spam"),
        PROBABILITIES,
        PROBABILITIES,
        st.booleans(),
        st.booleans(),
        st.sampled_from([1.0, 30.0]),
    )
    return st.lists(one, max_size=40)


def contrary() -> Iterator[Sample]:
    """Rulings that turn everything round: what looks bad is approved, what looks good is not."""
    for _ in range(300):
        yield Sample("spam", 0.95, 1.0, False)
        yield Sample("spam", 0.05, 0.0, True)


@given(samples(), PROBABILITIES, PROBABILITIES, PROBABILITIES, PROBABILITIES)
def test_scores_rise_with_both_opinions_whatever_was_ruled(
    ruled: list[Sample], probability: float, rule_score: float, more: float, higher: float
) -> None:
    weight = fitted(ruled, SHIPPED)
    low = weight.score(min(probability, more), min(rule_score, higher))

    assert weight.trust >= 0
    assert weight.evidence >= 0
    assert low <= weight.score(max(probability, more), max(rule_score, higher))


def test_rulings_that_contradict_the_engine_never_turn_its_scores_round() -> None:
    weight = fitted(list(contrary()), SHIPPED)

    assert (weight.trust, weight.evidence) == (0.0, 0.0)
    assert weight.score(0.99, 1.0) == weight.score(0.01, 0.0)
