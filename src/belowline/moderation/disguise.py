"""Undo the disguises in which readers hide words that they know won't pass.

A disguise is undone only where a plain word comes out, so that ordinary text with digits, dots and
doubled letters stays as it is. All patterns here are free of nested repeats.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from belowline.moderation.fold import Folded
from belowline.moderation.layout import BREAK, set_spaces
from belowline.moderation.pictures import pictured
from belowline.moderation.signs import is_address, unsigned
from belowline.moderation.slips import slipped, squeezed
from belowline.moderation.spelled import run_together, spelled_out
from belowline.moderation.turned import turned_round
from belowline.moderation.vocabulary import Vocabulary

_CHUNK = re.compile(r"\S+")
# Signs around a word, those of Markdown too.
_EDGE = ".,;:!?\"'()[]{}<>“”„«»…/*_~#"
_STOPS = frozenset('.!?\n:…"“')
# So near before it stands what ended the sentence before.
_WIDEST_STOP = 3
_VOWEL = re.compile(r"[aeiouy]")
_DIVIDED = re.compile(r"[^\W\d_][-/,.…:;!?\"“”()]+[^\W\d_]")
_PART = re.compile(r"[^-/,.…:;!?\"“”()]{3,}")
_LETTERS = re.compile(r"[a-z]+(?:'[a-z]+)*\Z")
# Longer tokens are addresses, hashes and noise; nobody reads a word in them.
_LONGEST_CORE = 40
_SHORTEST_SPLIT = 4
# Two spaces still divide a word; more are a layout.
_WIDEST_SPLIT = 2

Change = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Plain:
    """A folded text with its disguises undone.

    `disguised` are the places in it where a word was in disguise, `breaks` those of line breaks
    that stand within a sentence.
    """

    folded: Folded
    disguised: tuple[tuple[int, int], ...] = ()
    breaks: tuple[int, ...] = ()

    def flowing(self) -> Plain:
        """The same with spaces for those breaks."""
        letters = list(self.folded.text)
        for place in self.breaks:
            letters[place] = " "
        folded = replace(self.folded, text="".join(letters))
        return replace(self, folded=folded, breaks=())


def undisguise(
    folded: Folded, typed: str, known: Vocabulary, confusables: Mapping[str, str]
) -> Plain:
    """The text with disguised words written plainly."""
    text = folded.text
    found: list[Change] = list(spelled_out(text, known))
    if not text.isascii():
        found += turned_round(text, known)
    taken = {place for start, end, _ in found for place in range(start, end)}
    for start, end, word in _words(folded, typed, known, confusables):
        if start not in taken and end - 1 not in taken:
            found.append((start, end, word))
    found.extend(set_spaces(folded, typed))
    return _splice(folded, sorted(found)) if found else Plain(folded)


def respaced(folded: Folded, typed: str) -> Plain:
    """The text with its spaces set and nothing else."""
    return _splice(folded, sorted(set_spaces(folded, typed)))


def pictures_read(plain: Plain) -> Plain | None:
    """The same with words for emoji that stand in their place; None where none does."""
    if plain.folded.text.isascii():
        return None
    found = list(pictured(plain.folded.text))
    return _splice(plain.folded, found) if found else None


def _splice(folded: Folded, found: list[Change]) -> Plain:
    pieces: list[str] = []
    starts, ends = array("l"), array("l")
    places: list[tuple[int, int]] = []
    breaks: list[int] = []
    done = 0
    for start, end, word in found:
        if start < done:
            continue
        pieces.append(folded.text[done:start])
        starts.extend(folded.starts[done:start])
        ends.extend(folded.ends[done:start])
        if word == BREAK:
            breaks.append(len(starts))
        elif word[0].isalpha():
            places.append((len(starts), len(starts) + len(word)))
        pieces.append(word)
        starts.extend([folded.starts[start]] * len(word))
        ends.extend([folded.ends[end - 1]] * len(word))
        done = end
    pieces.append(folded.text[done:])
    starts.extend(folded.starts[done:])
    ends.extend(folded.ends[done:])
    return Plain(Folded("".join(pieces), starts, ends), tuple(places), tuple(breaks))


def _words(
    folded: Folded, typed: str, known: Vocabulary, confusables: Mapping[str, str]
) -> Iterator[Change]:
    """Each word that is read otherwise than it is written, with the one behind it or alone."""
    if _is_plain(folded.text, known):
        return
    cores = list(_cores(folded.text))
    ordinary = [known.is_ordinary(core) for core, _, _ in cores]
    done = 0
    for at, (core, start, end) in enumerate(cores):
        if at < done:
            continue
        if at + 1 < len(cores):
            tail, behind, last = cores[at + 1]
            pair = ordinary[at], ordinary[at + 1]
            is_odd = not all(pair) or (core, tail) in known.split
            are_halves = is_odd and _are_halves(folded.text, end, behind)
            if are_halves and (word := _joined(core, tail, pair, known)):
                yield start, last, word
                done = at + 2
                continue
        if not ordinary[at]:
            is_name = _is_name(folded, typed, start)
            yield from _readings(core, start, known, confusables, is_name=is_name)


def _is_plain(text: str, known: Vocabulary) -> bool:
    """Whether all words are ordinary and no two of them the halves of another, as mostly."""
    cores = [core for chunk in text.split() if (core := chunk.strip(_EDGE))]
    return all(map(known.is_ordinary, cores)) and known.split.keys().isdisjoint(pairwise(cores))


def _cores(text: str) -> Iterator[tuple[str, int, int]]:
    """What stands between spaces without the signs around it, with its place."""
    for match in _CHUNK.finditer(text):
        chunk = match[0]
        core = chunk.strip(_EDGE)
        if core and len(core) <= _LONGEST_CORE:
            start = match.start() + (0 if chunk[0] == core[0] else chunk.index(core))
            yield core, start, start + len(core)


def _are_halves(text: str, end: int, start: int) -> bool:
    """Whether nothing but a gap stands between the two places."""
    return start - end == 1 or (start - end <= _WIDEST_SPLIT and text[end:start].isspace())


def _is_name(folded: Folded, typed: str, start: int) -> bool:
    """Whether it has a capital as names have: one only, and not because a sentence begins."""
    place = folded.starts[start]
    if not (typed[place].isupper() and typed[place + 1 : place + 2].islower()):
        return False
    before = folded.text[max(0, start - _WIDEST_STOP) : start].rstrip(" ")
    return bool(before) and before[-1] not in _STOPS


def _readings(
    core: str, start: int, known: Vocabulary, confusables: Mapping[str, str], *, is_name: bool
) -> Iterator[Change]:
    """What the whole of it says, or else the parts that signs divide."""
    if word := read_word(core, known, confusables, is_name=is_name):
        yield start, start + len(core), word
    elif _DIVIDED.search(core) and not is_address(core):
        for part in _PART.finditer(core):
            if not known.is_ordinary(part[0]) and (word := read_word(part[0], known, confusables)):
                yield start + part.start(), start + part.end(), word


def _joined(head: str, tail: str, ordinary: tuple[bool, bool], known: Vocabulary) -> str:
    """The word that the two are halves of, where they aren't words themselves."""
    if word := known.split.get((head, tail)):
        return word
    if all(ordinary) or len(head) + len(tail) < _SHORTEST_SPLIT:
        return ""
    joined = head + tail
    if not any(ordinary) and len(joined) > _SHORTEST_SPLIT + 1:
        return joined if joined in known.plain else ""
    # “la me” may be a word of another language beside an English one; “do wn” is none.
    odd = tail if ordinary[0] else head
    is_sure = len(joined) > _SHORTEST_SPLIT or not any(ordinary) or not _VOWEL.search(odd)
    return joined if is_sure and joined in known.telling else ""


def read_word(
    core: str, known: Vocabulary, confusables: Mapping[str, str], *, is_name: bool = False
) -> str:
    """The plain words that a written one stands for; nothing where it is no disguise."""
    if not _LETTERS.match(core):
        return unsigned(core, known, confusables)
    if core.removesuffix("'s") in known.plain:
        return ""
    return (
        squeezed(core, known)
        or slipped(core, known, is_name=is_name)
        or run_together(core, known)
        or ("'" in core and unsigned(core, known, confusables))
        or ""
    )
