"""What was learnt is judged on held-back rulings, and only what is better is taken."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest

from belowline.moderation import Action, Clause, Finding, parse_policy, preset_text
from belowline.moderation.calibration.fit import Sample
from belowline.moderation.calibration.mistakes import Aim, Judged, Mistakes, bargain
from belowline.moderation.calibration.trial import (
    FEWEST_ON_A_SIDE,
    FEWEST_RULINGS,
    FOLDS,
    Choice,
    Question,
    Trial,
    fold_of,
    tried,
)
from belowline.moderation.policy import NEVER
from belowline.moderation.weighing import Weight, alone, weighed

SHIPPED = Weight(0.0, 0.7, 3.0)
POLICY = parse_policy(preset_text("no-tolerance"))
CLAUSE = POLICY.clause("spam")


def question(
    clause: Clause = CLAUSE,
    *,
    now: Weight = SHIPPED,
    price: float | None = None,
    at_once: bool = False,
) -> Question:
    return Question(clause, now, SHIPPED, Aim(price), at_once)


def drawn(number: int, seed: int, *, low: float, high: float, rule: float) -> list[Sample]:
    """Samples that a person has yet to rule on, spread over the folds."""
    chance = random.Random(seed)
    return [
        Sample("spam", round(chance.uniform(low, high), 3), rule, False, fold=at % FOLDS)
        for at in range(number)
    ]


def broken(samples: list[Sample]) -> list[Sample]:
    return [replace(sample, is_broken=True) for sample in samples]


def mild_rule(number: int = 60, *, rule: float = 0.45) -> list[Sample]:
    """A desk that minds what the classifier minds, and not at all what a rule of ours sees."""
    return [
        *drawn(number, 1, low=0.2, high=0.45, rule=rule),
        *broken(drawn(number, 2, low=0.6, high=0.95, rule=0.0)),
        *drawn(number, 3, low=0.05, high=0.4, rule=0.0),
    ]


def as_the_engine(number: int, truth: Weight = SHIPPED) -> list[Sample]:
    """A desk that finds comments broken as often as those weights say."""
    chance = random.Random(5)
    found = []
    for at in range(number):
        probability = round(chance.uniform(0.1, 0.95), 3)
        is_broken = chance.random() < truth.score(probability, 0.0)
        found.append(Sample("spam", probability, 0.0, is_broken, fold=at % FOLDS))
    return found


def mistakes(trial: Trial, choice: Choice) -> Mistakes:
    return trial.outcomes[choice].mistakes


def test_weights_that_make_fewer_mistakes_are_taken() -> None:
    trial = tried(question(), mild_rule())
    now, new = mistakes(trial, Choice.NOTHING), mistakes(trial, Choice.WEIGHTS)

    assert trial.choice.has_weights
    assert trial.refusal == ""
    assert now.clean_held > 30
    assert new.clean_held < 10
    assert new.through <= now.through
    assert trial.pointed == CLAUSE
    assert trial.outcomes[Choice.WEIGHTS].brier < trial.outcomes[Choice.NOTHING].brier
    assert trial.weight.evidence < SHIPPED.evidence


def test_what_a_rule_holds_by_itself_is_freed_by_a_point_and_by_no_weights() -> None:
    ruled = mild_rule(rule=0.6)

    alone, together = tried(question(), ruled), tried(question(at_once=True), ruled)

    assert mistakes(alone, Choice.WEIGHTS).clean_held >= 60
    assert not alone.choice.has_weights
    assert alone.is_better_at_once
    assert together.choice is Choice.BOTH
    assert together.pointed.hold_at > 0.6
    assert mistakes(together, Choice.BOTH).clean_held < 10
    assert mistakes(together, Choice.BOTH).through <= mistakes(together, Choice.NOTHING).through
    assert not together.is_better_at_once


def test_a_desk_that_rules_as_the_engine_does_changes_nothing() -> None:
    trial = tried(question(), as_the_engine(400))

    assert trial.choice is Choice.NOTHING
    assert (trial.weight, trial.pointed) == (SHIPPED, CLAUSE)
    assert trial.refusal


def test_weights_are_refused_where_they_would_make_things_worse() -> None:
    """Those in force already do what this desk wants; learning anew from less would not."""
    perfect = Weight(-8.0, 40.0, 0.0)
    samples = [
        *drawn(35, 1, low=0.3, high=0.54, rule=0.45),
        *broken(drawn(35, 2, low=0.56, high=0.8, rule=0.0)),
    ]

    trial = tried(question(now=perfect), samples)

    assert mistakes(trial, Choice.NOTHING) == Mistakes(0, 0, 0, 0)
    assert trial.choice is Choice.NOTHING
    assert trial.weight == perfect
    assert "more" in trial.refusal


@pytest.mark.parametrize(
    ("clean", "against"),
    [
        (FEWEST_RULINGS, FEWEST_ON_A_SIDE - 1),
        (FEWEST_ON_A_SIDE - 1, FEWEST_RULINGS),
        (FEWEST_RULINGS - FEWEST_ON_A_SIDE - 1, FEWEST_ON_A_SIDE),
        (0, 0),
    ],
)
def test_too_few_rulings_teach_nothing(clean: int, against: int) -> None:
    samples = [
        *drawn(clean, 1, low=0.05, high=0.3, rule=0.6),
        *broken(drawn(against, 2, low=0.6, high=0.95, rule=0.0)),
    ]

    trial = tried(question(), samples)

    assert (trial.choice, trial.outcomes) == (Choice.NOTHING, {})
    assert f"too few rulings: {clean + against}, {against} of them" in trial.refusal


def test_comments_that_nobody_complained_of_are_no_rulings() -> None:
    quiet = [replace(each, is_quiet=True) for each in drawn(500, 4, low=0.0, high=0.2, rule=0.0)]
    trial = tried(question(), [*mild_rule(15), *quiet])

    assert (trial.rulings, trial.broken, trial.quiet) == (45, 15, 500)
    assert "too few" in trial.refusal


def test_comments_that_nobody_complained_of_are_not_sacrificed() -> None:
    """Readers reported some that look like a thousand others: to hold all of them is no answer."""
    reported = broken(drawn(60, 6, low=0.2, high=0.3, rule=0.0))
    quiet = [
        replace(each, is_quiet=True, count=20.0)
        for each in drawn(500, 7, low=0.2, high=0.3, rule=0.0)
    ]
    ruled = [*as_the_engine(200), *reported]

    blind = tried(question(price=5.0), ruled)
    seeing = tried(question(price=5.0), [*ruled, *quiet])

    assert mistakes(blind, Choice.WEIGHTS).through < mistakes(blind, Choice.NOTHING).through
    assert mistakes(seeing, Choice.WEIGHTS).quiet_held < 500
    assert not seeing.choice.has_weights or seeing.weight.score(0.25, 0.0) < CLAUSE.hold_at


def test_a_mistake_for_another_is_the_publishers_to_choose() -> None:
    lenient = as_the_engine(800, Weight(-1.2, 0.7, 3.0))

    unasked = tried(question(), lenient)
    priced = tried(question(price=1.0), lenient)

    assert not unasked.choice.has_weights
    assert "more violations let through" in unasked.refusal
    assert "worth it with --price up to" in unasked.refusal
    assert priced.choice.has_weights
    assert mistakes(priced, Choice.WEIGHTS).clean_held < mistakes(priced, Choice.NOTHING).clean_held


def test_better_points_are_found_where_weights_need_no_change() -> None:
    """Nobody minds what scores below 0.7 here: the point to hold at is all that is wrong."""
    samples = [
        *drawn(100, 1, low=0.5, high=0.72, rule=0.0),
        *broken(drawn(100, 2, low=0.8, high=0.99, rule=0.0)),
    ]
    exact = Weight(0.0, 1.0, 3.0)

    trial = tried(Question(CLAUSE, exact, exact, Aim()), samples)

    points = mistakes(trial, Choice.POINTS)
    assert (points.through, points.clean_held) == (0, 0)
    assert mistakes(trial, Choice.NOTHING).clean_held > 90


@pytest.mark.parametrize("preset", ["post-moderation", "no-tolerance", "balanced"])
def test_what_never_happens_of_itself_stays_so(preset: str) -> None:
    policy = parse_policy(preset_text(preset))
    for clause in policy.clauses:
        trial = tried(question(clause, price=2.0), mild_rule())

        assert (trial.pointed.hold_at == NEVER) == (clause.hold_at == NEVER)
        assert (trial.pointed.reject_at == NEVER) == (clause.reject_at == NEVER)
        assert trial.pointed.reject_at >= clause.reject_at
        assert trial.pointed.hold_at <= trial.pointed.reject_at or clause.hold_at == NEVER


def test_the_same_rulings_are_held_back_in_every_run() -> None:
    folds = Counter(fold_of(f"comment {number}") for number in range(5_000))

    assert fold_of("comment 1") == 4
    assert set(folds) == set(range(FOLDS))
    assert min(folds.values()) > 900


def test_what_is_counted_is_what_rulings_would_do() -> None:
    chance = random.Random(9)
    weight = Weight(-0.5, 0.9, 2.0)
    for _ in range(500):
        probability, rule = round(chance.random(), 3), chance.choice([0.0, 0.4, 0.8, 0.95])
        hold_at, reject_at = chance.choice([0.3, 0.5, 0.85, NEVER]), chance.choice([0.9, NEVER])
        clause = replace(CLAUSE, hold_at=hold_at, reject_at=reject_at)
        policy = replace(POLICY, clauses=(clause,))
        seen = Finding("spam", rule, None, None, "spam", "As told.")
        of_rules = weighed([seen], {"spam": probability}, {"spam": weight}, policy)
        score = alone({"spam": probability}, {"spam": weight})["spam"]
        of_classifier = Finding("spam", score, None, None, "classifier", "So.", is_sure=False)

        made = Judged([Sample("spam", probability, rule, False)]).mistakes(weight, clause)

        action = Action.strictest(*map(policy.action, [*of_rules, of_classifier]))
        assert made.clean_held == (action is not Action.PUBLISH)
        assert made.clean_rejected == (action is Action.REJECT)


def test_a_bargain_names_the_price_at_which_it_is_one() -> None:
    now = Mistakes(through=10, clean_held=50, clean_rejected=0, quiet_held=0)

    assert bargain(replace(now, through=15, clean_held=40), now) == (
        "10 fewer clean ones held: worth it with --price up to 2.0"
    )
    assert bargain(replace(now, through=5, quiet_held=20), now) == (
        "5 fewer let through: worth it with --price from 4.0"
    )
    assert bargain(replace(now, through=5), now) == ""
    assert bargain(replace(now, through=15, clean_held=60), now) == ""
