"""Perspective's attributes in our words: which are answered, and how a scale leads there."""

from __future__ import annotations

import pytest

from belowline.moderation import Finding, Ruling
from belowline.moderation.judge import Assessment
from belowline.moderation.perspective import (
    Attribute,
    along,
    attribute_for,
    attributes,
    is_known,
    own_name,
)
from belowline.moderation.ruling import Action

CLAUSES = ("violence", "racism", "profanity", "vulgarity", "doxing", "discourtesy", "spam")
PRODUCTION = {"TOXICITY", "SEVERE_TOXICITY", "IDENTITY_ATTACK", "INSULT", "PROFANITY", "THREAT"}


def assessment(scores: dict[str, float], *findings: Finding, **probabilities: float) -> Assessment:
    ruling = Ruling(Action.HOLD, findings, scores, "p", "e", ())
    return Assessment(ruling, probabilities)


def finding(clause: str, start: int | None, end: int | None) -> Finding:
    return Finding(clause, 0.9, start, end, "somebody", "A reason.")


def test_every_production_attribute_is_answered() -> None:
    assert set(attributes()) >= PRODUCTION


@pytest.mark.parametrize("attribute", attributes().values(), ids=lambda each: each.name)
def test_each_is_made_of_labels_that_there_are_on_a_scale_that_rises(attribute: Attribute) -> None:
    assert set(attribute.labels) <= {*CLAUSES, "toxicity"}
    assert attribute.clauses <= set(CLAUSES) | {"toxicity"}
    assert (attribute.scale[0], attribute.scale[-1]) == ((0.0, 0.0), (1.0, 1.0))
    steps = list(zip(attribute.scale, attribute.scale[1:], strict=False))
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in steps)


@pytest.mark.parametrize("name", ["TOXICITY@6", "TOXICITY_EXPERIMENTAL", "TOXICITY_FAST@1"])
def test_other_names_lead_to_the_same_attribute(name: str) -> None:
    assert attribute_for(name, CLAUSES) is attributes()["TOXICITY"]


def test_what_nothing_measures_is_not_answered() -> None:
    for name in ("FLIRTATION", "UNSUBSTANTIAL", "ATTACK_ON_AUTHOR@2", "CURIOSITY_EXPERIMENTAL"):
        assert attribute_for(name, CLAUSES) is None
        assert is_known(name)
    assert attribute_for("NONSENSE", CLAUSES) is None
    assert not is_known("NONSENSE")


def test_a_publishers_own_clause_has_a_name_and_the_rulings_score() -> None:
    attribute = attribute_for("BELOWLINE_OFF_TOPIC", (*CLAUSES, "off-topic"))

    assert own_name("off-topic") == "BELOWLINE_OFF_TOPIC"
    assert attribute is not None
    assert attribute.score(assessment({"off-topic": 0.75})) == 0.75
    assert attribute_for("BELOWLINE_OFF_TOPIC", CLAUSES) is None


def test_a_clauses_score_is_the_rulings_and_the_whole_is_the_classifiers() -> None:
    found = assessment({"discourtesy": 0.9}, discourtesy=0.2, toxicity=0.4)

    assert attributes()["INSULT"].raw(found) == 0.9
    assert attributes()["TOXICITY"].raw(found) == 0.4


def test_a_product_asks_for_all_of_its_labels() -> None:
    both = Attribute("BOTH", ("racism", "violence"), True, frozenset(), ((0.0, 0.0), (1.0, 1.0)))

    assert both.raw(assessment({"racism": 0.5, "violence": 0.5})) == 0.25
    assert both.raw(assessment({"racism": 0.5})) == 0.0


def test_places_come_in_the_order_of_the_text_and_of_its_own_clauses_only() -> None:
    found = assessment(
        {},
        finding("discourtesy", 20, 25),
        finding("spam", 1, 3),
        finding("discourtesy", 4, 9),
        finding("discourtesy", None, None),
    )

    assert [each.start for each in attributes()["INSULT"].places(found)] == [4, 20]


def test_between_two_points_a_scale_is_straight_and_outside_it_is_flat() -> None:
    points = ((0.0, 0.0), (0.2, 0.8), (1.0, 1.0))

    assert along(points, 0.1) == pytest.approx(0.4)
    assert along(points, 0.2) == pytest.approx(0.8)
    assert along(points, 0.6) == pytest.approx(0.9)
    assert (along(points, -1.0), along(points, 2.0)) == (0.0, 1.0)
