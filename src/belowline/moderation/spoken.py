"""Read phone numbers that are written as they are said, as in “oh seven seven double oh”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from belowline.moderation.linear import Linear, linear
from belowline.moderation.tables import rows

_TOKEN = re.compile(r"[a-z]+|\d+")
# Fewer digits are no phone number in any country, more in none either.
_FEWEST, _MOST = 7, 15
# Children count, and so do readers: this is no number to call.
_COUNTING = "0123456789101112131415161718192021"


def spoken_numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Where such a number stands in a folded text, and its digits."""
    for match in _spoken().finditer(text):
        tokens = _tokens(match[0])
        said = [token for token in tokens if not token.isdigit()]
        digits = _digits(tokens)
        is_counting = digits in _COUNTING or digits in _COUNTING[9::-1]
        is_long_enough = len(said) >= 3 and _FEWEST <= len(digits) <= _MOST
        if is_long_enough and not is_counting and len(set(digits)) > 2:
            yield *match.span(), digits


def _tokens(said: str) -> list[str]:
    """The words and digits in a row; words run together with digits come apart (five55)."""
    return [token for token in _TOKEN.findall(said) if token.isdigit() or token in _values()]


def _digits(tokens: list[str]) -> str:
    """The digits that the words stand for: “seventy-seven double oh” is 7700."""
    digits, times, is_open = "", 1, False
    for token in tokens:
        value = token if token.isdigit() else _values()[token]
        if value.startswith("x"):
            times = int(value[1])
            continue
        if is_open and len(value) == 1 and value != "0":
            # “seventy” waits for its “seven”.
            digits = digits[:-1]
        digits += value * times
        is_open = not token.isdigit() and len(value) == 2 and "20" <= value <= "90"
        times = 1
    return digits


@cache
def _values() -> dict[str, str]:
    return {word: digits for digits, words in rows("spoken_digits.tsv") for word in words.split()}


@cache
def _spoken() -> Linear:
    """Five or more such words in a row; a number in digits may stand among them."""
    word = "|".join(sorted(_values(), key=len, reverse=True))
    part = rf"(?:{word}|\d{{1,5}})"
    then = r",? (?:then|and|dann|und|puis|luego|poi)(?: the| die)? "
    return linear(rf"\b(?:{part}(?:[ ,./–-]| - |, |- |\.\.\. ?|{then})?){{4,}}{part}\b")
