"""Tell real phone and network numbers from other numbers."""

from __future__ import annotations

import ipaddress
import re

import phonenumbers

# The countries whose national numbers are understood without a country code, commonest first.
_REGIONS = ("US", "GB", "DE", "FR", "ES", "AU", "IE", "IN", "IT", "NL", "BE", "CH", "AT")
_TRUNK = re.compile(r"\(?0\d")
_GROUPED = re.compile(r"\d{2,5}[ .\-)/]{1,2}\d")
_YEARS = re.compile(r"(?:1[5-9]|20)\d\d[ \-/–.]+(?:1[5-9]|20)\d\d")
_DATE = re.compile(r"(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d\d)")
_IPV4 = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}\Z")
# From North America, whose area codes and exchanges never begin with 0 or 1.
_AMERICAN = re.compile(r"(?:1[ .\-])?\(?[2-9]\d\d\)?[ .\-]{1,2}[2-9]\d\d[ .\-]\d{4}\Z")
_SHORT = re.compile(r"[2-9]\d{2}[ \-.]\d{4}\Z")
# Letters, of other scripts too, that are typed for digits to hide a number: O7 7OO 9OO.
PASSING_LETTERS = "oοоilіӏ"
_AS_DIGITS = str.maketrans(PASSING_LETTERS, "0001111")


def plain_digits(written: str) -> str:
    """The digits of a number, letters that pass for digits read as such.

    In +44 (0)20 the nought is dialled only where the +44 is not.
    """
    return re.sub(r"\(0\)|\D", "", written.translate(_AS_DIGITS))


def is_phone(written: str, *, is_called: bool, is_dialled: bool = False) -> bool:
    """Whether it is a phone number as written.

    `is_called` where words around say so, `is_dialled` where those right before it do.
    """
    digits = re.sub(r"\D", "", written)
    if (
        _IPV4.match(written)
        or _YEARS.match(written)
        or _DATE.match(written)
        or len(set(digits)) < 3
    ):
        return False
    if len(digits) in (7, 8):
        return is_dialled or (is_called and is_short_phone(written))
    if not 9 <= len(digits) <= 15:
        return False
    if written.startswith(("+", "(+", "00")):
        return _is_possible("+" + digits.removeprefix("00"), None)
    if is_called or _is_grouped(written, digits):
        return any(_is_possible(digits, region) for region in _REGIONS)
    return False


def is_short_phone(written: str) -> bool:
    """Seven digits as they are called within a town, 555-0143; “250-1200” is from … to."""
    return _SHORT.match(written) is not None and not written.endswith("00")


def _is_grouped(written: str, digits: str) -> bool:
    """Written as phone numbers are: (202) 555-0143, 020 7946 0018; an ISBN begins “0-”."""
    if _AMERICAN.match(written):
        return True
    return _TRUNK.match(written) is not None and bool(_GROUPED.search(written)) and len(digits) > 9


def _is_possible(number: str, region: str | None) -> bool:
    """Whether such numbers exist there; those kept for films are as good as real ones."""
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number, region))
    except phonenumbers.NumberParseException:
        return False


def is_ip_address(written: str) -> bool:
    """Whether it is an address of a machine on the public network."""
    try:
        return ipaddress.ip_address(written.strip("[]")).is_global
    except ValueError:
        return False
