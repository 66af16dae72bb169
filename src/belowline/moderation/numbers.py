"""Tell real phone, card, account and network numbers from other numbers."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

import phonenumbers
import re2

# The countries whose national numbers are understood without a country code, commonest first.
_REGIONS = ("US", "GB", "DE", "FR", "ES", "AU", "IE", "IN")
_GROUPED = re.compile(r"\d{2,5}[ .\-)/]{1,2}\d")
_YEARS = re.compile(r"(?:1[5-9]|20)\d\d[ \-/–.]+(?:1[5-9]|20)\d\d")
_DATE = re.compile(r"(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d\d)")
_IPV4 = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}\Z")
_SHORT = re.compile(r"\d{3}[ \-.]\d{4}\Z")

_SPOKEN_DIGITS = {
    word: str(digit)
    for digit, words in enumerate(
        ("oh o zero nought naught", "one", "two", "three", "four", "five", "six", "seven", "eight")
    )
    for word in words.split()
} | {"nine": "9", "hundred": "00"}
_TIMES = {"double": 2, "triple": 3, "treble": 3}
_TOKEN = re.compile(r"[a-z]+|\d+")
_SPOKEN = re2.compile(
    r"\b(?:(?:" + "|".join([*_SPOKEN_DIGITS, *_TIMES]) + r"|\d{1,5})[ ,.\-]{1,3}){4,}"
    r"(?:" + "|".join(_SPOKEN_DIGITS) + r"|\d{1,6})\b"
)


def spoken_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where a phone number stands that is written as it is said: oh-seven-seven-double-oh …"""
    for match in _SPOKEN.finditer(text):
        tokens = _TOKEN.findall(match[0])
        said = [token for token in tokens if token.isalpha()]
        digits, times = "", 1
        for token in tokens:
            digits += _SPOKEN_DIGITS.get(token, token if token.isdigit() else "") * times
            times = _TIMES.get(token, 1)
        is_counting = digits in "01234567891011121314151617181920" or digits in "9876543210"
        if len(said) >= 3 and 9 <= len(digits) <= 15 and not is_counting:
            yield match.span()


def phone_kind(written: str, *, is_called: bool) -> bool:
    """Whether it is a phone number as written; `is_called` where the words around say so."""
    digits = re.sub(r"\D", "", written)
    if (
        _IPV4.match(written)
        or _YEARS.match(written)
        or _DATE.match(written)
        or len(set(digits)) < 3
    ):
        return False
    if len(digits) == 7:
        return is_called and _SHORT.match(written) is not None
    if not 9 <= len(digits) <= 15:
        return False
    if written.startswith(("+", "00")):
        return _is_possible("+" + digits.removeprefix("00"), None, strict=not is_called)
    if not (is_called or _is_grouped(written)):
        return False
    return any(_is_possible(digits, region, strict=not is_called) for region in _REGIONS)


def _is_grouped(written: str) -> bool:
    """Written as phone numbers are: (202) 555-0143, 202-555-0143, 020 7946 0018."""
    shape = re.sub(r"\d", "9", written)
    return bool(
        re.match(r"\(?999\)?[ .\-]{1,2}999[ .\-]9999\Z", shape)
        or (written.startswith(("0", "(0")) and _GROUPED.search(written))
        or re.match(r"1[ .\-]999[ .\-]999[ .\-]9999\Z", shape.replace("9", "1", 1))
    )


def _is_possible(number: str, region: str | None, *, strict: bool) -> bool:
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return False
    if not phonenumbers.is_possible_number(parsed):
        return False
    return not strict or phonenumbers.is_valid_number(parsed) or _is_fiction(number)


def _is_fiction(number: str) -> bool:
    """Numbers kept for films (555-01xx, 020 7946 0xxx) are written like any other."""
    return bool(re.search(r"55501\d\d\Z|7946\d{4}\Z|7700900\d{3}\Z|\d{3}555\d{4}\Z", number))


def is_card(written: str) -> bool:
    """Whether the digits pass the Luhn check and begin as payment cards do."""
    digits = [int(char) for char in written if char.isdigit()]
    if not 13 <= len(digits) <= 19 or digits[0] not in (2, 3, 4, 5, 6) or len(set(digits)) < 2:
        return False
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(digits[-1::-2])) % 10 == 0


def is_iban(written: str) -> bool:
    """Whether it passes the mod-97 check of ISO 13616."""
    code = re.sub(r"[ \-]", "", written).upper()
    if not 15 <= len(code) <= 34:
        return False
    moved = code[4:] + code[:4]
    return int("".join(str(int(char, 36)) for char in moved)) % 97 == 1


def is_ip_address(written: str) -> bool:
    """Whether it is an address of a machine on the public network."""
    try:
        return ipaddress.ip_address(written.strip("[]")).is_global
    except ValueError:
        return False
