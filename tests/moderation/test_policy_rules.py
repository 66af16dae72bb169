"""A publisher's own rules are read and tried when the policy is, each problem with its line."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belowline.moderation import (
    Mode,
    Moderator,
    PhraseRule,
    PolicyError,
    parse_policy,
    shipped_policy_text,
)

SHIPPED = shipped_policy_text()


def with_rule(*lines: str) -> str:
    return SHIPPED + "\n".join(["", "[[phrases]]", 'clause = "spam"', *lines, ""])


def rule(*lines: str) -> PhraseRule:
    [found] = parse_policy(with_rule(*lines)).phrases
    return found


def problems(text: str) -> list[tuple[str, str, str]]:
    """The text of the line that is named, what is wrong with it, and what to do."""
    with pytest.raises(PolicyError) as caught:
        parse_policy(text)
    lines = text.splitlines()
    return [
        (lines[each.line - 1].strip(), each.message, each.hint) for each in caught.value.problems
    ]


@pytest.mark.parametrize("key", ["mode", "action"])
@pytest.mark.parametrize(("word", "score"), [("hold", 0.5), ("reject", 0.8)])
def test_a_rule_has_the_score_that_its_mode_stands_for(key: str, word: str, score: float) -> None:
    found = rule('phrases = ["sofa"]', f'{key} = "{word}"')

    assert (found.mode, found.score) == (Mode(word), score)


def test_a_rule_holds_where_nothing_else_is_said() -> None:
    assert rule('phrases = ["sofa"]').mode is Mode.HOLD


def test_a_shadow_weighs_nothing() -> None:
    found = rule('phrases = ["sofa"]', 'mode = "shadow"')

    assert (found.mode, found.score) == (Mode.SHADOW, 0.0)


def test_the_older_name_may_say_the_same_and_nothing_else() -> None:
    same = ('phrases = ["sofa"]', 'mode = "reject"', 'action = "reject"')
    assert rule(*same).mode is Mode.REJECT

    text = with_rule('phrases = ["sofa"]', 'mode = "shadow"', 'action = "hold"')
    [(line, message, hint)] = problems(text)
    assert line == 'action = "hold"'
    assert message == "“action” says hold and “mode” says shadow"
    assert "leave it out" in hint


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('mode = "warn"', "“warn” is no mode"),
        ('action = "shadow"', "“shadow” is no action"),
        ("mode = 1", "“mode” must be a text"),
        ('name = "two\\nlines"', "“name” can't be shown"),
        (f'name = "{"x" * 61}"', "“name” can't be shown"),
        ('must_match = "sofa"', "“must_match” must be a list of texts"),
        ("must_not_match = [1]", "“must_not_match” holds something that is not a text"),
        ("until = 2027-01-01", "unknown key “until”"),
    ],
)
def test_what_makes_no_sense_is_named_with_its_line(line: str, message: str) -> None:
    text = with_rule('phrases = ["sofa"]', line)

    assert [each[:2] for each in problems(text)] == [(line, message)]


def test_a_rule_is_called_by_its_place_where_it_has_no_name() -> None:
    second = '[[phrases]]\nclause = "spam"\nname = "b"\nphrases = ["b"]\n'
    third = '[[phrases]]\nclause = "spam"\nphrases = ["c"]\n'
    text = with_rule('phrases = ["a"]') + second + third

    assert [each.name for each in parse_policy(text).phrases] == ["rule 1", "b", "rule 3"]


def test_no_two_rules_have_one_name() -> None:
    second = '[[phrases]]\nclause = "spam"\nname="a"\nphrases = ["b"]\n'
    text = with_rule('name = "a"', 'phrases = ["a"]') + second

    assert [each[:2] for each in problems(text)] == [('name="a"', "“a” is written twice")]


def test_a_rule_that_looks_for_nothing_is_refused() -> None:
    [(line, message, _)] = problems(with_rule())

    assert (line, message) == ("[[phrases]]", "the rule has neither phrases nor patterns")


@pytest.mark.parametrize("phrase", ["\u200b", "\u0301\u0301"])
def test_a_phrase_without_a_sign_is_refused(phrase: str) -> None:
    [(_, message, _)] = problems(with_rule(f'phrases = ["{phrase}"]'))

    assert message.startswith("nothing can match")


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("(open", "missing )"),
        ("(?=ahead)", "invalid perl operator"),
        (r"(a)\1", "invalid escape sequence"),
        ("a*", "matches where there is nothing"),
        (r"(\pL\pN?){1,900}x", "pattern too large"),
        (r"(?:\pL?\s?){30}9", "steps a letter"),
        ("x" * 2_001, "longer than 2000"),
    ],
)
def test_a_pattern_that_would_do_harm_is_refused_at_its_line(pattern: str, fault: str) -> None:
    text = with_rule("patterns = [", "  'fine',", f"  '{pattern}',", "]")

    [(line, message, hint)] = problems(text)
    assert line == f"'{pattern}',"
    assert pattern[:60] in message
    assert fault in hint


@pytest.mark.parametrize("pattern", [r"(x+x+)+y", r"(a|a)*b", r"^(([a-z])+.)+[A-Z]([a-z])+$"])
def test_a_pattern_that_is_slow_elsewhere_is_harmless_here(pattern: str) -> None:
    text = with_rule(f"patterns = ['{pattern}']", 'must_not_match = ["' + "xa" * 5_000 + '"]')

    parse_policy(text)


def test_one_rule_finds_so_many_places_and_no_more() -> None:
    moderator = Moderator(parse_policy(with_rule("patterns = ['.*9|so']")))

    assert len(moderator.rule("so " * 5_000).findings) < 30


def test_more_phrases_than_fit_are_refused_and_many_are_not() -> None:
    some = ", ".join(f'"word{number}"' for number in range(5_000))
    far_too_many = ", ".join(f'"{number} {"word" * 10}"' for number in range(40_000))
    parse_policy(with_rule(f"phrases = [{some}]"))

    [(_, message, hint)] = problems(with_rule(f"phrases = [{far_too_many}]"))

    assert "more phrases than can be looked for" in message
    assert hint == "make two rules of it"


def test_a_rule_is_tried_on_its_texts_when_the_policy_is_read() -> None:
    found = rule(
        'phrases = ["buy my sofa"]',
        'must_match = ["Please BUY  my söfa!", "b u y my s0fa", "buy my soooofa"]',
        'must_not_match = ["Buy my sofas.", "I sold the sofa."]',
    )

    assert len(found.must_match) == 3
    assert found.must_not_match == ("Buy my sofas.", "I sold the sofa.")


def test_every_text_that_a_rule_gets_wrong_is_named_with_its_line() -> None:
    text = with_rule(
        'name = "sofas"',
        'phrases = ["sofa"]',
        "must_match = [",
        '  "My SOFA.",',
        '  "My SOFAS.",',
        "]",
        'must_not_match = ["A sofa is a söfa.", "A chair."]',
    )

    assert problems(text) == [
        ('"My SOFAS.",', "the rule “sofas” doesn't match “My SOFAS.”", "it reads “my sofas.”"),
        (
            'must_not_match = ["A sofa is a söfa.", "A chair."]',
            "the rule “sofas” matches “A sofa is a söfa.”",
            "at “sofa”",
        ),
    ]


def test_a_text_that_passes_is_found_in_a_comment_too() -> None:
    lines = ('phrases = ["buy my sofa"]', 'must_match = ["b u y my s0fa"]')

    ruling = Moderator(parse_policy(with_rule(*lines))).rule("Come and b u y my s0fa.")

    assert [found.rule for found in ruling.findings] == ["rule 1"]


def test_the_example_in_the_shipped_file_is_a_rule_that_passes() -> None:
    text = re.sub(r"^# ?(?=\[\[phrases\]\]|[a-z_]+ = )", "", _example(), flags=re.MULTILINE)

    [found] = parse_policy(SHIPPED + text).phrases

    assert found.name == "media"
    assert found.patterns
    assert found.must_match
    assert found.must_not_match


def _example() -> str:
    return SHIPPED[SHIPPED.index("# [[phrases]]") :]


WORDS = st.text(max_size=30)
TOML = st.one_of(
    WORDS.map(lambda text: '"' + re.sub(r'[\\"\x00-\x1f\x7f]', " ", text) + '"'),
    st.sampled_from(["1", "[]", "[[]]", "{}", "true", '["x"]', '[""]', "['(']", "2027-01-01"]),
)
KEYS = st.sampled_from(
    ["name", "mode", "action", "phrases", "patterns", "reason", "must_match", "must_not_match"]
)


@given(st.dictionaries(KEYS, TOML, max_size=8))
@settings(max_examples=200, deadline=None)
def test_a_rule_of_any_shape_is_read_or_refused_cleanly(pairs: dict[str, str]) -> None:
    text = with_rule(*(f"{key} = {value}" for key, value in pairs.items()))
    first = text[: text.index("[[phrases]]\nclause")].count("\n") + 1

    assert all(line >= first for line in _lines_of_problems(text))


def _lines_of_problems(text: str) -> list[int]:
    try:
        parse_policy(text)
    except PolicyError as error:
        return [problem.line for problem in error.problems]
    return []
