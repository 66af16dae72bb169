"""A policy text is read whole or refused with the line of every problem."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belowline.moderation import Policy, PolicyError, parse_policy, shipped_policy_text

SHIPPED = shipped_policy_text()
LINE = (
    "No tolerance for violence, racism, profanity, vulgarity, doxing or discourteous behaviour. "
    "Report spam from the ∨ menu instead of replying to it. "
    "Thanks for keeping the conversation fruitful."
)


def problems(text: str) -> list[tuple[int, str]]:
    with pytest.raises(PolicyError) as caught:
        parse_policy(text)
    return [(problem.line, problem.message) for problem in caught.value.problems]


def line_with(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_the_shipped_policy_states_the_house_rules_in_one_line() -> None:
    assert parse_policy(SHIPPED).line == LINE


def test_the_version_names_the_file_and_what_is_in_it() -> None:
    first, second = parse_policy(SHIPPED), parse_policy(SHIPPED + "\n# a remark\n")

    assert first.version.startswith("2026-11-25.1+sha256:")
    assert first.version != second.version


def test_a_clause_is_found_by_name() -> None:
    policy = parse_policy(SHIPPED)

    assert policy.clause("doxing").title == "Doxing"
    with pytest.raises(KeyError, match="nonsense"):
        policy.clause("nonsense")


def test_every_shipped_clause_says_what_it_means() -> None:
    for clause in parse_policy(SHIPPED).clauses:
        assert 3 <= len(clause.means) <= 6
        assert 3 <= len(clause.does_not_mean) <= 5
        assert clause.summary
        assert clause.report_label


def test_an_unknown_key_is_named_with_its_line() -> None:
    text = SHIPPED.replace('title = "Racism"', 'title = "Race"\ntitel = "x"')

    assert problems(text) == [(line_with(text, "titel"), "unknown key “titel”")]


def test_a_missing_field_points_at_its_clause() -> None:
    text = SHIPPED.replace('report_label = "Spam"\n', "")

    assert problems(text) == [(line_with(text, "[clause.spam]"), "“report_label” is missing")]


def test_a_threshold_out_of_range_is_refused() -> None:
    text = SHIPPED.replace("hold_at = 0.5", "hold_at = 5", 1)

    assert (line_with(text, "hold_at = 5"), "“hold_at” is 5") in problems(text)


def test_rejecting_before_holding_is_refused() -> None:
    text = SHIPPED.replace("reject_at = 0.8", "reject_at = 0.4", 1)

    assert problems(text) == [
        (line_with(text, "reject_at = 0.4"), "“reject_at” is below “hold_at”")
    ]


def test_a_clause_written_twice_is_refused() -> None:
    text = SHIPPED + "\n[clause.spam]\n"

    [(line, message)] = problems(text)
    assert line == text.count("\n")
    assert message == "[clause.spam] is written twice"


def test_a_phrase_for_an_unknown_clause_is_refused() -> None:
    text = SHIPPED + '\n[[phrases]]\nclause = "manners"\nphrases = ["x"]\n'

    assert problems(text) == [(line_with(text, '"manners"'), "no clause is called “manners”")]


def test_a_bad_pattern_is_refused_at_its_own_line() -> None:
    text = SHIPPED + '\n[[phrases]]\nclause = "spam"\npatterns = [\n  "fine",\n  "(open",\n]\n'

    [(line, message)] = problems(text)
    assert line == line_with(text, '"(open"')
    assert "(open" in message


def test_broken_toml_has_a_line() -> None:
    text = SHIPPED.replace('name = "no-tolerance"', "name = no-tolerance")

    assert problems(text)[0][0] == line_with(text, "name = no-")


def test_the_error_reads_line_by_line() -> None:
    with pytest.raises(PolicyError, match=r"line \d+: “title” is missing"):
        parse_policy(SHIPPED.replace('title = "Spam"\n', ""))


def test_a_site_may_add_a_clause_of_its_own() -> None:
    clause = SHIPPED[SHIPPED.index("[clause.spam]") : SHIPPED.index("# Rules of your own")]
    text = SHIPPED + clause.replace("clause.spam", "clause.off_topic")

    assert isinstance(parse_policy(text), Policy)


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_text_raises_anything_but_a_policy_error(text: str) -> None:
    with pytest.raises(PolicyError):
        parse_policy(text)


@given(st.integers(0, len(SHIPPED)), st.integers(0, 40), st.text(max_size=10))
@settings(max_examples=300, deadline=None)
def test_a_damaged_policy_is_read_or_refused_cleanly(at: int, cut: int, put: str) -> None:
    text = SHIPPED[:at] + put + SHIPPED[at + cut :]
    lines = text.count("\n") + 1

    assert all(1 <= line <= lines for line in _lines_of_problems(text))


def _lines_of_problems(text: str) -> list[int]:
    try:
        parse_policy(text)
    except PolicyError as error:
        return [problem.line for problem in error.problems]
    return []
