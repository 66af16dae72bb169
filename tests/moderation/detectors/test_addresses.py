"""Addresses are known in many countries' shapes, and what is open to all is left alone."""

from __future__ import annotations

import pytest

from tests.moderation.detectors.doxing import action, detectors


@pytest.mark.parametrize(
    "text",
    [
        "27 Heron Close.",
        "Rourke, 905 Fenwick Terrace",
        "Brenda Fairhurst, 5 Weir Mews, Ormsley.",
        "Complain to Mr Vell, 8 Quarry View, Upper Thorn.",
        "Voss is on Kestrel Rise, number 40, no gate.",
        "Flat 2/1, 88 Sundew Street, Glasgow.",
        "4410 Birchwood Trl, Apt 6",
        "1190 Timber Ridge Drive, Boise, ID 83709.",
        "Signed, R. Malpas, 7 The Beeches, Nether Wallop SO20 8EZ",
        "Horst K. = Horst Kammerling, Birkenweg 7a, 55512 Brenzdorf.",
        "Er ist in der Lindenstraße 12, 50674 Köln.",
        "15 Rue de l'Écluse-Neuve, bâtiment C.",
        "C/ Olmo Viejo 17, 2.º B, 99012 Villaseca.",
        "Abita in via Garibaldi 12, Torino.",
        "Ze woont op de Keizersgracht 214, 1016 DX Amsterdam.",
        "Justice Amaral's mother: Rua das Acácias 88, apt 301.",
        "Kindly note Mr. D'Mello, H. No. 55/1-B, Mango Tree Road, Vasgaon.",
        "C-14, Shanti Niwas, ask for the builder",
        "Eircode's D99 X555 if you want to send him a card",
    ],
)
def test_an_address_is_known_by_its_shape(text: str) -> None:
    assert action(text) in {"hold", "reject"}
    assert "addresses" in detectors(text)


@pytest.mark.parametrize(
    "text",
    [
        "51.50732, -0.12765 is where he keeps the boat.",
        "48°51'24.1\"N 2°21'03.0\"E third floor left",
        "53.4808° N, 2.2426° W. Wait for him.",
        "///lamp.spoon.gravel will take you right to her front gate",
        "Plus code 9C3XGV2R+QM, that is his barn.",
    ],
)
def test_a_place_in_figures_is_known_too(text: str) -> None:
    assert "addresses" in detectors(text)


@pytest.mark.parametrize(
    "text",
    [
        "The party at 10 Downing Street went on until 4.15 am.",
        "They marched to 1600 Pennsylvania Avenue.",
        "Write to the House of Lords, London SW1A 0PW, as I did.",
        "Anne Frank hid at Prinsengracht 263 for two years.",
        "Sherlock Holmes lived at 221B Baker Street.",
        "The planning office is at 14 Market Street, open Mondays.",
        "In 1832 the mayor was Josiah Plumtree of 3 Castle Hill.",
        "I grew up at 14 Acorn Street; it was pulled down.",
        "The M4, the A470 and the B4521 all flood there.",
        "The 10 lane road will ruin the valley.",
        "They finished 3 points behind 1st place.",
        "2006, if the Supreme Court had not banned it.",
        "Latitude 52, same as Labrador.",
        "The figures are 0.1234, 0.5678 and 2345+67.",
        "8,100 square kilometres burned.",
        "It was cheered by a staggering 95 % of us.",
        "John 3:16, Psalm 119:105, read them in the park.",
        "I'm 47, I run, I eat my greens.",
        "June 8, 2014 Liberal leaders met.",
    ],
)
def test_offices_history_roads_and_measures_are_left_alone(text: str) -> None:
    assert action(text) == "publish"


def test_an_address_with_a_person_is_turned_away() -> None:
    assert action("He lives at 14 Acacia Avenue, Reading. Pay him a visit.") == "reject"
    assert action("14 Acacia Avenue, Reading.") == "hold"


def test_an_address_that_the_story_gives_may_be_repeated() -> None:
    story = "The fire at 14 Acacia Avenue burned for a day."

    assert action("I saw the smoke over 14 Acacia Avenue.", story=story) == "publish"
