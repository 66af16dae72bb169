"""Tell which language a text is in, or that nothing tells."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache

from belowline.moderation.tables import rows

# Fewer words than this look like any language; so do texts in which so few words tell.
_FEWEST_WORDS = 4
_FEWEST_TELLING = 2
# Every third word of a sentence is one of the commonest; a list of names has none.
_SMALLEST_SHARE = 0.08
# So much of a long text is enough.
_READ = 2_000
# A text in another script has more of its letters than of Latin ones.
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")

# The first word of a letter's Unicode name, and the language that it stands for here.
_SCRIPTS = {
    "CYRILLIC": "ru",
    "GREEK": "el",
    "HEBREW": "he",
    "ARABIC": "ar",
    "DEVANAGARI": "hi",
    "BENGALI": "bn",
    "TAMIL": "ta",
    "THAI": "th",
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "zh",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
}
# Letters that one language of a script has and its neighbours don't.
_TELLING_LETTERS = {"іїєґ": ("ru", "uk"), "پچژگ": ("ar", "fa")}


def languages_of(text: str) -> tuple[str, ...]:
    """The languages (BCP 47) that a text is likely in, likeliest first; empty if nothing tells.

    A few words, or words that stand in no list, tell nothing: to guess there was the commonest
    fault that callers of such services report.
    """
    read = text[:_READ].lower()
    # Most comments are all ASCII: their letters need no counting.
    if not read.isascii():
        scripts = Counter(filter(None, map(_script, _letters(read))))
        if not scripts:
            return ()
        script, _ = scripts.most_common(1)[0]
        if script != "LATIN":
            return _of_script(read, scripts)
    words = [word.replace("’", "'") for word in _WORD.findall(read)]
    if len(words) < _FEWEST_WORDS:
        return ()
    hits = Counter(language for word in words for language in _telling().get(word, ()))
    # English first where two are as likely: its words travel the most.
    ranked = sorted(hits, key=lambda language: (-hits[language], language != "en", language))
    if not ranked or hits[ranked[0]] < max(_FEWEST_TELLING, len(words) * _SMALLEST_SHARE):
        return ()
    most = hits[ranked[0]]
    return tuple(language for language in ranked if 2 * hits[language] >= most)[:2]


def _letters(text: str) -> list[str]:
    """The letters of a text."""
    return [char for char in text if char.isalpha()]


def _of_script(text: str, scripts: Counter[str]) -> tuple[str, ...]:
    if scripts["HIRAGANA"] or scripts["KATAKANA"]:
        return ("ja",)
    found = _SCRIPTS.get(scripts.most_common(1)[0][0])
    for letters, (of_script, language) in _TELLING_LETTERS.items():
        if found == of_script and any(letter in text for letter in letters):
            return (language,)
    return (found,) if found else ("und",)


@cache
def _script(char: str) -> str:
    if char < "\u0250":
        return "LATIN"
    return unicodedata.name(char, "").partition(" ")[0]


@cache
def _telling() -> dict[str, tuple[str, ...]]:
    """The languages in whose list each word stands."""
    found: dict[str, tuple[str, ...]] = {}
    for language, words in rows("languages.tsv"):
        for word in words.split():
            found[word] = (*found.get(word, ()), language)
    return found
