"""Look for repetition within a comment, and for what is no words at all."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from belowline.moderation.facts import Facts
from belowline.moderation.ruling import Finding
from belowline.moderation.tables import scores
from belowline.moderation.text import View

_SHOUT_LETTERS = 60
_FLOOD = 25
# The shortest row of letters that may be by chance.
_LONG = 10
# Shorter than this nobody is bored by a refrain: “no no no no no”.
_REFRAIN = 12
# Of ASCII, what is left out where letters are counted.
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())
_NO_CAPITALS = bytes(code for code in range(128) if not chr(code).isupper())
_SPACED = re.compile(r"(?<![\w'])(?:[^\W\d_][ .\-*]{1,2}){11,}[^\W\d_](?!\w)")


class Noise:
    """Counts that no conversation reaches."""

    name = "noise"

    def find(self, facts: Facts, view: View) -> Iterable[Finding]:
        """Findings about the whole comment."""
        yield from self._repetition(view)
        yield from self._noise(facts.text, view)

    def _repetition(self, view: View) -> Iterator[Finding]:
        forms = [word.form for word in view.words]
        if len(set(forms)) * 4 <= len(forms) < _FLOOD and len(forms) >= _REFRAIN:
            yield self._whole("hold", "The same words are said again and again.")
        if len(forms) >= _FLOOD:
            word, count = Counter(forms).most_common(1)[0]
            if count > len(forms) // 2:
                yield self._whole("grave", f"“{word[:40]}” is said {count} times.")
            elif len(set(forms)) * 5 < len(forms) and len(forms) < 400:
                yield self._whole("grave", "The same words are said again and again.")

    def _noise(self, typed: str, view: View) -> Iterator[Finding]:
        letters = _letters(typed)
        if letters >= _SHOUT_LETTERS and _shouted(typed) > 0.85 * letters:
            yield self._whole("hold" if letters > 250 else "medium", "The text is all capitals.")
        if _SPACED.search(typed):
            yield self._whole("hold", "The letters of whole words stand apart.")
        if _are_mostly_signs(typed, letters):
            yield self._whole("grave", "The text is mostly symbols or emoji.")
        if any(len(word.form) >= _LONG and _is_gibberish(word.form) for word in view.words):
            level = "hold" if len(view.words) < 8 else "mild"
            yield self._whole(level, "Some of the text is random letters.")

    def _whole(self, level: str, reason: str) -> Finding:
        return Finding("spam", scores("severity")[level], None, None, self.name, reason)


def _letters(typed: str) -> int:
    if typed.isascii():
        return len(typed.encode().translate(None, _NO_LETTERS))
    return sum(map(str.isalpha, typed))


def _shouted(typed: str) -> int:
    """How many of the letters are capitals."""
    if typed.isascii():
        return len(typed.encode().translate(None, _NO_CAPITALS))
    return sum(char.isupper() and char.isalpha() for char in typed)


def _are_mostly_signs(typed: str, letters: int) -> bool:
    most = max(_FLOOD - 1, 2 * letters)
    # What is no letter is no sign yet, but few of the one are few of the other.
    return len(typed) - letters > most and sum(map(_is_sign, typed)) > most


@lru_cache(maxsize=4096)
def _is_sign(char: str) -> bool:
    return (not char.isascii() and unicodedata.category(char)[0] in "SPMC") or char in "*#$%&@+=~^|"


def _is_gibberish(word: str) -> bool:
    """Ten Latin letters or more without a vowel, or many different ones in a very long row."""
    if len(word) > 45 and word.isascii():
        return len(set(word)) > 8
    return (
        len(word) >= _LONG and word.isascii() and word.isalpha() and not set(word) & set("aeiouyhw")
    )
