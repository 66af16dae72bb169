"""Numbers that lead to a person are told from those that don't."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belowline.moderation.numbers import is_ip_address, is_phone, is_short_phone, plain_digits


@pytest.mark.parametrize(
    "written",
    ["+44 7700 900123", "(202) 555-0143", "020 7946 0018", "+49 30 901820", "06 39 98 55 01"],
)
def test_a_phone_number_is_known_by_its_shape(written: str) -> None:
    assert is_phone(written, is_called=False)


@pytest.mark.parametrize(
    "written",
    [
        *("1939-1945", "2021-12-30", "1,234,567", "90 000", "12 406 512", "1.2.3.4", "000-000"),
        *("0-306-40615-2", "100-200-3000", "600 123 456"),
    ],
)
def test_years_dates_counts_and_books_are_no_phone_numbers(written: str) -> None:
    assert not is_phone(written, is_called=False)


def test_seven_digits_need_somebody_to_call() -> None:
    assert is_phone("555-0143", is_called=True)
    assert not is_phone("555-0143", is_called=False)
    assert not is_short_phone("250-1200")


def test_eight_digits_need_the_word_right_before_them() -> None:
    assert is_phone("72 128 827", is_called=True, is_dialled=True)
    assert not is_phone("72 128 827", is_called=True)


def test_letters_that_pass_for_digits_are_read_as_such() -> None:
    assert plain_digits("o7 7oo 9oo l2i") == "07700900121"


def test_only_public_network_addresses_lead_to_somebody() -> None:
    assert is_ip_address("8.8.8.8")
    assert is_ip_address("[2a00:1450:4001:82a::200e]")
    assert not is_ip_address("192.168.0.1")
    assert not is_ip_address("999.1.1.1")
    assert not is_ip_address("fe80::1")


@given(st.text(st.sampled_from("0123456789 +-()./oil"), max_size=24), st.booleans())
def test_no_number_breaks_the_reading(written: str, is_called: bool) -> None:
    assert isinstance(is_phone(written, is_called=is_called), bool)


@given(st.from_regex(r"\A\+44 7\d{3} \d{6}\Z"))
def test_every_mobile_number_of_a_country_is_one(written: str) -> None:
    assert is_phone(written, is_called=False) == (len(set(plain_digits(written))) > 2)
