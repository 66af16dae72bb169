"""A rule on trial is noted and acts on nothing; the others do what their mode says."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belowline.moderation import (
    Action,
    Finding,
    Mode,
    Moderator,
    Policy,
    parse_policy,
    shipped_policy_text,
)

SHIPPED = shipped_policy_text()
PIECES = st.lists(
    st.sampled_from(
        ["sofa", "s0fa", "buy", "you moron", "fuck", "“sofa”", "10", "\u200b", "https://a.example"]
    ),
    max_size=12,
)


def policy(mode: str, text: str = SHIPPED, clause: str = "discourtesy") -> Policy:
    rule = f'[[phrases]]\nclause = "{clause}"\nname = "sofas"\nphrases = ["sofa"]\nmode = "{mode}"'
    return parse_policy(f"{text}\n{rule}\n")


@pytest.fixture(scope="module")
def plain() -> Moderator:
    return Moderator()


@pytest.fixture(scope="module")
def watching() -> Moderator:
    return Moderator(policy("shadow"))


def test_a_shadow_is_noted_with_its_place_and_name(watching: Moderator) -> None:
    ruling = watching.rule("My Sofa is for sale.")

    assert (ruling.action, ruling.findings) == (Action.PUBLISH, ())
    assert ruling.scores["discourtesy"] < 0.1
    assert ruling.shadows == (
        Finding(
            clause="discourtesy",
            score=0.0,
            start=3,
            end=7,
            detector="phrases",
            reason="The publisher doesn't allow this.",
            rule="sofas",
            mode=Mode.SHADOW,
        ),
    )


@given(PIECES.map(" ".join))
@settings(max_examples=200, deadline=None)
def test_whatever_a_shadow_sees_the_ruling_is_as_without_it(
    plain: Moderator, watching: Moderator, text: str
) -> None:
    without, with_shadow = plain.rule(text), watching.rule(text)

    assert with_shadow.action is without.action
    assert with_shadow.scores == without.scores
    assert with_shadow.findings == without.findings
    assert bool(with_shadow.shadows) == ("sofa" in text or "s0fa" in text)


@pytest.mark.parametrize("mode", ["hold", "reject"])
def test_a_rule_acts_as_its_mode_says(mode: str) -> None:
    ruling = Moderator(policy(mode)).rule("My sofa is for sale.")

    assert ruling.action == mode
    assert [(found.rule, found.mode) for found in ruling.findings] == [("sofas", mode)]
    assert ruling.shadows == ()


@pytest.mark.parametrize("mode", ["hold", "reject"])
def test_a_rule_acts_where_its_clause_never_does_of_itself(mode: str) -> None:
    never = re.sub(r"(hold|reject)_at = 0\.\d", r'\1_at = "never"', SHIPPED)
    moderator = Moderator(policy(mode, never))

    assert moderator.rule("You moron.").action is Action.PUBLISH
    assert moderator.rule("My sofa.").action == mode
    assert moderator.rule("My sofa.").scores["discourtesy"] == 1.0


def test_a_rule_that_holds_does_not_reject_where_both_points_are_one() -> None:
    strict = re.sub(r"hold_at = 0\.\d", "hold_at = 0.8", SHIPPED)

    assert Moderator(policy("hold", strict)).rule("My sofa.").action is Action.HOLD


def test_what_is_never_held_may_still_be_rejected() -> None:
    text = re.sub(r"hold_at = 0\.\d", 'hold_at = "never"', SHIPPED)
    moderator = Moderator(parse_policy(text))

    assert moderator.rule("The mayor of this town is a complete moron.").action is Action.PUBLISH
    assert moderator.rule("What the fuck is this.").action is Action.REJECT


def test_two_rules_that_say_the_same_are_two_findings_in_one_order() -> None:
    second = '[[phrases]]\nclause = "discourtesy"\nname = "again"\nphrases = ["sofa"]\n'
    text = SHIPPED + second.replace("again", "b") + second.replace("again", "a")

    rulings = {Moderator(parse_policy(text)).rule("My sofa.").findings for _ in range(5)}

    [findings] = rulings
    assert [found.rule for found in findings] == ["a", "b"]
