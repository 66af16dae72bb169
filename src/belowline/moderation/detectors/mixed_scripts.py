"""Look for words written in letters of several alphabets, which people read and filters don't."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

from belowline.moderation.facts import Facts
from belowline.moderation.ruling import Finding
from belowline.moderation.scripts import script_of
from belowline.moderation.tables import confusables, scores
from belowline.moderation.text import View

_TOKEN = re.compile(r"[^\W\d_]+")
# Shorter mixtures are symbols: μm, kΩ, ΔT.
_SHORTEST = 4
# A comment with so many words in doubles was not written by a slip of the keyboard.
_MANY_WORDS = 2
# So many letters of one alphabet are more than a symbol.
_FEWEST_LETTERS = 2
_MANY_ALPHABETS = 5
# Letters that are drawn as signs, for formulas and lists: 𝓕𝓻𝓮𝓮, ⒻⓇⒺⒺ.
_DRAWN = (
    "MATHEMATICAL",
    "CIRCLED LATIN",
    "NEGATIVE CIRCLED LATIN",
    "SQUARED LATIN",
    "NEGATIVE SQUARED LATIN",
    "PARENTHESIZED LATIN",
)
_MANY_DRAWN = 8


class MixedScripts:
    """Doubles from other alphabets, and more alphabets than a reader has."""

    name = "mixed_scripts"

    def find(self, facts: Facts, view: View) -> Iterable[Finding]:
        """One finding for each kind; a text simply in another language has none."""
        if view.typed.isascii():
            return
        yield from self._doubles(view.typed)
        yield from self._alphabets(view.typed)
        yield from self._drawn(view.typed)

    def _doubles(self, typed: str) -> Iterator[Finding]:
        tokens = list(_TOKEN.finditer(typed))
        whole = Counter(_script_of_word(token[0]) for token in tokens)
        mixed = [token for token in tokens if _has_doubles(token[0], whole)]
        if mixed:
            first = mixed[0]
            level = "hold" if len(mixed) >= _MANY_WORDS else "medium"
            reason = f"“{first[0][:40]}” is written with letters of several alphabets."
            score = scores("severity")[level]
            yield Finding("spam", score, first.start(), first.end(), self.name, reason)

    def _alphabets(self, typed: str) -> Iterator[Finding]:
        letters = Counter(map(script_of, typed))
        used = [
            script
            for script, count in letters.items()
            if script not in ("", "MATHEMATICAL") and count >= _FEWEST_LETTERS
        ]
        if len(used) >= _MANY_ALPHABETS:
            yield self._whole(f"The text is written in {len(used)} alphabets.")

    def _drawn(self, typed: str) -> Iterator[Finding]:
        if sum(map(_is_drawn, typed)) >= _MANY_DRAWN:
            yield self._whole("The text is written in signs that only look like letters.")

    def _whole(self, reason: str) -> Finding:
        return Finding("spam", scores("severity")["hold"], None, None, self.name, reason)


def _script_of_word(token: str) -> str:
    """The script of a word that is wholly in one; empty for a mixture and for a single letter."""
    scripts = set(map(script_of, token))
    return scripts.pop() if len(scripts) == 1 and len(token) > 1 else ""


def _has_doubles(token: str, whole: Counter[str]) -> bool:
    """Whether some letters of a word pass for Latin ones, in a text that is in Latin letters.

    Where whole words stand in the other alphabet too, a reader writes in two languages.
    """
    if len(token) < _SHORTEST:
        return False
    others = [char for char in token if script_of(char) not in ("", "LATIN")]
    scripts = set(map(script_of, others))
    if not others or len(others) == len(token) or not scripts <= {"CYRILLIC", "GREEK"}:
        return False
    if any(whole[script] for script in scripts):
        return False
    if scripts == {"GREEK"}:
        # Particles, genes and units begin or end with one: TNFα, σLand.
        return any(script_of(char) == "GREEK" for char in token[1:-1])
    return all(char.lower() in confusables() for char in others if script_of(char) == "CYRILLIC")


def _is_drawn(char: str) -> bool:
    if char < "\u2000" or not unicodedata.name(char, "").startswith(_DRAWN):
        return False
    plain = unicodedata.normalize("NFKC", char)
    return plain == char or any("A" <= part <= "z" for part in plain)
