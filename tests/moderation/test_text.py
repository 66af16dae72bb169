"""The view keeps an exact way back to what was typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belowline.moderation.facts import Facts
from belowline.moderation.lexicon import shipped_vocabulary
from belowline.moderation.tables import confusables
from belowline.moderation.text import View

TRICKY = st.text(
    st.one_of(
        st.characters(), st.sampled_from("fuck1!@$*._- \u200b\u0301υо\u202e\ufdfa\ud800İß'\"“”>")
    ),
    max_size=80,
)


def view(text: str, story: str = "", parent: str = "") -> View:
    return View(Facts(text, story, parent), confusables(), shipped_vocabulary())


@given(TRICKY)
@settings(max_examples=300, deadline=None)
def test_every_place_in_the_view_maps_into_the_typed_text(typed: str) -> None:
    seen = view(typed)

    for place in range(len(seen.text)):
        start, end = seen.span(place, place + 1)
        assert 0 <= start < end <= len(typed)


@given(TRICKY)
@settings(max_examples=200, deadline=None)
def test_the_map_never_runs_backwards(typed: str) -> None:
    seen = view(typed)
    starts = [seen.span(place, place + 1)[0] for place in range(len(seen.text))]

    assert starts == sorted(starts)


@given(st.text(st.sampled_from("abcdefgh XYZ,."), max_size=60))
@settings(deadline=None)
def test_ordinary_letters_map_to_themselves(typed: str) -> None:
    seen = view(typed)

    if not seen.disguised and len(seen.text) == len(typed):
        assert [seen.span(i, i + 1) for i in range(len(typed))] == [
            (i, i + 1) for i in range(len(typed))
        ]


@given(TRICKY)
@settings(max_examples=200, deadline=None)
def test_sentences_cover_the_whole_view(typed: str) -> None:
    seen = view(typed)

    for place in range(len(seen.text)):
        start, end = seen.sentence(place)
        assert start <= place < end


def test_a_passage_is_a_sentence_between_its_neighbours() -> None:
    seen = view("One. Two. Three. Four.")

    for word, expected in {
        "One": "One. Two. ",
        "Three": "Two. Three. Four.",
        "Four": "Three. Four.",
    }.items():
        start, end = seen.passage(seen.text.lower().index(word.lower()))
        assert seen.text[start:end].lower() == expected.lower()


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("ＦＵＣＫ", "fuck"),
        ("𝓯𝓾𝓬𝓴", "fuck"),
        ("f\u200bu\u200dck", "fuck"),
        ("fu\u0301\u0301\u0301ck", "fuck"),
        ("fυck", "fuck"),
        ("f u c k", "fuck"),
        ("f.u.c.k", "fuck"),
        ("f**k", "fuck"),
        ("sh1t", "shit"),
        ("fuuuuck", "fuck"),
        ("fu ck", "fuck"),
        ("id1ot", "idiot"),
        ("y o u  f o o l", "you fool"),
    ],
)
def test_a_disguise_is_undone(typed: str, plain: str) -> None:
    assert " ".join(view(typed).text.split()) == plain


@pytest.mark.parametrize(
    "typed",
    [
        "привет, как дела",
        "4chan, mp3 and b2b",
        "as she it, pen is",
        "e.g. the u.s. and the u.k.",
        "a b c",
        "well-being and co-operation",
        "www.shit4less.example/fu.ck",
        "good, all, book, committee",
    ],
)
def test_ordinary_text_is_left_alone(typed: str) -> None:
    assert view(typed).disguised == ()


def test_a_finding_under_zero_width_letters_covers_all_that_was_typed() -> None:
    seen = view("oh f\u200bu\u0301ck no")
    place = seen.text.index("fuck")

    assert seen.seen(place, place + 4) == "f\u200bu\u0301ck"


def test_russian_is_not_turned_into_latin() -> None:
    assert view("сосна и рука").text == "сосна и рука"
