"""What a reader typed is checked before anything else is done with it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belowline.conversation.words import (
    LONGEST_EMAIL,
    LONGEST_NAME,
    LONGEST_NOTE,
    LONGEST_TEXT,
    MOST_MARKS_IN_A_ROW,
    check_email,
    check_name,
    check_note,
    check_text,
)
from belowline.kernel.errors import Refused

# What makes trouble stands closer together here than in all of Unicode.
AWKWARD = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("a \n\r\t\0\x01\x1f\x85\u0301\u0488\u200b\u200d\u202e\u2066\ufeff\uffff"),
        st.sampled_from(["\ud800", "\udfff"]),
    ),
    max_size=40,
)
FORBIDDEN_IN_TEXT = "\0\r\x0b\x0c\x1b\x7f\x85\u202a\u202b\u202c\u202d\u202e\ufffe\uffff"


def refusal_of_text(text: str) -> str:
    with pytest.raises(Refused) as refused:
        check_text(text)
    assert refused.value.field == "text"
    return refused.value.code


@given(AWKWARD)
def test_no_text_that_is_taken_holds_what_disguises_or_cannot_be_kept(text: str) -> None:
    try:
        taken = check_text(text)
    except Refused:
        return

    assert not set(taken) & set(FORBIDDEN_IN_TEXT)
    assert not any(unicodedata.category(character) == "Cs" for character in taken)


@given(AWKWARD)
def test_a_text_that_was_taken_is_taken_again_as_it_is(text: str) -> None:
    try:
        taken = check_text(text)
    except Refused:
        return

    assert check_text(taken) == taken


@given(AWKWARD)
def test_a_name_that_was_taken_is_one_line_and_is_taken_again_as_it_is(text: str) -> None:
    try:
        taken = check_name(text)
    except Refused:
        return

    assert check_name(taken) == taken
    assert taken == " ".join(taken.split())
    assert 1 <= len(taken) <= LONGEST_NAME


def test_a_comment_may_be_as_long_as_the_limit_and_no_longer() -> None:
    assert check_text("a" * LONGEST_TEXT) == "a" * LONGEST_TEXT
    assert refusal_of_text("a" * (LONGEST_TEXT + 1)) == "too-long"


def test_the_limit_counts_characters_and_not_bytes() -> None:
    assert check_text("😀" * LONGEST_TEXT)


def test_blanks_around_a_comment_do_not_count() -> None:
    assert check_text("  " + "a" * LONGEST_TEXT + " \n") == "a" * LONGEST_TEXT


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\t", "\u200b", "\ufeff \u2060", "\u00ad", "\u3164", "\u2800", "\ufe0f", "\x07"],
)
def test_a_comment_that_shows_nothing_is_refused_as_empty(text: str) -> None:
    assert refusal_of_text(text) == "empty"


@pytest.mark.parametrize("text", ["a", "?", "👍", "❤️", "ا", "名", "1", "—"])
def test_one_visible_character_is_a_comment(text: str) -> None:
    assert check_text(text) == text


def test_a_nul_is_refused_and_the_refusal_says_what_to_do() -> None:
    with pytest.raises(Refused, match="NUL") as refused:
        check_text("a\0b")
    assert refused.value.code == "unshowable"


@pytest.mark.parametrize("number", [0xD800, 0xDBFF, 0xDC00, 0xDFFF])
def test_half_a_character_is_refused(number: int) -> None:
    assert refusal_of_text(f"a{chr(number)}b") == "unshowable"
    assert check_text(f"a{chr(0xD7FF)}{chr(0xE000)}b")


@pytest.mark.parametrize("override", ["\u202a", "\u202b", "\u202c", "\u202d", "\u202e"])
def test_a_direction_override_is_refused_by_its_number(override: str) -> None:
    with pytest.raises(Refused, match=f"U\\+{ord(override):04X}") as refused:
        check_text(f"a{override}b")
    assert refused.value.code == "direction-override"


@pytest.mark.parametrize("mark", ["\u2066", "\u2067", "\u2068", "\u2069", "\u200e", "\u200f"])
def test_isolates_and_marks_of_well_behaved_keyboards_are_taken(mark: str) -> None:
    assert check_text(f"a{mark}b") == f"a{mark}b"


def test_accents_may_be_stacked_as_high_as_the_limit() -> None:
    stack = "\u0301" * MOST_MARKS_IN_A_ROW

    assert check_text(f"a{stack}a{stack}") == f"a{stack}a{stack}"
    assert refusal_of_text(f"a{stack}\u0301") == "stacked-marks"


@pytest.mark.parametrize("between", ["\x01", "\u200d", "\u200b", "\uffff"])
def test_invisible_characters_do_not_hide_a_stack_of_accents(between: str) -> None:
    stack = "\u0301" * MOST_MARKS_IN_A_ROW

    assert refusal_of_text(f"a{stack}{between}{stack}") == "stacked-marks"


def test_line_ends_become_plain_and_control_characters_go() -> None:
    assert check_text("one\r\ntwo\rthree\x07\x1b") == "one\ntwo\nthree"
    assert check_text("a\tb") == "a\tb"


@pytest.mark.parametrize(
    "text",
    ["Tiếng Việt có dấu", "שָׁלוֹם עֲלֵיכֶם", "नमस्ते", "ภาษาไทยที่นี่", "می‌خواهم", "👩‍❤️‍💋‍👨 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "Ångström"],
)
def test_every_script_is_taken_as_it_is(text: str) -> None:
    assert check_text(text) == text


def test_a_name_is_put_on_one_line() -> None:
    assert check_name(" Ada \n  Lovelace\t") == "Ada Lovelace"


def test_a_name_may_be_as_long_as_the_limit_and_no_longer() -> None:
    assert check_name("a" * LONGEST_NAME) == "a" * LONGEST_NAME
    with pytest.raises(Refused) as refused:
        check_name("a" * (LONGEST_NAME + 1))
    assert (refused.value.code, refused.value.field) == ("too-long", "name")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "name-missing"),
        (" \u200b ", "name-missing"),
        ("\u3164", "name-missing"),
        ("...", "name-invalid"),
        ("–\u3164–", "name-invalid"),
        ("👍", "name-invalid"),
        ("a\0", "unshowable"),
        ("a\ud800", "unshowable"),
        ("a\u202e", "direction-override"),
        ("a" + "\u0301" * (MOST_MARKS_IN_A_ROW + 1), "stacked-marks"),
    ],
)
def test_a_name_that_names_nobody_is_refused(name: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        check_name(name)
    assert (refused.value.code, refused.value.field) == (code, "name")


@pytest.mark.parametrize("name", ["A", "7", "名", "O'Neill-Ñandú", "Наталя К.", "أحمد"])
def test_names_of_every_script_are_taken(name: str) -> None:
    assert check_name(name) == name


def test_a_note_may_be_empty_and_as_long_as_the_limit() -> None:
    assert check_note(" \n", field="note") == ""
    assert check_note("a" * LONGEST_NOTE, field="note") == "a" * LONGEST_NOTE
    with pytest.raises(Refused) as refused:
        check_note("a" * (LONGEST_NOTE + 1), field="note")
    assert (refused.value.code, refused.value.field) == ("too-long", "note")


def test_a_note_with_a_limit_of_its_own_keeps_it() -> None:
    assert check_note("abc", field="contact", longest=3) == "abc"
    with pytest.raises(Refused, match="at most 3"):
        check_note("abcd", field="contact", longest=3)


@pytest.mark.parametrize("email", ["a@b.c", "ada.l+news@mail.example.org", "ü@münchen.example"])
def test_an_email_address_is_taken(email: str) -> None:
    assert check_email(f" {email} ") == email


def test_no_email_address_is_no_error() -> None:
    assert check_email("") is None
    assert check_email("  ") is None


def test_an_email_address_may_be_as_long_as_a_mail_path() -> None:
    longest = "a" * (LONGEST_EMAIL - len("@b.example")) + "@b.example"

    assert check_email(longest) == longest
    with pytest.raises(Refused):
        check_email("a" + longest)


@pytest.mark.parametrize(
    "email", ["ada", "ada@", "@b.c", "a@b", "a b@c.d", "a@b@c.d", "a@b.c\nd@e.f", "a@b.\u200b\0"]
)
def test_what_is_no_email_address_is_refused(email: str) -> None:
    with pytest.raises(Refused) as refused:
        check_email(email)
    assert refused.value.field == "email"
