"""Write times and numbers as a newspaper of the language would."""

from datetime import date, datetime

from babel.dates import format_date
from babel.numbers import format_decimal

from belowline.kernel.languages import SOURCE
from belowline.web.languages import spoken

# Arabic separates with a comma of its own.
_COMMA = {"ar": "،"}


def exact(at: datetime) -> str:
    """Return a time to the minute, its month in full: "23 November 2026, 17:05 UTC"."""
    return _clocked(at, f"{at.day} {at:%B %Y}", "long") + " UTC"


def short(at: datetime) -> str:
    """Return a time for narrow places: "23 Nov 2026, 17:05"."""
    return _clocked(at, f"{at.day} {at:%b %Y}", "medium")


def day(at: date) -> str:
    """Return a date: "23 November 2026"."""
    language = spoken().language
    if language == SOURCE:
        return f"{at.day} {at:%B %Y}"
    return format_date(at, "long", locale=language)


def number(value: int) -> str:
    """Return a number with its thousands marked."""
    language = spoken().language
    # The same, at a hundredth of the time: a page has a number for each comment.
    return f"{value:,}" if language == SOURCE else format_decimal(value, locale=language)


def _clocked(at: datetime, english: str, width: str) -> str:
    language = spoken().language
    date = english if language == SOURCE else format_date(at, width, locale=language)
    return f"{date}{_COMMA.get(language, ',')} {at:%H:%M}"
