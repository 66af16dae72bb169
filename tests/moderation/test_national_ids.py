"""Every country's identity numbers are told by that country's own rules."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from belowline.moderation.national_ids import NATIONAL_IDS
from belowline.moderation.shipped import shipped_text

# Numbers that the authorities themselves print as samples, or that are known to be nobody's.
RIGHT = [
    ("us_ssn", "078-05-1120"),
    ("uk_nino", "AB 12 34 56 C"),
    ("uk_nhs", "943 476 5919"),
    ("de_steuer_id", "86 095 742 719"),
    ("fr_nir", "2 55 08 14 168 025 38"),
    ("es_dni", "12345678Z"),
    ("es_dni", "X-1234567-L"),
    ("it_codice_fiscale", "RSSMRA85T10A562S"),
    ("nl_bsn", "111222333"),
    ("se_personnummer", "19811218-9876"),
    ("pl_pesel", "44051401458"),
    ("br_cpf", "390.533.447-05"),
    ("ca_sin", "123-456-782"),
    ("in_aadhaar", "2341 2341 2346"),
    ("tr_kimlik", "10000000146"),
    ("be_national", "85.07.30-033.28"),
    ("ch_ahv", "756.9217.0769.85"),
    ("no_fodselsnummer", "01010750160"),
    ("fi_hetu", "131052-308T"),
    ("ie_pps", "1234567T"),
    ("za_id", "8001015009087"),
    ("cn_resident_id", "11010519491231002X"),
]
WRONG = [
    ("us_ssn", "666-05-1120"),
    ("us_ssn", "078-00-1120"),
    ("uk_nino", "NT 12 34 56 C"),
    ("uk_nhs", "943 476 5918"),
    ("de_steuer_id", "12345678901"),
    ("fr_nir", "2 55 08 14 168 025 39"),
    ("es_dni", "12345678A"),
    ("it_codice_fiscale", "RSSMRA85T10A562T"),
    ("nl_bsn", "111222334"),
    ("se_personnummer", "811318-9876"),
    ("pl_pesel", "44051401459"),
    ("br_cpf", "111.111.111-11"),
    ("ca_sin", "123-456-789"),
    ("in_aadhaar", "2341 2341 2347"),
    ("tr_kimlik", "10000000147"),
    ("be_national", "85.07.30-033.29"),
    ("ch_ahv", "756.9217.0769.84"),
    ("no_fodselsnummer", "01010750161"),
    ("fi_hetu", "131052-308U"),
    ("ie_pps", "1234567A"),
    ("za_id", "8001015009086"),
    ("cn_resident_id", "110105194912310021"),
]


@pytest.mark.parametrize(("kind", "written"), RIGHT)
def test_a_number_that_keeps_the_rules_is_known(kind: str, written: str) -> None:
    assert NATIONAL_IDS[kind](written)


@pytest.mark.parametrize(("kind", "written"), WRONG)
def test_a_number_that_breaks_a_rule_is_not(kind: str, written: str) -> None:
    assert not NATIONAL_IDS[kind](written)


def test_every_country_has_a_number_that_is_right_and_one_that_is_wrong() -> None:
    assert {kind for kind, _ in RIGHT} == set(NATIONAL_IDS) == {kind for kind, _ in WRONG}


def test_every_country_has_a_shape_by_which_its_numbers_are_found() -> None:
    kinds = {
        entry["kind"] for entry in tomllib.loads(shipped_text("identity_numbers.toml"))["number"]
    }

    assert set(NATIONAL_IDS) <= kinds


@given(st.text(st.characters(categories=["Nd", "Lu", "Ll", "Pd", "Zs", "Po"]), max_size=24))
def test_no_text_breaks_the_rules(text: str) -> None:
    for check in NATIONAL_IDS.values():
        assert isinstance(check(text), bool)
