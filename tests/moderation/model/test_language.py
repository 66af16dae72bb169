"""The classifier has an opinion of English comments and none of others."""

from __future__ import annotations

from pathlib import Path

import pytest

from belowline.moderation import Facts, Moderator

BENIGN = Path(__file__).parents[1] / "benign"


@pytest.fixture(scope="module")
def moderator() -> Moderator:
    return Moderator()


def comments() -> list[tuple[str, str]]:
    lines = (BENIGN / "languages.tsv").read_text("utf-8").splitlines()
    return [(*line.split("\t"),) for line in lines if not line.startswith("#")]  # type: ignore[misc]


@pytest.mark.parametrize(("language", "comment"), comments())
def test_a_civil_comment_is_published_in_any_language(
    moderator: Moderator, language: str, comment: str
) -> None:
    assert moderator.rule(comment).action == "publish"


def test_forty_languages_are_tried() -> None:
    assert len({language for language, _ in comments()}) >= 40


@pytest.mark.parametrize(
    "comment",
    [
        "Du bist ein Idiot und das wissen hier wirklich alle ganz genau.",
        "Спасибо за статью, я не знал, что мост такой старый.",
        "橋がそんなに古いとは知りませんでした。",
    ],
)
def test_of_another_language_there_is_no_opinion(moderator: Moderator, comment: str) -> None:
    assert moderator.assess(Facts(comment)).probabilities == {}


@pytest.mark.parametrize(
    "comment",
    [
        "Idiot.",
        "Gutless, snivelling little coward.",
        "u r teh mosst studpid persn on htis hole siet an u kno it",
        "Ankara, Diyarbakir, Gaziantep, Kahramanmaras: four towns that the storm has flattened.",
        "Schadenfreude and Weltschmerz, that is what they serve in Gelsenkirchen these days.",
    ],
)
def test_english_is_english_misspelt_and_with_foreign_names(
    moderator: Moderator, comment: str
) -> None:
    assert moderator.assess(Facts(comment)).probabilities
