"""Texts that share most of their words have prints that share most of their bits."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belowline.moderation.fingerprint import are_near, fingerprint
from training.written import read_written

LETTERS = (
    "Our removal firm has moved a thousand happy families across the whole county since March."
)

WORDS = sorted(
    {
        word
        for row in read_written()[:400]
        for word in row.text.lower().split()
        if word.isalpha() and word.isascii() and len(word) > 2
    }
)

words = st.lists(st.sampled_from(WORDS), min_size=40, max_size=120, unique=True)
anything = st.text(st.characters() | st.sampled_from("ab.\u200b\u0301\u202e\ud83d\ude00@/"))


def print_of(text: str, story: str = "", parent: str = "") -> int:
    """The print of a text that must have one."""
    found = fingerprint(text, story, parent)
    assert found is not None
    return found


@given(text=anything, story=anything)
@settings(max_examples=300, deadline=None)
def test_any_text_has_a_print_of_64_bits_or_none(text: str, story: str) -> None:
    found = fingerprint(text, story, text)

    assert found is None or 0 <= found < 1 << 64
    assert fingerprint(text, story, text) == found


@given(words=words)
@settings(max_examples=100, deadline=None)
def test_the_same_words_have_the_same_print_however_they_are_typed(words: list[str]) -> None:
    plain = print_of(" ".join(words))
    shouted = "!! ".join(word.upper() for word in words)
    accented = " ".join(words).replace("e", "é").replace("a", "a\u0301")

    assert print_of(shouted) == plain
    assert print_of(accented) == plain


@given(words=words, place=st.integers(0, 39))
@settings(max_examples=200, deadline=None)
def test_a_text_with_one_word_changed_stays_near(words: list[str], place: int) -> None:
    changed = [*words]
    changed[place] = "rhinoceros"
    apart = (print_of(" ".join(words)) ^ print_of(" ".join(changed))).bit_count()

    # Ten bits are near; by chance a few texts of forty words go a little further.
    assert apart <= 20


def test_most_texts_of_ours_stay_near_when_one_word_is_changed() -> None:
    texts = [row.text for row in read_written() if row.author == "ewing"]
    long = [text.split() for text in texts if len(text.split()) >= 25][:200]
    near = [
        are_near(print_of(" ".join(words)), print_of(" ".join([*words[:9], "eel", *words[10:]])))
        for words in long
    ]

    assert len(near) > 50
    assert sum(near) > 0.9 * len(near)


def test_different_texts_are_far_apart() -> None:
    texts = [row.text for row in read_written() if row.author in ("ewing", "farouk")][::4]
    prints = [each for each in map(fingerprint, texts) if each is not None]
    apart = sorted((one ^ other).bit_count() for one, other in combinations(prints, 2))

    assert len(prints) > 300
    assert 25 < apart[len(apart) // 2] < 39
    # A handful of pairs differ in a word on purpose.
    assert sum(bits <= 10 for bits in apart) < len(apart) / 5_000


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Thank you!",
        "👍" * 90,
        "12 34 56 " * 20,
        "https://a.example/" + "a" * 80,
        "a@b.example " * 9,
    ],
)
def test_a_text_with_few_words_of_its_own_has_no_print(text: str) -> None:
    assert fingerprint(text) is None


def test_links_and_numbers_make_no_difference() -> None:
    with_link = f"{LETTERS} Call 0161 555 0123 or see https://one.example/a?b=c or a@one.example"
    with_other = f"{LETTERS} Call 0202 555 9999 or see www.two.example or b@two.example"

    assert print_of(with_link) == print_of(with_other)


def test_what_is_quoted_from_the_story_or_the_parent_is_not_the_authors_own() -> None:
    story = "The council sold the field behind the school to a firm that nobody had heard of."

    assert fingerprint(f"> {story}\n\nWho?", story) is None
    assert fingerprint(f"“{story}” Who?", "", story) is None
    assert fingerprint(f"“{story}” Who?") is not None
    assert print_of(f"{LETTERS} {story}", story) == print_of(LETTERS)


def test_a_language_without_spaces_has_prints_as_well() -> None:
    text = (
        "この町の図書館は来年の春に閉館されることになりましたが、"
        "住民の多くは反対しています。署名活動も始まりました。"
    )

    assert are_near(print_of(text), print_of(text.replace("来年", "今年")))


def test_a_print_is_the_same_in_every_process() -> None:
    program = f"from belowline.moderation import fingerprint; print(fingerprint({LETTERS!r}))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert int(done.stdout) == fingerprint(LETTERS)
