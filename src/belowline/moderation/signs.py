"""Read words in which digits, signs or letters of another script stand for letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import product

from belowline.moderation.slips import squeezed
from belowline.moderation.tables import words
from belowline.moderation.vocabulary import Vocabulary

_ADDRESS = re.compile(r"://|^www\.|@[^@]*\.[a-z]|\.(?:com|org|net|gov|edu|html?)\b")
_SEPARATORS = str.maketrans("", "", ".-_*/\\,'~|+^:=·•")
# Between ordinary words these mean something: well-being, and/or, he'll.
_JOINING = re.compile(r"[-/'\\:=+]")
_CONTRACTED = frozenset({"s", "t", "d", "m", "ll", "re", "ve", "n"})
_LEET_SIGNS = "4@310!|$57+869€(£¢¥§¡×°⭕❌💲✝☪©®🆇"
_LEET_LETTERS = "aaeioiissttbggecl" + "cysixooxstccrx"
_LEET = str.maketrans(dict(zip(_LEET_SIGNS, _LEET_LETTERS, strict=True)))
# These stand for i as often as for l, so both readings are tried.
_I_OR_L = frozenset("1!|¡")
_MOST_DOUBTFUL = 4
# A pause, or a line under something; nobody divides a word so.
_RUN_OF_SIGNS = re.compile(r"[^\w\s]{3,}")
# 4th, 5pm, mp3, covid19, 20mph: digits at an end are numbers, unless a grave word shows.
_COUNTED = re.compile(r"\d+[a-z]+\Z|[a-z]+\d+\Z")
_MASK = re.compile(r"[a-z][a-z*#%&@$!_\-.•?]*[*#%&@$!_\-.•?][a-z*#%&@$!_\-.•?]*[a-z]\Z")
# These cover a letter more often than they divide a word.
_COVERING = re.compile(r"[a-z][*#•]+[a-z]")
_MASK_CHARS = frozenset("*#%&@$!_-.•?")
# Of an ordinary word more than half must show, for two could look alike.
_LEAST_SHOWN = 0.5


def unsigned(core: str, known: Vocabulary, confusables: Mapping[str, str]) -> str:
    """The plain word for one with signs in it, or nothing."""
    if not any("a" <= char <= "z" for char in core):
        return _lookalike(core, known, confusables)
    if is_address(core):
        return ""
    if _COVERING.search(core) and (word := _unmask(core, known)):
        return word
    return _unseparated(core, known) or _unleet(core, known) or _unmask(core, known)


def is_address(core: str) -> bool:
    """Whether it is a link or an e-mail address, in which letters are not to be guessed at."""
    return _ADDRESS.search(core) is not None


def _lookalike(core: str, known: Vocabulary, confusables: Mapping[str, str]) -> str:
    """A word without a Latin letter, each letter of which passes for one.

    In letters of one script it is likely a word of a language with that script, unless it is grave.
    """
    if core.isascii() or not core.isalpha():
        return ""
    word = "".join(confusables.get(char, "?") for char in core)
    if len(word) < 3 or word not in known.plain:
        return ""
    scripts = {unicodedata.name(char, "").split(" ")[0] for char in core}
    return word if len(scripts) > 1 or word in known.words else ""


def _unseparated(core: str, known: Vocabulary) -> str:
    joined = core.translate(_SEPARATORS)
    if joined == core or not joined.isalpha() or len(joined) < 3:
        return ""
    if joined in known.words:
        return joined
    if _is_compound(core, known) or _RUN_OF_SIGNS.search(core):
        return ""
    return joined if joined in known.plain else _drawn_out(joined, known)


def _is_compound(core: str, known: Vocabulary) -> bool:
    """Whether the sign inside is one that ordinary words have: and/or, well-being, he'll."""
    parts = [part for part in _JOINING.split(core) if part]
    if len(parts) < 2:
        return False
    if parts[0] in words("prefixes.txt") or core.rpartition("'")[2] in _CONTRACTED:
        return True
    return all(known.is_ordinary(part) for part in parts)


def _unleet(core: str, known: Vocabulary) -> str:
    for word in _unleeted(core):
        for variant in (word, word.translate(_SEPARATORS)):
            if len(variant) < 3 or not variant.isalpha() or variant == core:
                continue
            if variant in known.words:
                return variant
            if variant == word and _is_meant(core, variant, known):
                return variant
            if found := _drawn_out(variant, known):
                return found
    return ""


def _unleeted(core: str) -> Iterator[str]:
    """The word with letters for digits and signs, each doubtful sign read in both ways."""
    word = core.translate(_LEET)
    doubtful = [at for at, char in enumerate(core) if char in _I_OR_L][:_MOST_DOUBTFUL]
    for letters in product("il", repeat=len(doubtful)):
        chars = list(word)
        for at, letter in zip(doubtful, letters, strict=True):
            chars[at] = letter
        yield "".join(chars)


def _is_meant(core: str, word: str, known: Vocabulary) -> bool:
    """Whether it is an ordinary word in disguise, rather than a number with letters."""
    if not _COUNTED.match(core):
        return word in known.plain
    if word in known.binding:
        return True
    return len(word) > 3 and word in known.telling and sum(map(str.isdigit, core)) == 1


def _drawn_out(word: str, known: Vocabulary) -> str:
    found = squeezed(word, known)
    return found if found in known.telling else ""


def _unmask(core: str, known: Vocabulary) -> str:
    core = core.strip("*_")
    if not _MASK.match(core):
        return ""
    shape = (len(core), core[0], core[-1])
    if core.translate(_SEPARATORS) in known.words:
        # Nothing is covered, a grave word is only divided.
        return ""
    for word in known.masked.get(shape, ()):
        if _is_under(core, word):
            return word
    shown = sum(char not in _MASK_CHARS for char in core)
    if shown <= len(core) * _LEAST_SHOWN:
        return ""
    found = [word for word in known.shaped.get(shape, ()) if _is_under(core, word)]
    # Nobody covers a harmless word.
    return next((word for word in found if word in known.words), found[0] if found else "")


def _is_under(mask: str, word: str) -> bool:
    return all(a == b or a in _MASK_CHARS for a, b in zip(mask, word, strict=True))
