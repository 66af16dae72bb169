"""A sentence for readers with what goes into it, so that it can be said in another language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Said:
    """English words with places like `%(most)s`, and what stands in those places.

    A value is a text, a whole number, a time in UTC, a day or another sentence.
    """

    words: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the sentence in English."""
        return self.in_words(str, _english)

    def in_words(self, translate: Callable[[str], str], show: Callable[[object], str]) -> str:
        """Return the sentence; `translate` knows the words, `show` writes numbers and times."""
        words = translate(self.words)
        if not self.values:
            return words
        return words % {
            name: value.in_words(translate, show) if isinstance(value, Said) else show(value)
            for name, value in self.values.items()
        }


def _english(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value.day} {value:%B %Y, %H:%M} UTC"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return f"{value:,}" if isinstance(value, int) else str(value)
