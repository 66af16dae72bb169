"""The conversation around a comment clears it of what a rule saw, and nothing else does."""

from __future__ import annotations

import pytest

from belowline.moderation import Finding, Mode, Moderator
from belowline.moderation.cleared import cleared

ROAST = "How to make the best roast potatoes\nSalt, oil, a hot oven and a heavy pan."
SINKING = "Boat with forty migrants sinks off the coast\nTwelve people are missing."
SLUGS = "Slugs eat gardens this wet summer\nGardeners ask what to do about their lettuce."
CARAVANS = "Travellers settle on the common\nResidents complain about the caravans."
BAKING = "Bake-off final: the judges call the bakers in\nTen minutes remain on the clock."
ELECTED = "First woman to lead the union\nAnna Reed was elected on Sunday."


@pytest.fixture(scope="module")
def moderator() -> Moderator:
    return Moderator()


def threat(score: float = 0.88, **more: object) -> Finding:
    return Finding("violence", score, 0, 4, "threats", "A threat.", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "harmless", "grave"),
    [
        ("Drown them. Then smash whatever is left.", ROAST, SINKING),
        ("Cull every last one.", SLUGS, CARAVANS),
        ("Get back in the kitchen!", BAKING, ELECTED),
    ],
)
def test_the_same_words_pass_below_a_recipe_and_not_below_people(
    moderator: Moderator, text: str, harmless: str, grave: str
) -> None:
    assert moderator.rule(text, story=harmless).action == "publish"
    assert moderator.rule(text, story=grave).action == "reject"
    assert moderator.rule(text).action == "reject"


def test_clean_sentences_around_it_clear_nothing(moderator: Moderator) -> None:
    padding = "The beans in our garden came up late this year, and the peas not at all. " * 2

    assert moderator.rule(f"{padding}Cull every last one.", story=SLUGS).action != "publish"


def test_what_was_seen_is_still_told(moderator: Moderator) -> None:
    found = moderator.rule("Cull every last one.", story=SLUGS).findings

    assert [each.detector for each in found] == ["threats"]
    assert not found[0].is_sure


def test_the_comment_that_is_answered_clears_too() -> None:
    assert cleared([threat()], {"violence": 0.01}, lambda: {"violence": 0.3}) == {"violence"}


def test_words_that_look_harmless_everywhere_may_be_disguised_and_are_not_cleared() -> None:
    assert not cleared([threat()], {"violence": 0.01}, lambda: {"violence": 0.02})


def test_what_the_classifier_finds_possible_is_not_cleared() -> None:
    assert not cleared([threat()], {"violence": 0.06}, lambda: {"violence": 0.99})


def test_words_that_are_said_for_one_thing_only_are_not_cleared() -> None:
    assert not cleared([threat(0.6), threat(0.95)], {"violence": 0.01}, lambda: {"violence": 0.9})


def test_the_publisher_s_own_rules_are_not_cleared() -> None:
    mine = threat(rule="rule 1", mode=Mode.HOLD)

    assert not cleared([mine], {"violence": 0.01}, lambda: {"violence": 0.9})


def test_without_an_opinion_nothing_is_cleared() -> None:
    assert not cleared([threat()], {}, lambda: {})
    assert not cleared([threat()], {"violence": 0.01}, lambda: {})


def test_the_comment_alone_is_read_only_where_it_matters() -> None:
    def never() -> dict[str, float]:
        raise AssertionError("the classifier was asked once more")

    assert not cleared([], {"violence": 0.01}, never)
    assert not cleared([threat()], {"violence": 0.9}, never)
