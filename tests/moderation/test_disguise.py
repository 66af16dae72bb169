"""What readers write so that it isn't found is read as what it says; plain words stay plain."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from belowline.moderation import Moderator, parse_policy, shipped_policy_text
from belowline.moderation.detectors import shipped_detectors
from belowline.moderation.facts import Facts
from belowline.moderation.lexicon import shipped_vocabulary
from belowline.moderation.tables import confusables
from belowline.moderation.text import View

# What a text is put together from that tries to break the reading of it.
PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *("idiot", "id iot", "i d i o t", "idoit", "1d10t", "id*ot", "youareanidiot"),
                *("ʇoıpı", "ʇoıpı uɐ", "🤡", "a 🤡🤡", "to 🔪 you", "\u202etoidi\u202c", "іԁіоt"),
                *("\n", "\n\n", "  ", "\t", " ", ".", "'", "“", "> ", "- ", "l", "e.g.", "P.S. I"),
                *("\u200b", "\u0301", "\ud800", "ﬁ", "ß", "İ", "👩‍👩‍👧", "🇩🇪", "he'll", "4th"),
            ]
        ),
        st.text(max_size=6),
    ),
    max_size=20,
).map("".join)


def view(text: str) -> View:
    return View(Facts(text), confusables(), shipped_vocabulary())


@pytest.fixture(scope="module")
def rules() -> Moderator:
    policy = parse_policy(shipped_policy_text())
    return Moderator(policy, shipped_detectors(policy))


@given(PIECES)
@settings(max_examples=300, deadline=None)
def test_every_place_of_the_view_is_a_place_in_the_text_and_in_order(typed: str) -> None:
    seen = view(typed)
    spans = [seen.span(at, at + 1) for at in range(len(seen.text))]

    assert all(0 <= start < end <= len(typed) for start, end in spans)
    assert spans == sorted(spans)


@given(PIECES)
@settings(max_examples=200, deadline=None)
def test_every_finding_marks_something_that_was_typed(rules: Moderator, typed: str) -> None:
    ruling = rules.rule(typed)

    assert ruling.unchecked == ()
    for found in ruling.findings:
        if found.start is not None and found.end is not None:
            assert 0 <= found.start < found.end <= len(typed)


@given(PIECES)
@settings(max_examples=200, deadline=None)
def test_a_text_read_plainly_has_nothing_more_to_undo(typed: str) -> None:
    seen = view(typed)
    undone = [seen.text[start:end] for start, end in seen.disguised]

    assert all(view(word).text == word for word in undone)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("you idoit", "you idiot"),
        ("you idot", "you idiot"),
        ("you mron", "you moron"),
        ("you iddiiot", "you idiot"),
        ("stuuupiiiid", "stupid"),
        ("assshoooole", "asshole"),
        ("id iot", "idiot"),
        ("stu pid", "stupid"),
        ("youareanidiot", "you are an idiot"),
        ("killyourself now", "kill yourself now"),
        ("go.back.where", "go.back.where"),
        ("d-eserve to d.i.e", "deserve to die"),
        ("y0u d3s3rve it", "you deserve it"),
        ("1d10t", "idiot"),
        ("st*pid p**ple", "stupid people"),
        ("ʇoıpı", "idiot"),
        ("ʇoıpı uɐ ǝɹɐ noʎ", "you are an idiot"),
        ("f⭕⭕l", "fool"),
        ("сосk and соп", "cock and соп"),
        ("y o u a r e a f o o l", "you are a fool"),
        ("you are a c l o w n", "you are a clown"),
        ("#blacklivesmatter", "#black lives matter"),
        ("good.you,and me", "good.you, and me"),
    ],
)
def test_a_disguise_is_undone(typed: str, plain: str) -> None:
    assert view(typed).text == plain


@pytest.mark.parametrize(
    "typed",
    [
        "he'll be there, she'd've come, o'clock",
        "well-being, and/or, re-form, co-op",
        "5pm, 10am, 4th, mp3, covid19, 4chan, b2b, 20mph, a4, 1st, u2",
        "p.s. i love you, r. u. shaw",
        "a.m. i think",
        "putin, poutine, patrick, kilian, dickinson and blackburn",
        "good book, coffee committee, aaron, llama, hmmm",
        "the rapist, pen is, as she it, no one, may be, in to",
        "ɔ is a letter of akan: ɔkɔ, wɔ, ɛyɛ",
        "the trans people of the pride",
        "r&b, at&t, c++, a+, b-, x/y, 3*4*5",
        "**bold** and _slanted_ and ~struck~",
        "@theguardian and @blacklivesmatter",
    ],
)
def test_what_is_no_disguise_is_left_alone(typed: str) -> None:
    assert view(typed).text == typed


@pytest.mark.parametrize(
    ("typed", "flowing"),
    [
        ("go\nkill\n\nyourself", "go kill yourself"),
        ("You are\n  an idiot", "you are an idiot"),
        ("of all the people who have\never written here", None),
    ],
)
def test_a_break_in_a_sentence_may_be_read_as_a_space(typed: str, flowing: str | None) -> None:
    plain, other = view(typed).readings

    assert "\n" in plain.text
    assert other.text == (flowing or typed.replace("\n", " "))
    assert other.readings == (other,)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("you are a 🤡", "you are a clown"),
        ("they are\n🐀🐀", "they are rats"),
        ("I will 🔪 you", "i will stab you"),
        ("🔥 the lot of them", "burn the lot of them"),
        ("the poor 🐷 is here", "the poor pig is here"),
        ("another bald 🦠 with a bowl", "another bald parasite with a bowl"),
        ("the editor is 💀 by monday", "the editor is dead by monday"),
        ("he was 💀 right", "he was dead right"),
    ],
)
def test_an_emoji_in_the_place_of_a_word_may_be_read_as_it(typed: str, read: str) -> None:
    readings = view(typed).readings

    assert readings[0].text == typed.lower()
    assert readings[-1].text == read
    place = readings[-1].text.index(read.split()[-1])
    assert readings[-1].span(place, len(read))[1] == len(typed)


@pytest.mark.parametrize(
    "typed", ["i love my dog 🐶 and you 🐷", "good night 🔥", "so cute 🐒🐒", "i’m 💀 😂"]
)
def test_an_emoji_beside_words_is_none(typed: str) -> None:
    assert len(view(typed).readings) == 1


def test_a_finding_across_a_break_is_added_and_none_is_lost(rules: Moderator) -> None:
    assert rules.rule("I hope you\ndie soon").action == "reject"
    assert rules.rule("Remove that man\ntraitor").action == rules.rule("traitor").action


@pytest.mark.parametrize(
    "typed",
    [
        "first point.\nsecond point.",
        "tomatoes and basil from the garden\n- rats in the cellar of the house",
        "they wrote this in the story\n> and this is the quotation of it",
        "Nobody has read the whole report yet\n\nYou should read all of it before the vote",
    ],
)
def test_a_break_between_sentences_stays_a_break(typed: str) -> None:
    assert len(view(typed).readings) == 1


HOSTILE = {
    "one word": "a" * 10_000,
    "letters apart": "a " * 5_000,
    "double letters": "aabbccdd" * 1_250,
    "unknown words": "zqxjk " * 1_666,
    "long unknown words": ("youareaniditoyouareanidito " * 400)[:10_000],
    "leet": "1d10t! " * 1_400,
    "masks": "f*****k " * 1_250,
    "upside down": "ɐǝɹʇ" * 2_500,
    "overrides": "\u202ea" * 5_000,
    "line breaks": "a\n" * 5_000,
    "emoji": "a 🤡" * 3_333,
    "marks": "a" + "\u0301" * 9_999,
    "quotation marks": "'a " * 3_333,
    "halves": "id iot " * 1_400,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_the_longest_text_is_read_in_time_that_grows_with_it(name: str) -> None:
    """Four times the text may take eight times as long at most, with room for a busy machine."""
    short, whole = HOSTILE[name][:2_500], HOSTILE[name]
    least = min(_seconds(short) for _ in range(3))

    assert min(_seconds(whole) for _ in range(3)) < max(8 * least, 0.05)


def _seconds(text: str) -> float:
    began = time.process_time()
    view(text)
    return time.process_time() - began
