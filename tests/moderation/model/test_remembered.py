"""A comment that is asked about twice is judged twice, and read by the classifier once."""

from __future__ import annotations

from typing import Any

import pytest

from belowline.moderation import Facts, HostHistory, Moderator, Pace, SiteFacts
from belowline.moderation.detectors import shipped_classifier
from belowline.moderation.detectors.classifier import Trained
from belowline.moderation.model.classifier import Opinion
from belowline.moderation.text import View

TEXTS = (
    "The council should have asked the people who live there.",
    "You are a pathetic little man and everybody here knows it.",
    "Cheap watches, 80 % off, order now at https://watches.example!",
)
# What may be known when it is sent, and was not when it was asked about.
LATER: dict[str, Any] = {
    "author_published": 30,
    "recent": (TEXTS[0], TEXTS[0]),
    "site": SiteFacts(
        pace=Pace(minute=30), hosts={"watches.example": HostHistory(published=0, spam=9)}
    ),
}
KNOWN: tuple[dict[str, Any], ...] = ({}, LATER, {})


class Counting(Trained):
    """The shipped classifier, which counts what it reads."""

    def __init__(self, trained: Trained) -> None:
        super().__init__(trained._classifier, trained._reasons)
        self.read: list[str] = []
        self.fails = False

    def opinion(self, facts: Facts, view: View) -> Opinion:
        """Count, and answer or fail."""
        self.read.append(facts.text)
        if self.fails:
            raise RuntimeError("as told")
        return super().opinion(facts, view)


@pytest.fixture(scope="module")
def forgetful() -> Moderator:
    return Moderator()


@pytest.fixture
def classifier() -> Counting:
    shipped = shipped_classifier()
    assert isinstance(shipped, Trained)
    return Counting(shipped)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("place", [{}, {"story": "The bridge is closed", "parent": TEXTS[1]}])
def test_rulings_are_the_same_as_without_memory(
    forgetful: Moderator, classifier: Counting, text: str, place: dict[str, Any]
) -> None:
    moderator = Moderator(classifier=classifier, remembers=8)

    for known in KNOWN:
        assert moderator.rule(text, **place, **known) == forgetful.rule(text, **place, **known)

    assert classifier.read == [text]


def test_the_same_words_in_another_place_are_read_anew(classifier: Counting) -> None:
    moderator = Moderator(classifier=classifier, remembers=8)

    moderator.rule(TEXTS[1])
    moderator.rule(TEXTS[1], story=TEXTS[1])
    moderator.rule(TEXTS[1], parent=TEXTS[1])

    assert len(classifier.read) == 3


def test_the_oldest_is_forgotten_first_and_nothing_is_kept_unasked(classifier: Counting) -> None:
    few, none = Moderator(classifier=classifier, remembers=2), Moderator(classifier=classifier)

    for text in (*TEXTS, TEXTS[2], TEXTS[0]):
        few.rule(text)
    assert classifier.read == [*TEXTS, TEXTS[0]]
    none.rule(TEXTS[0])
    none.rule(TEXTS[0])
    assert len(classifier.read) == 6


def test_a_failure_is_no_opinion_and_holds_but_once(classifier: Counting) -> None:
    moderator = Moderator(classifier=classifier, remembers=8)
    classifier.fails = True
    assert moderator.rule(TEXTS[0]).unchecked == ("classifier",)

    classifier.fails = False

    assert moderator.rule(TEXTS[0]).unchecked == ()


def test_what_is_done_with_an_answer_does_not_change_the_next(classifier: Counting) -> None:
    moderator = Moderator(classifier=classifier, remembers=8)
    facts = Facts(TEXTS[1])
    first = moderator.assess(facts)

    likely = first.probabilities
    assert isinstance(likely, dict)
    likely.clear()

    assert moderator.assess(facts).probabilities
    assert moderator.assess(facts).ruling == first.ruling
