"""The word list finds words, not letters inside other words."""

from __future__ import annotations

import pytest

from belowline.moderation.facts import Facts
from belowline.moderation.lexicon import shipped_lexicon, shipped_vocabulary
from belowline.moderation.tables import confusables, scores
from belowline.moderation.text import View


def hits(text: str) -> list[tuple[str, str]]:
    view = View(Facts(text), confusables(), shipped_vocabulary())
    return [
        (hit.term.form, hit.term.severity)
        for hit in shipped_lexicon().search(view)
        if scores("severity")[hit.term.severity] >= 0.5
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Scunthorpe, Penistone, Essex, Sussex and Clitheroe",
        "a classic cocktail for the assassin's assistant",
        "raccoon, tycoon, cocoon and a Maine coon",
        "he sniggered and was niggardly about the niggling details",
        "Arsenal, Arsene and the parsec",
        "therapist, grape, drape, scrape",
        "god hell damn crap sex gay jew black kill terrorist drug gun breast penis",
        "Dickens, Hitchcock, Hancock, Cockburn, Titmarsh",
        "shuttlecock, peacock, cockpit, cockerel",
        "a chink in the armour and a kitchen spic and span",
        "homo sapiens and ecce homo",
        "sheet, sheets, duck, ducking, truck, luck, Buck and Puck",
        "cumulative cucumber circumference document",
        "she worked hard on it",
        "Mishit, shiitake, Yoshito, Matsushita",
        "count, county, country, discount",
        "assume, assess, massive, passage, embarrass",
        "analysis, analyst, canal, banal",
    ],
)
def test_ordinary_words_are_not_found(text: str) -> None:
    assert hits(text) == []


@pytest.mark.parametrize("text", ["fucking", "bullshit", "motherfucker", "dumbfuck", "fuckery"])
def test_grave_words_are_found_in_their_kin(text: str) -> None:
    assert hits(text)


def test_phrases_are_found_across_hyphens_but_not_across_stops() -> None:
    assert hits("a sand-nigger")
    assert not hits("He sat on his ass. Hole in one!")


def test_every_term_has_a_known_clause_and_severity() -> None:
    for term in shipped_lexicon().terms:
        assert term.clause in {"profanity", "vulgarity", "racism"}
        assert term.severity in scores("severity")
        assert term.match in {"whole", "inflects", "inside"}
