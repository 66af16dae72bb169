"""The name of a linked site says whose it is, and whether it is what it seems."""

from __future__ import annotations

import pytest

from belowline.moderation import hosts


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("a.b.example", "b.example"),
        ("b.example", "b.example"),
        ("localhost", "localhost"),
        ("a.b.co.uk", "b.co.uk"),
        ("b.com.au", "b.com.au"),
        ("x.anna.wordpress.com", "anna.wordpress.com"),
        ("192.168.0.1", "192.168.0.1"),
    ],
)
def test_the_part_that_somebody_registered_is_a_sites_own_name(host: str, name: str) -> None:
    assert hosts.own_name(host) == name


@pytest.mark.parametrize(
    "host", ["irs.gov", "www.ons.gov.uk", "cam.ac.uk", "gov.uk", "x.europa.eu", "en.wikipedia.org"]
)
def test_authorities_and_encyclopaedias_are_for_looking_things_up(host: str) -> None:
    assert hosts.is_reference(host)


@pytest.mark.parametrize(
    "host", ["gov.example", "irs.gov.evil.example", "wikipedia.org.evil.example", "mywikipedia.org"]
)
def test_who_only_carries_their_name_is_not(host: str) -> None:
    assert not hosts.is_reference(host)


@pytest.mark.parametrize("host", ["10.0.0.7", "0x7f000001", "2130706433", "[::1"])
def test_a_network_address_is_a_number_in_every_spelling(host: str) -> None:
    assert hosts.is_number(host)
    assert not hosts.is_number("1und1.example")


def test_a_name_in_front_of_another_is_borrowed() -> None:
    assert hosts.is_borrowed("bank.com.log-in.example")
    assert hosts.is_borrowed("www.bank.org.evil.co.uk")
    assert not hosts.is_borrowed("a.bank.com.au")
    assert not hosts.is_borrowed("com.example.org")


@pytest.mark.parametrize(
    "host", ["münchen.de", "пример.рф", "www.例え.jp", "xn--mnchen-3ya.de", "bank.com", "ελλάδα.gr"]
)
def test_an_honest_name_in_any_alphabet_is_no_double(host: str) -> None:
    assert not hosts.is_lookalike(host)


@pytest.mark.parametrize(
    "host",
    [
        "раypal.com",
        "аррӏе.com",
        "xn--80ak6aa92e.com",
        "xn--\u2603.com",
        "xn--pypal-4ve.com",
        "gοοgle.com",
    ],
)
def test_a_name_of_letters_that_pass_for_others_is_a_double(host: str) -> None:
    assert hosts.is_lookalike(host)
