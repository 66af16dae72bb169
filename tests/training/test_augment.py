"""Variations keep what has to be judged, and are the same for the same seed."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from training.augment import Material, misspelt, varied
from training.rows import Row

MATERIAL = Material(["A fine day for it."], ["Bridge shut\nThe bridge is shut."])


@given(st.text(max_size=200), st.integers())
def test_any_text_can_be_misspelt(text: str, seed: int) -> None:
    assert isinstance(misspelt(text, random.Random(seed)), str)


def test_a_misspelt_text_is_still_nearly_the_same() -> None:
    text = "The council should have asked the people who live there before it sold the land"
    spoilt = [misspelt(text, random.Random(seed)) for seed in range(50)]

    assert all(one != text for one in spoilt)
    assert all(abs(len(one) - len(text)) < 15 for one in spoilt)


@given(st.integers())
def test_labels_are_never_touched(seed: int) -> None:
    row = Row("You utter fool, resign at once.", {"discourtesy": 1.0}, "written", "train")

    assert varied(row, MATERIAL, random.Random(seed)).labels == row.labels


@given(st.integers())
def test_a_row_that_hangs_on_its_story_keeps_it(seed: int) -> None:
    row = Row("Do it.", {}, "written", "train", story="War", parent="Shall we?", kind="quist")
    found = varied(row, MATERIAL, random.Random(seed))

    assert (found.story, found.parent) == ("War", "Shall we?")


@given(st.integers())
def test_marked_words_stay_in_their_places(seed: int) -> None:
    row = Row("what a moron", {}, "semeval2021_toxic_spans", "train", spans=((7, 12, "toxicity"),))

    assert varied(row, MATERIAL, random.Random(seed)).text == row.text
