"""Numbers of papers, accounts and cards are known by name or by their check digits."""

from __future__ import annotations

import pytest

from tests.moderation.detectors.doxing import action, detectors


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1111",
        "Amex 3782 822463 10005 expires 11/27",
        "DE89 3704 0044 0532 0130 00",
        "219-09-9999, have fun",
        "AB 12 34 56 C belongs to the man in the article",
        "529.982.247-25, é dele mesmo",
        "RSSMRA85T10A562S, ecco il vostro eroe",
        "1 85 05 78 006 084 91 : bonne lecture",
        "811218-9876 if somebody wants to check",
        "756.9217.0769.85",
    ],
)
def test_check_digits_prove_a_number_that_nobody_names(text: str) -> None:
    assert action(text) == "reject"
    assert "identity_numbers" in detectors(text)


@pytest.mark.parametrize(
    "text",
    [
        "Aadhaar no. 0000 5550 1234, see for yourself",
        "his dni is 00550123-T",
        "PPS number 5550123QA. Somebody might like to check.",
        "BSN 111222333 of the alderman, enjoy",
        "Passport no. 555012347, travels as Keller.",
        "My sort code is 00-55-01 and the account's 55501234",
        "DE00 5550 1230 0012 3456 78, that's my account",
        "Card ending 0155, full number 5550 1234 5550 0155",
        "PAN card ABCPE1234F of the builder",
        "Her student ID's 00555012.",
    ],
)
def test_a_number_that_is_called_what_it_is_needs_no_proof(text: str) -> None:
    assert action(text) == "reject"
    assert "identity_numbers" in detectors(text)


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112 signatures were counted",
        "DOI 10.1038/s41586-020-2649-2 has the data.",
        "SHA256 is 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "commit 7622dec1e5f7d25dc60b57c28c39f4c4af197018 broke it",
        "On account of 2014-15 and 2016-17 we paid more.",
        "The account of 1939-1945 is well known.",
        "Write 0000 0000 0000 0000 in the form and it crashes.",
        "UPC 036000291452 was recalled.",
        "My bank wanted my date of birth and mother's maiden name just to close an account.",
        "The planning application is 21/04567/FUL, read it.",
        "We spent 1,234,567 and then 12 345 678 more.",
    ],
)
def test_other_long_numbers_are_left_alone(text: str) -> None:
    assert action(text) == "publish"


def test_a_number_that_the_story_gives_may_be_repeated() -> None:
    story = "Donations go to DE89 3704 0044 0532 0130 00 at the town's bank."

    assert action("I sent ten to DE89370400440532013000.", story=story) == "publish"


def test_a_date_of_birth_waits_for_a_person() -> None:
    assert action("DOB 14/03/1978, in case you wondered") == "hold"
