"""Decide in which language a comment is read, and whether we can judge it there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from belowline.moderation.languages import languages_of
from belowline.web.compat import refusals

# What the engine is made for and measured on. Others it would answer, and nobody knows how well.
SERVED = ("en",)


@dataclass(frozen=True, slots=True)
class Languages:
    """What was asked for, what the text says, and what is therefore taken."""

    requested: tuple[str, ...]
    detected: tuple[str, ...]
    taken: tuple[str, ...]

    @property
    def unserved(self) -> tuple[str, ...]:
        """Return those taken in which nothing here is measured."""
        return tuple(each for each in self.taken if primary(each) not in SERVED)

    def refused(self, attribute: str) -> refusals.RefusedAsGoogle:
        """Return the error for an attribute in these languages."""
        were_requested = bool(self.requested)
        return refusals.unsupported(attribute, self.unserved, were_requested=were_requested)


def choose(text: str, requested: Sequence[str], default: str) -> Languages:
    """Take what was requested, else what the text says, else the publisher's own language.

    Raises where nothing was requested and the text has no letters of a script that we know.
    """
    detected = languages_of(text)
    if requested:
        asked = tuple(requested)
        return Languages(asked, detected, asked)
    if detected == ("und",):
        raise refusals.undetected()
    # The publisher knows its readers better than a guess from three words.
    return Languages((), detected, detected[:1] or (default,))


def primary(language: str) -> str:
    """Return `en` for en-US; a script makes another language of it, as in hi-Latn."""
    first, _, rest = language.replace("_", "-").partition("-")
    return f"{first.lower()}-{rest}" if len(rest) == 4 else first.lower()
