"""The judge asks every detector, keeps every finding and fails closed."""

from __future__ import annotations

import pickle
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belowline.moderation import (
    ENGINE_VERSION,
    Action,
    Facts,
    Finding,
    Moderator,
    parse_policy,
    shipped_policy_text,
)
from belowline.moderation.text import View

ANY = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("fuck you 12345 @.*'\"“”>\n\u200b\u0301\u202e\x00\ud83d\udc80🔥"),
    ),
    max_size=300,
)


class Saying:
    def __init__(self, name: str, *findings: Finding) -> None:
        self.name = name
        self._findings = findings

    def find(self, facts: Facts, view: View) -> Iterable[Finding]:
        return self._findings


class Failing:
    name = "failing"

    def find(self, facts: Facts, view: View) -> Iterable[Finding]:
        raise RuntimeError("broken")


def finding(clause: str, score: float) -> Finding:
    return Finding(clause, score, None, None, "saying", "A reason.")


@pytest.fixture(scope="module")
def moderator() -> Moderator:
    return Moderator()


@pytest.mark.parametrize("text", ["You are a fucking waste of space.", "Thank you, how kind."])
def test_how_toxic_a_comment_is_needs_no_rules_and_frees_nothing(
    moderator: Moderator, text: str
) -> None:
    found = moderator.overall(Facts(text))

    assert found.probabilities == moderator.assess(Facts(text)).probabilities
    assert found.ruling.action is Action.HOLD


def test_where_the_classifier_has_no_opinion_the_rules_are_asked(moderator: Moderator) -> None:
    german = Facts("Das ist wirklich eine gute Frage, und ich danke Ihnen sehr dafür.")

    assert moderator.overall(german) == moderator.assess(german)


@pytest.mark.parametrize(
    ("score", "action"),
    [(0.49, Action.PUBLISH), (0.5, Action.HOLD), (0.79, Action.HOLD), (0.8, Action.REJECT)],
)
def test_the_thresholds_of_the_clause_decide(score: float, action: Action) -> None:
    ruling = Moderator(detectors=[Saying("one", finding("spam", score))]).rule("text")

    assert ruling.action == action


def test_the_strictest_clause_wins_and_every_finding_is_kept() -> None:
    detectors = [Saying("a", finding("spam", 0.6)), Saying("b", finding("doxing", 0.9))]
    ruling = Moderator(detectors=detectors).rule("text")

    assert ruling.action == Action.REJECT
    assert [found.clause for found in ruling.findings] == ["doxing", "spam"]
    assert ruling.scores["spam"] == 0.6
    assert ruling.scores["violence"] == 0.0


def test_a_detector_that_fails_holds_the_comment_and_the_others_still_run() -> None:
    ruling = Moderator(detectors=[Failing(), Saying("b", finding("spam", 0.1))]).rule("text")

    assert ruling.action == Action.HOLD
    assert ruling.unchecked == ("failing",)
    assert ruling.scores["spam"] == 0.1


def test_a_failing_detector_does_not_soften_a_rejection() -> None:
    ruling = Moderator(detectors=[Failing(), Saying("b", finding("spam", 0.9))]).rule("text")

    assert ruling.action == Action.REJECT


def test_every_clause_of_the_policy_has_a_score(moderator: Moderator) -> None:
    scores = moderator.rule("Good morning.").scores

    assert set(scores) == {clause.name for clause in moderator.policy.clauses}
    assert max(scores.values()) < 0.1


def test_a_ruling_names_the_versions_that_made_it(moderator: Moderator) -> None:
    ruling = moderator.rule("Good morning.")

    assert ruling.policy_version == moderator.policy.version
    assert ruling.engine_version == ENGINE_VERSION


def test_a_finding_for_a_clause_that_the_policy_lacks_is_left_out() -> None:
    ruling = Moderator(detectors=[Saying("a", finding("manners", 1.0))]).rule("text")

    assert ruling.action == Action.PUBLISH


def test_a_text_that_is_too_long_to_read_is_held(moderator: Moderator) -> None:
    ruling = moderator.rule("All is well. " * 100_000)

    assert ruling.action == Action.HOLD
    assert "length" in ruling.unchecked


def test_a_ruling_travels_between_processes(moderator: Moderator) -> None:
    ruling = moderator.rule("You idiot.")

    assert pickle.loads(pickle.dumps(ruling)) == ruling


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00",
        "\ud800",
        "🔥",
        "e" + "\u0301" * 5000,
        "\u202ekcuf\u202c",
        "a" * 30_000,
        ">" * 9000,
    ],
    ids=["empty", "space", "nul", "surrogate", "emoji", "marks", "override", "long", "quotes"],
)
def test_odd_texts_get_a_ruling(moderator: Moderator, text: str) -> None:
    ruling = moderator.rule(text, story=text[:500], parent=text[:500])

    assert set(ruling.unchecked) <= {"length"}


@given(text=ANY, story=ANY)
@settings(max_examples=300, deadline=None)
def test_any_text_gets_a_ruling_with_spans_inside_it(
    moderator: Moderator, text: str, story: str
) -> None:
    ruling = moderator.rule(text, story=story, parent=story, recent=[story, text])

    assert ruling.unchecked == ()
    for found in ruling.findings:
        assert 0.0 < found.score <= 1.0
        assert found.reason.strip()
        if found.start is None or found.end is None:
            assert found.start is None
            assert found.end is None
        else:
            assert 0 <= found.start < found.end <= len(text)


@given(text=ANY)
@settings(max_examples=100, deadline=None)
def test_the_same_input_gets_the_same_ruling(moderator: Moderator, text: str) -> None:
    assert moderator.rule(text) == Moderator().rule(text)


def test_padding_with_kind_words_does_not_help(moderator: Moderator) -> None:
    padded = "What a lovely day. " * 40 + "I will kill you. " + "Love and peace. " * 40

    assert moderator.rule(padded).action == Action.REJECT


def test_the_publishers_phrases_are_found_in_disguise() -> None:
    rule = '[[phrases]]\nclause = "spam"\nphrases = ["Café Müller"]\naction = "reject"\n'
    ruling = Moderator(parse_policy(shipped_policy_text() + rule)).rule("Come to CAFE  MULLER!")

    assert ruling.action == Action.REJECT
    assert (ruling.findings[0].start, ruling.findings[0].end) == (8, 20)


def test_the_publishers_contacts_may_be_given_out() -> None:
    text = shipped_policy_text().replace("contacts = []", 'contacts = ["desk@paper.example"]')

    assert Moderator(parse_policy(text)).rule("Write to desk@paper.example").action == "publish"


def test_the_same_text_again_is_held(moderator: Moderator) -> None:
    text = "The ring road is a waste of money, as everybody knows."

    assert moderator.rule(text).action == Action.PUBLISH
    assert moderator.rule(text, recent=[text.upper()]).action == Action.HOLD


def test_a_regular_may_give_more_links_than_a_newcomer(moderator: Moderator) -> None:
    text = "See https://a.example/1 and https://b.example/2 and https://c.example/3 on this."

    assert moderator.rule(text).action == Action.HOLD
    assert moderator.rule(text, author_published=50).action == Action.PUBLISH


def test_actions_have_an_order() -> None:
    assert Action.strictest(Action.HOLD, Action.PUBLISH, Action.REJECT) == Action.REJECT
    assert Action.strictest() == Action.PUBLISH
