"""Points that were chosen stand in a policy where an editor would look for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from belowline.moderation import PRESETS, parse_policy, preset_text
from belowline.moderation.calibration.policy import fragment, policy_with
from belowline.moderation.policy import NEVER

SPAM = replace(
    parse_policy(preset_text("no-tolerance")).clause("spam"), hold_at=0.43, reject_at=NEVER
)


def test_a_fragment_holds_the_points_and_nothing_else() -> None:
    assert fragment([SPAM]) == '[clause.spam]\nhold_at = 0.43\nreject_at = "never"\n'


def test_a_fragment_completes_a_policy_that_extends_another() -> None:
    policy = parse_policy('extends = "no-tolerance"\n' + fragment([SPAM]))

    assert policy.clause("spam") == SPAM


@pytest.mark.parametrize("name", PRESETS)
def test_a_whole_policy_differs_in_the_points_alone(name: str) -> None:
    text = f'extends = "{name}"\n[[phrases]]\nclause = "spam"\nphrases = ["sofa"]\n'
    before = parse_policy(text)

    after = parse_policy(policy_with(text, [SPAM]))

    assert after.clause("spam") == SPAM
    assert after.version != before.version
    others = [clause for clause in before.clauses if clause.name != "spam"]
    assert [clause for clause in after.clauses if clause.name != "spam"] == others
    assert replace(after, clauses=(), version="", phrases=()) == replace(
        before, clauses=(), version="", phrases=()
    )
    assert [rule.phrases for rule in after.phrases] == [("sofa",)]


def test_a_policy_in_which_there_is_no_place_is_told() -> None:
    lines = preset_text("no-tolerance").splitlines()
    start = lines.index("[clause.spam]")
    end = lines.index("", start)
    inline = (
        'spam = { title = "Spam", summary = "None.", means = ["Ads."], does_not_mean = ["Jokes."],'
        ' hold_at = 0.5, reject_at = 0.8, report_label = "Spam" }'
    )
    text = "\n".join([*lines[:start], "[clause]", inline, *lines[end:]])
    assert parse_policy(text).has("spam")

    with pytest.raises(ValueError, match="no place for the points"):
        policy_with(text, [replace(parse_policy(text).clause("spam"), hold_at=0.43)])
