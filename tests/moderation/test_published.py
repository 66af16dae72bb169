"""What is public already may be repeated, in any spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belowline.moderation.published import Published

STORY = (
    "Call the surgery on +44 (0)20 7946 0999, or visit 14 Acacia Avenue. Mail care@ward.example."
)
GAPS = st.sampled_from(["", " ", "-", ".", " - "])


@pytest.mark.parametrize(
    "digits", ["02079460999", "442079460999", "00442079460999", "79460999", "2079460999"]
)
def test_the_storys_numbers_are_known_with_and_without_their_countrys_code(digits: str) -> None:
    assert Published(()).holds_number(digits, STORY)


@pytest.mark.parametrize("digits", ["02079460998", "60999", "442079460990"])
def test_other_numbers_are_not(digits: str) -> None:
    assert not Published(()).holds_number(digits, STORY)


@given(st.lists(GAPS, min_size=10, max_size=10))
def test_a_number_of_the_story_is_known_in_any_spacing(gaps: list[str]) -> None:
    written = "".join(digit + gap for digit, gap in zip("02079460999", [*gaps, ""], strict=True))

    assert Published(()).holds_number("02079460999", f"Ring {written} now.")
    assert Published(()).holds(written, STORY.replace("+44 (0)", "0"))


def test_addresses_of_the_story_are_known_in_any_case() -> None:
    assert Published(()).holds("14 acacia avenue", STORY)
    assert Published(()).holds("care@ward.example", STORY)
    assert not Published(()).holds("15 acacia avenue", STORY)


def test_the_publishers_own_contacts_are_known() -> None:
    own = Published(["newsdesk@example.com", "+1 202 555 0100"])

    assert own.holds("newsdesk@example.com", "")
    assert own.holds_number("2025550100", "")
    assert not own.holds_number("2025550101", "")


@pytest.mark.parametrize(
    "digits", ["116123", "08001110111", "18002738255", "131114", "0972394050", "741741"]
)
def test_helplines_and_numbers_free_to_call_are_nobodys(digits: str) -> None:
    assert Published(()).holds_number(digits, "")


@pytest.mark.parametrize(
    "address", ["press@council.example", "clerk@parliament.uk", "poststelle@bmi.bund.de"]
)
def test_offices_are_there_to_be_written_to(address: str) -> None:
    assert Published(()).holds(address, "")


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_breaks_the_comparing(detail: str, story: str) -> None:
    assert isinstance(Published(()).holds(detail, story), bool)
    assert isinstance(Published(()).holds_number("0123456789", story), bool)
