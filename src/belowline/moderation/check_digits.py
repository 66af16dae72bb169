"""Check the digits by which cards, accounts and identity numbers guard against typing errors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# Verhoeff's tables: multiplication in the dihedral group D5, and the permutation by position.
# J. Verhoeff, Error Detecting Decimal Codes (Mathematical Centre Tract 29), 1969.
_TIMES = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 2, 3, 4, 0, 6, 7, 8, 9, 5),
    (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
    (3, 4, 0, 1, 2, 8, 9, 5, 6, 7),
    (4, 0, 1, 2, 3, 9, 5, 6, 7, 8),
    (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2),
    (7, 6, 5, 9, 8, 2, 1, 0, 4, 3),
    (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
    (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)
_FIRST_TURN = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def digits_of(written: str) -> list[int]:
    """The digits in a written number, whatever stands between them."""
    return [int(char) for char in written if "0" <= char <= "9"]


def passes_luhn(digits: Sequence[int]) -> bool:
    """ISO/IEC 7812-1, annex B: every second digit doubled, the sum divisible by ten."""
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(digits[-1::-2])) % 10 == 0


def passes_verhoeff(digits: Sequence[int]) -> bool:
    """Verhoeff's check, which finds every single error and every swap of neighbours."""
    state = 0
    for place, digit in enumerate(reversed(digits)):
        for _ in range(place % 8):
            digit = _FIRST_TURN[digit]
        state = _TIMES[state][digit]
    return state == 0


def passes_mod_11_10(digits: Sequence[int]) -> bool:
    """ISO/IEC 7064, the hybrid system MOD 11,10."""
    state = 10
    for digit in digits[:-1]:
        state = (state + digit) % 10 or 10
        state = state * 2 % 11
    return (state + digits[-1]) % 10 == 1


def weighted(digits: Iterable[int], weights: Iterable[int]) -> int:
    """The sum of the digits times their weights, as far as both go."""
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False))


def is_card(written: str) -> bool:
    """Whether the digits pass the Luhn check and begin as payment cards do."""
    digits = digits_of(written)
    if not 13 <= len(digits) <= 19 or digits[0] not in (2, 3, 4, 5, 6) or len(set(digits)) < 2:
        return False
    return passes_luhn(digits)


def is_iban(written: str) -> bool:
    """Whether it passes the mod-97 check of ISO 13616."""
    code = re.sub(r"[ \-]", "", written).upper()
    if not 15 <= len(code) <= 34 or not code.isascii() or not code.isalnum():
        return False
    moved = code[4:] + code[:4]
    return int("".join(str(int(char, 36)) for char in moved)) % 97 == 1
