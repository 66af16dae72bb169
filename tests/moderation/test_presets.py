"""The shipped policies, and files that say only what they change of one."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belowline.moderation import (
    DEFAULT_PRESET,
    PRESETS,
    Action,
    Moderator,
    PolicyError,
    full_policy_text,
    parse_policy,
    preset_text,
    shipped_policy_text,
)
from belowline.moderation.policy import NEVER
from belowline.moderation.policy_text import _CLAUSE, _LINE, _TOP
from belowline.moderation.shipped import shipped_text

SHIPPED = shipped_policy_text()


def problems(text: str) -> list[tuple[int, str]]:
    with pytest.raises(PolicyError) as caught:
        parse_policy(text)
    return [(problem.line, problem.message) for problem in caught.value.problems]


def test_the_default_preset_is_the_shipped_policy_as_it_is() -> None:
    assert preset_text(DEFAULT_PRESET) == SHIPPED
    assert Moderator().policy == parse_policy(SHIPPED)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_a_whole_policy_of_its_name(name: str) -> None:
    text = preset_text(name)
    policy = parse_policy(text)

    assert policy.name == name
    assert "extends" not in tomllib.loads(text)
    assert text.count("#") >= SHIPPED.count("#")


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_differs_from_the_house_policy_in_its_numbers_and_its_line(name: str) -> None:
    house, policy = parse_policy(SHIPPED), parse_policy(preset_text(name))

    assert [replace(clause, hold_at=0.0, reject_at=0.0) for clause in policy.clauses] == [
        replace(clause, hold_at=0.0, reject_at=0.0) for clause in house.clauses
    ]
    assert replace(policy, clauses=(), line="", name="", version="") == replace(
        house, clauses=(), line="", name="", version=""
    )


@pytest.mark.parametrize("name", sorted(set(PRESETS) - {DEFAULT_PRESET}))
def test_a_preset_copies_no_text_of_a_clause(name: str) -> None:
    raw = tomllib.loads(shipped_text(PRESETS[name]))

    assert raw["extends"] == DEFAULT_PRESET
    assert {key for clause in raw["clause"].values() for key in clause} == {"hold_at", "reject_at"}


def test_presets_grow_milder_from_the_first_to_the_last() -> None:
    policies = [parse_policy(preset_text(name)) for name in PRESETS]

    for stricter, milder in pairwise(policies):
        for clause in stricter.clauses:
            other = milder.clause(clause.name)
            assert other.hold_at >= clause.hold_at
            assert other.reject_at >= clause.reject_at


def test_one_line_is_a_policy() -> None:
    policy = parse_policy('extends = "balanced"')

    assert policy == parse_policy(preset_text("balanced"))


def test_a_file_says_only_what_it_changes() -> None:
    policy = parse_policy(
        """
        extends = "post-moderation"
        name = "the-example"
        contacts = ["desk@paper.example"]
        [line]
        thanks = "Thank you."
        [clause.racism]
        hold_at = 0.4
        [clause.spam]
        reject_at = "never"
        """
    )
    preset = parse_policy(preset_text("post-moderation"))

    assert (policy.name, policy.contacts) == ("the-example", ("desk@paper.example",))
    assert policy.line == preset.line.replace(preset.thanks, "Thank you.")
    assert policy.clause("racism") == replace(preset.clause("racism"), hold_at=0.4)
    assert policy.clause("spam") == replace(preset.clause("spam"), reject_at=NEVER)
    assert policy.clause("doxing") == preset.clause("doxing")


def test_a_file_may_add_a_clause_and_rules_to_a_preset() -> None:
    text = """
        extends = "balanced"
        [clause.off_topic]
        title = "Off topic"
        summary = "Stay with the story."
        means = ["Talking about something else."]
        does_not_mean = ["A short joke."]
        hold_at = 0.5
        reject_at = "never"
        report_label = "Off topic"
        [[phrases]]
        clause = "off_topic"
        phrases = ["my cat"]
        """

    assert Moderator(parse_policy(text)).rule("Look at my cat.").action is Action.HOLD


def test_problems_have_the_lines_of_the_file_that_extends() -> None:
    text = """extends = "balanced"
report_treshold = 3
[clause.spam]
hold_at = 7
[clause.racism]

hold_at = "nevr"
titel = "Race"
[[phrases]]
clause = "manners"
phrases = ["x"]
"""

    assert problems(text) == [
        (2, "unknown key “report_treshold”"),
        (4, "“hold_at” is 7"),
        (7, "“hold_at” must be a number"),
        (8, "unknown key “titel”"),
        (10, "no clause is called “manners”"),
    ]


def test_tables_in_a_line_have_that_line() -> None:
    text = 'extends = "balanced"\n\n[clause]\nspam = { hold_at = 7 }\ndoxing = 1\n'

    assert problems(text) == [(4, "“hold_at” is 7"), (5, "“doxing” must be a table")]


@pytest.mark.parametrize("key", ["hold_at = 0.97", "reject_at = 0.1"])
def test_a_number_that_clashes_with_the_presets_is_named_where_it_stands(key: str) -> None:
    text = f'extends = "balanced"\n[clause.profanity]\n{key}\n'

    assert problems(text) == [(3, "“reject_at” is below “hold_at”")]


@pytest.mark.parametrize("name", ['"mild"', "3", '["balanced"]'])
def test_an_unknown_preset_is_the_only_problem_of_a_file_that_is_right_otherwise(name: str) -> None:
    with pytest.raises(PolicyError) as caught:
        parse_policy(f"\nextends = {name}\n")

    [problem] = caught.value.problems
    assert problem.line == 2
    assert problem.message.startswith("there is no preset")
    assert problem.hint == "known: balanced, no-tolerance, post-moderation"


@pytest.mark.parametrize("point", ['"Never"', "1.5", "inf", "0", "-1", "true"])
def test_a_point_is_a_number_in_range_or_never(point: str) -> None:
    text = f'extends = "balanced"\n[clause.spam]\nreject_at = {point}\n'

    with pytest.raises(PolicyError) as caught:
        parse_policy(text)

    problem = caught.value.problems[0]
    assert problem.line == 3
    assert problem.hint.endswith('0.01 to 1, or "never"')


def test_the_version_moves_with_the_file_and_with_the_preset_below_it() -> None:
    versions = {
        parse_policy(f'extends = "{name}"\n{more}').version
        for name in PRESETS
        for more in ("", "report_threshold = 2\n", "report_threshold = 2.5\n")
    }

    assert len(versions) == 9


def test_what_is_kept_of_a_policy_needs_no_preset_to_be_understood() -> None:
    text = """
        extends = "balanced"
        name = 'ours'
        contacts = ["a \\"quoted\\" \\u007f \\\\ one", "%s"]
        [clause.spam]
        means = ["Selling 🛋️.", "Selling again."]
        hold_at = "never"
        [clause.off_topic]
        title = "Off"
        summary = "S"
        means = ["a"]
        does_not_mean = []
        hold_at = 0.5
        reject_at = 1
        report_label = "Off"
        [[phrases]]
        clause = "off_topic"
        phrases = ["one", "two"]
        patterns = ['\\bx\\d\\b']
        must_match = ["x1"]
        [[phrases]]
        clause = "spam"
        phrases = ["three"]
        mode = "shadow"
        """ % ("long " * 40)

    full = full_policy_text(text)

    assert parse_policy(full) == parse_policy(text)
    assert full_policy_text(full) == full


def test_every_key_that_may_be_overridden_has_its_place_in_the_house_policy() -> None:
    raw: dict[str, Any] = tomllib.loads(SHIPPED)

    assert set(raw) == _TOP - {"extends", "phrases"}
    assert set(raw["line"]) == _LINE
    assert all(set(clause) == _CLAUSE for clause in raw["clause"].values())


POINTS = st.sampled_from([0.3, 0.5, "never"])


@given(
    st.dictionaries(
        st.sampled_from(["spam", "racism", "doxing"]), st.tuples(POINTS, st.text(max_size=20))
    ),
    st.sampled_from(list(PRESETS)),
)
@settings(max_examples=60, deadline=None)
def test_any_change_reads_the_same_from_the_file_and_from_its_full_text(
    clauses: dict[str, tuple[float | str, str]], name: str
) -> None:
    quoted = {"never": '"never"'}
    lines = [f'extends = "{name}"']
    for clause, (point, words) in clauses.items():
        safe = "".join(f"\\u{ord(char):04x}" for char in words if ord(char) < 0xD800)
        lines += [f"[clause.{clause}]", f"hold_at = {quoted.get(str(point), point)}"]
        lines += ['reject_at = "never"', f'words = "{safe}"']
    text = "\n".join(lines)

    assert parse_policy(full_policy_text(text)) == parse_policy(text)
