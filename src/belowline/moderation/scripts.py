"""Name the script that a letter belongs to."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Written together since they were invented.
_TOGETHER = {
    "HIRAGANA": "EAST ASIAN",
    "KATAKANA": "EAST ASIAN",
    "HANGUL": "EAST ASIAN",
    "BOPOMOFO": "EAST ASIAN",
    "CJK": "EAST ASIAN",
    "KATAKANA-HIRAGANA": "EAST ASIAN",
    "HALFWIDTH": "EAST ASIAN",
    "FULLWIDTH": "EAST ASIAN",
}
# What is named before the script: “MODIFIER LETTER SMALL H”, “FEMININE ORDINAL INDICATOR”.
_NO_SCRIPT = frozenset({"MODIFIER", "FEMININE", "MASCULINE", "MICRO", "OHM", "KELVIN", "ANGSTROM"})


@lru_cache(maxsize=8192)
def script_of(char: str) -> str:
    """The script of a letter, in the words of Unicode; empty for what belongs to none."""
    if "a" <= char <= "z" or "A" <= char <= "Z":
        return "LATIN"
    if not char.isalpha():
        return ""
    name = unicodedata.name(char, "").partition(" ")[0]
    return "" if name in _NO_SCRIPT else _TOGETHER.get(name, name)


def scripts_of(text: str) -> frozenset[str]:
    """The scripts of a text's letters."""
    return frozenset(map(script_of, text)) - {""}
