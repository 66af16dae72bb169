"""A phone number that is written as it is said is read as its digits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belowline.moderation.spoken import spoken_numbers

ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
GERMAN = ("null", "eins", "zwei", "drei", "vier", "funf", "sechs", "sieben", "acht", "neun")


def digits(text: str) -> list[str]:
    return [found for _, _, found in spoken_numbers(text)]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("oh-seven-seven-double-oh nine-double-oh three-one-nine", "07700900319"),
        ("zero seven seven double-oh, nine hundred, four eight one", "07700900481"),
        ("two oh two, triple five, oh one four four", "2025550144"),
        ("415 five55 01 two seven", "4155550127"),
        ("zwo-drei-eins-zwo-funf, dann die acht-acht-acht", "23125888"),
        ("oh one six three two, nine sixty, seventy-seven", "016329607" + "7"),
    ],
)
def test_digits_are_read_as_they_are_said(said: str, meant: str) -> None:
    assert digits(said) == [meant]


@pytest.mark.parametrize(
    "said",
    [
        "one two three four five six seven eight nine ten, here we come",
        "two four six eight, who do we appreciate",
        "one, two, three, four of them",
        "nine one one was called at five past seven",
        "ooooooooohhhh",
    ],
)
def test_counting_and_chanting_is_no_number(said: str) -> None:
    assert digits(said) == []


@given(
    st.lists(st.integers(0, 9), min_size=9, max_size=15),
    st.sampled_from([ENGLISH, GERMAN]),
    st.sampled_from([" ", "-", ", ", " - "]),
)
def test_every_number_said_digit_by_digit_is_read(
    number: list[int], words: tuple[str, ...], between: str
) -> None:
    written = "".join(map(str, number))
    said = between.join(words[digit] for digit in number)

    is_dull = len(set(number)) < 3 or written in "0123456789101112131415" or written in "9876543210"
    assert digits(f"his number: {said}, ring him") == ([] if is_dull else [written])


@given(st.text(max_size=120))
def test_no_text_breaks_the_reading(text: str) -> None:
    for start, end, found in spoken_numbers(text):
        assert 0 <= start < end <= len(text)
        assert found.isdigit()
