"""Folding keeps every letter's place, says nothing new the second time, and takes any text."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from belowline.moderation.fold import fold
from belowline.moderation.tables import confusables

ANY = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "aeiуоіҽԁɗｆ𝓯ⓕ🅵🇫ﬁßİıſ\u0301\u0337\u00ad\u200b\u200d\u202d\u202e\u202c\u2066\ufe0f"
        ),
    ),
    max_size=120,
)


@given(ANY)
@example("\u202eab\u202dcd\u202c\u202e")
@settings(max_examples=300, deadline=None)
def test_every_folded_letter_comes_from_a_place_in_the_typed_text(typed: str) -> None:
    folded = fold(typed, confusables())

    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    for start, end in zip(folded.starts, folded.ends, strict=True):
        assert 0 <= start < end <= len(typed)


@given(ANY)
@settings(max_examples=300, deadline=None)
def test_the_places_never_run_backwards(typed: str) -> None:
    folded = fold(typed, confusables())

    assert list(folded.starts) == sorted(folded.starts)
    assert list(folded.ends) == sorted(folded.ends)


@given(ANY)
@settings(max_examples=300, deadline=None)
def test_folding_twice_is_folding_once(typed: str) -> None:
    once = fold(typed, confusables()).text

    assert fold(once, confusables()).text == once


@given(ANY)
@settings(max_examples=200, deadline=None)
def test_nothing_unseen_is_left(typed: str) -> None:
    assert not set(fold(typed, confusables()).text) & set("\u00ad\u200b\u200d\u202e\ufe0f\u0301")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("an \u202etoidi\u202c here", "an idiot here"),
        ("\u202e\u202didiot\u202c\u202c", "idiot"),
        ("\u202etoidi\nand more", "idiot\nand more"),
        ("\u2067idiot\u2069", "idiot"),
        ("שלום \u202eשלום\u202c", "שלום שלום"),
    ],
)
def test_a_text_is_read_as_it_is_shown(typed: str, shown: str) -> None:
    assert fold(typed, confusables()).text == shown


def test_a_span_in_an_overridden_stretch_covers_the_whole_of_it() -> None:
    folded = fold("an \u202etoidi na\u202c.", confusables())

    assert folded.text == "an an idiot."
    assert folded.typed_span(3, 5) == (4, 12)


@pytest.mark.parametrize(
    "typed",
    ["москва і київ", "αθηνα", "ⲧⲁⲓ", "한국어", "日本語", "हिन्दी", "العربية", "עברית"],
)
def test_other_scripts_stay_what_they_are(typed: str) -> None:
    folded = fold(typed, confusables()).text

    assert not any("a" <= char <= "z" for char in folded)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("іdіоt", "idiot"),
        ("iԁiоt", "idiot"),
        ("ꓲdiꓳt", "ldiot"),
        ("ⅰⅾⅰⅰ", "idii"),
        ("ᶦᵈⁱᵒᵗ", "idiot"),
        ("ⓘⓓⓘⓞⓣ", "idiot"),
        ("🄸🄳🄸🄾🅃", "idiot"),
        ("🅸🅳🅸🅾🆃", "idiot"),
        ("🇮\u200b🇩\u200b🇮\u200b🇴\u200b🇹", "idiot"),
        ("i\u00add\u00adi\u00ado\u00adt", "idiot"),
        ("i̷d̷i̷o̷t̷", "idiot"),
        ("ïđîøŧ", "idiot"),
    ],
)
def test_letters_that_only_look_different_are_the_same(typed: str, plain: str) -> None:
    assert fold(typed, confusables()).text == plain
