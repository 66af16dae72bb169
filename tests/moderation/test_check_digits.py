"""Check digits find the errors that they are there to find."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from belowline.moderation.check_digits import (
    digits_of,
    is_card,
    is_iban,
    passes_luhn,
    passes_mod_11_10,
    passes_verhoeff,
)

DIGITS = st.lists(st.integers(0, 9), min_size=8, max_size=18)


def completed(digits: list[int], check: object) -> list[int]:
    """The digits with the one check digit that makes them right."""
    assert callable(check)
    right = [[*digits, last] for last in range(10) if check([*digits, last])]
    assert len(right) == 1
    return right[0]


@given(DIGITS, st.data())
def test_one_wrong_digit_never_passes_for_right(digits: list[int], data: st.DataObject) -> None:
    for check in (passes_luhn, passes_verhoeff, passes_mod_11_10):
        right = completed(digits, check)
        place = data.draw(st.integers(0, len(right) - 1))
        right[place] = (right[place] + data.draw(st.integers(1, 9))) % 10

        assert not check(right)


@given(DIGITS, st.data())
def test_verhoeff_finds_every_swap_of_neighbours(digits: list[int], data: st.DataObject) -> None:
    right = completed(digits, passes_verhoeff)
    place = data.draw(st.integers(0, len(right) - 2))
    swapped = [*right]
    swapped[place], swapped[place + 1] = right[place + 1], right[place]

    assert passes_verhoeff(swapped) == (swapped == right)


@given(st.text(max_size=40))
def test_no_text_breaks_the_checks(text: str) -> None:
    assert isinstance(is_card(text), bool)
    assert isinstance(is_iban(text), bool)
    assert all(0 <= digit <= 9 for digit in digits_of(text))


def test_cards_pass_the_luhn_check() -> None:
    assert is_card("4111 1111 1111 1111")
    assert is_card("3782 822463 10005")
    assert not is_card("4111 1111 1111 1112")
    assert not is_card("0000 0000 0000 0000")


def test_accounts_pass_the_mod_97_check() -> None:
    assert is_iban("de89 3704 0044 0532 0130 00")
    assert is_iban("GB29 NWBK 6016 1331 9268 19")
    assert not is_iban("de89 3704 0044 0532 0130 01")
