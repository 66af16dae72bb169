"""Rules and classifier are weighed, and neither can publish what is plainly against the policy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belowline.moderation import Finding, Mode, parse_policy, shipped_policy_text
from belowline.moderation.detectors import shipped_weights
from belowline.moderation.model.calibration import ModelError
from belowline.moderation.weighing import Weight, alone, of_author, parse_weights, weighed

POLICY = parse_policy(shipped_policy_text())
WEIGHT = Weight(shift=-0.5, trust=1.0, evidence=3.0)
SHARES = st.floats(0, 1)


def finding(score: float, **more: object) -> Finding:
    return Finding("discourtesy", score, 0, 4, "insults", "Names are called.", **more)  # type: ignore[arg-type]


def ruled(rule_score: float, probability: float) -> Finding:
    (found,) = weighed(
        [finding(rule_score)],
        {"discourtesy": probability},
        {"discourtesy": WEIGHT},
        POLICY,
    )
    return found


def test_the_classifier_s_yes_holds_what_a_rule_alone_would_have_published() -> None:
    assert POLICY.action(ruled(0.4, 0.01)) == "publish"
    assert POLICY.action(ruled(0.4, 0.9)) == "hold"


def test_the_classifier_s_no_frees_nothing_that_a_rule_holds_or_rejects() -> None:
    assert POLICY.action(ruled(0.6, 0.0)) == "hold"
    assert POLICY.action(ruled(0.9, 0.0)) == "reject"


def test_only_a_rule_that_is_sure_can_reject() -> None:
    assert ruled(0.6, 0.999).score > POLICY.clause("discourtesy").reject_at
    assert POLICY.action(ruled(0.6, 0.999)) == "hold"
    assert POLICY.action(ruled(0.88, 0.999)) == "reject"


@given(SHARES, SHARES, SHARES)
def test_neither_opinion_works_against_itself(low: float, high: float, other: float) -> None:
    low, high = sorted((low, high))

    assert WEIGHT.score(low, other) <= WEIGHT.score(high, other)
    assert WEIGHT.score(other, low) <= WEIGHT.score(other, high)


@given(SHARES, SHARES)
def test_scores_stay_between_none_and_one(probability: float, rule_score: float) -> None:
    for weight in shipped_weights().values():
        assert 0 <= weight.score(probability, rule_score) <= 1


def test_the_publisher_s_own_rules_are_not_overruled() -> None:
    mine = finding(0.5, rule="rule 1", mode=Mode.HOLD)

    assert weighed([mine], {"discourtesy": 0.0}, {"discourtesy": WEIGHT}, POLICY) == [mine]


def test_a_clause_that_the_classifier_does_not_know_is_left_alone() -> None:
    assert weighed([finding(0.6)], {}, {"discourtesy": WEIGHT}, POLICY) == [finding(0.6)]
    assert alone({"toxicity": 0.7}, {}) == {"toxicity": 0.7}


def test_every_shipped_clause_has_its_weights() -> None:
    assert set(shipped_weights()) == {clause.name for clause in POLICY.clauses}
    assert all(weight.trust > 0 for weight in shipped_weights().values())
    assert all(weight.evidence >= 0 for weight in shipped_weights().values())


@pytest.mark.parametrize("text", ["[violence", "[violence]\nshift = 1", "violence = 3"])
def test_weights_that_can_not_be_read_are_refused(text: str) -> None:
    with pytest.raises(ModelError, match="weights"):
        parse_weights(text)


@given(SHARES)
def test_a_regular_is_suspected_of_spam_less_than_a_newcomer_and_of_nothing_else(
    probability: float,
) -> None:
    opinion = {"spam": probability, "violence": probability}

    assert of_author(opinion, is_regular=False) == opinion
    regular = of_author(opinion, is_regular=True)
    assert regular["spam"] <= max(probability, 0.001)
    assert regular["violence"] == probability
    assert of_author({}, is_regular=True) == {}
