"""Quoting, reporting and condemning are told from doing."""

from __future__ import annotations

import pytest

from belowline.moderation import Moderator

STORY = 'The man shouted "I will kill you and burn your house down" at the councillor.'


@pytest.fixture(scope="module")
def moderator() -> Moderator:
    return Moderator()


def test_a_reader_who_quotes_the_story_is_published(moderator: Moderator) -> None:
    text = "> I will kill you and burn your house down\n\nAnd they let him go with a fine?"

    assert moderator.rule(text, story=STORY).action == "publish"
    assert moderator.rule(text).action == "reject"


def test_quotation_marks_alone_do_not_excuse_a_threat(moderator: Moderator) -> None:
    assert moderator.rule('"I will kill you."').action == "reject"


def test_a_quotation_turned_on_a_reader_is_a_threat(moderator: Moderator) -> None:
    text = 'He said "I will kill you and burn your house down" - and I mean you, Olga.'

    assert moderator.rule(text, story=STORY).action == "reject"


def test_a_reported_threat_is_published(moderator: Moderator) -> None:
    text = "My neighbour shouted “I will kill you” at the nurse and nobody did anything."

    assert moderator.rule(text).action == "publish"


def test_what_follows_the_threat_does_not_excuse_it(moderator: Moderator) -> None:
    assert moderator.rule("I will kill you for what she wrote.").action == "reject"


def test_a_quoted_slur_waits_for_a_person(moderator: Moderator) -> None:
    assert moderator.rule('Calling people "faggot" is disgusting.').action == "hold"


@pytest.mark.parametrize(
    ("bad", "good"),
    [
        ("I will kill you.", "I will call you."),
        ("You are an idiot.", "I was an idiot."),
        ("You are stupid.", "That is stupid."),
        ("Immigrants are vermin.", "Immigrants are not vermin."),
        ("Someone should shoot him.", "Someone should ask him."),
        ("I hope you die.", "I hope you don't die."),
        ("Go back to your country.", "Go back to your article."),
        ("He deserved to be shot.", "Nobody deserved to be shot."),
        ("Shut up.", "He won't shut up."),
        ("Kill all Russians.", "Kill all processes."),
        ("He lives at 14 Acacia Avenue.", "He lives at ease."),
        ("Buy cheap viagra online!", "Is viagra safe?"),
    ],
)
def test_one_word_changes_the_answer(moderator: Moderator, bad: str, good: str) -> None:
    assert moderator.rule(bad).action != "publish"
    assert moderator.rule(good).action == "publish"
