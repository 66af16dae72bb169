"""Read what is typed with letters that stand on their heads: ʇoıpı."""

from __future__ import annotations

import re
from collections.abc import Iterator

from belowline.moderation.vocabulary import Vocabulary

_TURNED = "ɐqɔpǝɟƃɥıɾʞlɯuodbɹsʇnʌʍxʎz"
_UPRIGHT = str.maketrans(_TURNED + "ᴉəꞁɓi", "abcdefghijklmnopqrstuvwxyz" + "ielgi")
# These stand for nothing else among Latin letters, but in phonetics and a few languages.
_TELLING = frozenset("ɐǝɟƃɥɾʞɯɹʇʌʍʎᴉ")
_ALPHABET = frozenset(_TURNED + "ᴉəꞁɓi'˙")
_CHUNK = re.compile(r"\S+")
_EDGE = ".,;:!?\"'()[]{}<>“”„«»…/˙"


def turned_round(text: str, known: Vocabulary) -> Iterator[tuple[int, int, str]]:
    """Each word that reads the other way round; a line of nothing else is read from its end."""
    if _TELLING.isdisjoint(text):
        return
    place = 0
    for line in text.splitlines(keepends=True):
        yield from _turned_line(line, place, known)
        place += len(line)


def _turned_line(line: str, place: int, known: Vocabulary) -> Iterator[tuple[int, int, str]]:
    chunks = [(match.start(), match[0]) for match in _CHUNK.finditer(line)]
    found: list[tuple[int, int, str]] = []
    others = 0
    for start, chunk in chunks:
        core = chunk.strip(_EDGE)
        word = core[::-1].translate(_UPRIGHT)
        if _ALPHABET.issuperset(core) and word in known.plain:
            first = place + start + chunk.index(core)
            found.append((first, first + len(core), word))
        elif core:
            others += 1
    if len(found) > 1 and not others:
        words = " ".join(word for _, _, word in reversed(found))
        yield found[0][0], found[-1][1], words
        return
    for start, end, word in found:
        if not _TELLING.isdisjoint(line[start - place : end - place]):
            yield start, end, word
