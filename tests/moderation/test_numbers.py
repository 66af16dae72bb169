"""Numbers that lead to a person are told from those that don't."""

from __future__ import annotations

import pytest

from belowline.moderation.numbers import is_card, is_iban, is_ip_address, phone_kind


@pytest.mark.parametrize(
    "written", ["+44 7700 900123", "(202) 555-0143", "020 7946 0018", "+49 30 901820"]
)
def test_a_phone_number_is_known_by_its_shape(written: str) -> None:
    assert phone_kind(written, is_called=False)


@pytest.mark.parametrize(
    "written",
    ["1939-1945", "2021-12-30", "1,234,567", "90 000", "12 406 512", "1.2.3.4", "000-000"],
)
def test_years_dates_and_counts_are_no_phone_numbers(written: str) -> None:
    assert not phone_kind(written, is_called=False)


def test_seven_digits_need_somebody_to_call() -> None:
    assert phone_kind("555-0143", is_called=True)
    assert not phone_kind("555-0143", is_called=False)


def test_cards_pass_the_luhn_check() -> None:
    assert is_card("4111 1111 1111 1111")
    assert not is_card("4111 1111 1111 1112")
    assert not is_card("0000 0000 0000 0000")


def test_accounts_pass_the_mod_97_check() -> None:
    assert is_iban("de89 3704 0044 0532 0130 00")
    assert not is_iban("de89 3704 0044 0532 0130 01")


def test_only_public_network_addresses_lead_to_somebody() -> None:
    assert is_ip_address("8.8.8.8")
    assert not is_ip_address("192.168.0.1")
    assert not is_ip_address("999.1.1.1")
