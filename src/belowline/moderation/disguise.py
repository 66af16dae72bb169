"""Undo the disguises in which readers hide words that they know won't pass.

A disguise is undone only where the plain word is in the vocabulary, so that ordinary text with
digits, dots and doubled letters stays as it is. All patterns here are free of nested repeats.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator

from belowline.moderation.fold import Folded
from belowline.moderation.spelled import Vocabulary, spelled_out

_CHUNK = re.compile(r"\S+")
_EDGE = ".,;:!?\"'()[]{}<>“”„«»…/"
_ADDRESS = re.compile(r"://|^www\.|@[^@]*\.[a-z]|\.(?:com|org|net|gov|edu|html?)\b")
# Wide gaps are closed too: patterns see one space between words.
_GAP = re.compile(r"[ \t]{2,}|\t")
_PAIR = re.compile(r"(?<![^\W_'])([a-z]{1,7}) {1,2}(?=([a-z]{1,7})(?![^\W_]))")
_REPEAT = re.compile(r"(.)\1+")
_LONG_REPEAT = re.compile(r"(.)\1{2,}")
_SEPARATORS = str.maketrans("", "", ".-_*/\\,'~|+^:=·•")
_LEET_SIGNS, _LEET_LETTERS = "4@310!|$57+869€(", "aaeioiissttbggec"
# 1, ! and | stand for i as often as for l, so both readings are tried.
_LEET = dict(zip(_LEET_SIGNS, _LEET_LETTERS, strict=True))
_LEET_TABLES = (
    str.maketrans(_LEET),
    str.maketrans({**_LEET, "1": "l", "!": "l", "|": "l"}),
)
_MASK = re.compile(r"[a-z][a-z*#%&@$!_\-.•?]*[*#%&@$!_\-.•?][a-z*#%&@$!_\-.•?]*[a-z]\Z")
_MASK_CHARS = frozenset("*#%&@$!_-.•?")
# Longer tokens are addresses, hashes and noise; nobody reads a word in them.
_LONGEST_CORE = 40


def vocabulary(
    words: Iterable[str], core: Iterable[str], ordinary: Iterable[str], spelled: Iterable[str] = ()
) -> Vocabulary:
    """Prepare `words`; those in `core` are grave enough to be found masked, spaced or split.

    `ordinary` are short everyday words: a split is undone only where a half is not one of them.
    `spelled` are more words that a sentence spelled letter by letter may hold.
    """
    words, ordinary = frozenset(words), frozenset(ordinary)
    core = tuple(sorted(set(core), key=lambda word: (-len(word), word)))
    masked: defaultdict[tuple[int, str, str], list[str]] = defaultdict(list)
    for word in core:
        masked[len(word), word[0], word[-1]].append(word)
    return Vocabulary(
        words=frozenset(words) | frozenset(core),
        masked={key: tuple(found) for key, found in masked.items()},
        core=re.compile("|".join(word for word in core if len(word) > 3) or r"(?!)"),
        split=dict(_splits(core, ordinary)),
        plain=frozenset(words) | frozenset(core) | ordinary | frozenset(spelled),
    )


def _splits(core: Iterable[str], ordinary: frozenset[str]) -> Iterator[tuple[tuple[str, str], str]]:
    for word in core:
        for cut in range(1, len(word)):
            head, tail = word[:cut], word[cut:]
            if len(word) >= 4 and _is_odd_split(head, tail, ordinary):
                yield (head, tail), word


def _is_odd_split(head: str, tail: str, ordinary: frozenset[str]) -> bool:
    """Whether nobody writes the two halves side by side by chance."""
    if len(tail) == 1:
        return head not in ordinary
    return len(head) > 1 and not (head in ordinary and tail in ordinary)


def undisguise(folded: Folded, known: Vocabulary) -> tuple[Folded, tuple[tuple[int, int], ...]]:
    """The text with disguised vocabulary written plainly, and where that was done in it."""
    found = [*spelled_out(folded.text, known), *_split(folded.text, known)]
    taken = {place for start, end, _ in found for place in range(start, end)}
    for start, end, word in _tokens(folded.text, known):
        if start not in taken and end - 1 not in taken:
            found.append((start, end, word))
    found.extend((*match.span(), " ") for match in _GAP.finditer(folded.text))
    if not found:
        return folded, ()
    return _splice(folded, sorted(found))


def _splice(
    folded: Folded, found: list[tuple[int, int, str]]
) -> tuple[Folded, tuple[tuple[int, int], ...]]:
    pieces: list[str] = []
    starts, ends = array("l"), array("l")
    places: list[tuple[int, int]] = []
    done = 0
    for start, end, word in found:
        if start < done:
            continue
        pieces.append(folded.text[done:start])
        starts.extend(folded.starts[done:start])
        ends.extend(folded.ends[done:start])
        if word != " ":
            places.append((len(starts), len(starts) + len(word)))
        pieces.append(word)
        starts.extend([folded.starts[start]] * len(word))
        ends.extend([folded.ends[end - 1]] * len(word))
        done = end
    pieces.append(folded.text[done:])
    starts.extend(folded.starts[done:])
    ends.extend(folded.ends[done:])
    return Folded("".join(pieces), starts, ends), tuple(places)


def _tokens(text: str, known: Vocabulary) -> Iterator[tuple[int, int, str]]:
    for match in _CHUNK.finditer(text):
        chunk = match[0]
        core = chunk.strip(_EDGE)
        if not core or len(core) > _LONGEST_CORE:
            continue
        if core.isalpha():
            word = _squeezed(core, known) if _REPEAT.search(core) else ""
        else:
            word = _plain(core, known)
        if word:
            start = match.start() + chunk.index(core)
            yield start, start + len(core), word


def _squeezed(word: str, known: Vocabulary) -> str:
    if word in known.words:
        return ""
    for variant in _squeezes(word):
        if variant in known.words:
            return variant
    return ""


def _squeezes(word: str) -> tuple[str, ...]:
    """The word with its drawn-out letters written twice or once.

    Two of a letter are ordinary (“Woops” isn't a slur), so they shrink only in longer words.
    """
    drawn = (_LONG_REPEAT.sub(r"\1\1", word), _LONG_REPEAT.sub(r"\1", word))
    single = _REPEAT.sub(r"\1", word)
    is_safe = len(single) > 4 or (single != word and _LONG_REPEAT.search(word))
    return (*drawn, single) if is_safe else drawn


def _plain(core: str, known: Vocabulary) -> str:
    if not any("a" <= char <= "z" for char in core) or _ADDRESS.search(core):
        return ""
    joined = core.translate(_SEPARATORS)
    if joined != core and joined.isalpha() and len(joined) > 2:
        if joined in known.words:
            return joined
        if word := _squeezed(joined, known):
            return word
    return _unleet(core, known) or _unmask(core, known)


def _unleet(core: str, known: Vocabulary) -> str:
    for table in _LEET_TABLES:
        word = core.translate(table)
        for variant in (word, word.translate(_SEPARATORS)):
            if len(variant) < 3 or not variant.isalpha() or variant == core:
                continue
            if variant in known.words:
                return variant
            if found := _squeezed(variant, known):
                return found
    return ""


def _unmask(core: str, known: Vocabulary) -> str:
    core = core.strip("*_")
    if not _MASK.match(core):
        return ""
    for word in known.masked.get((len(core), core[0], core[-1]), ()):
        if all(a == b or a in _MASK_CHARS for a, b in zip(core, word, strict=True)):
            return word
    return ""


def _split(text: str, known: Vocabulary) -> Iterator[tuple[int, int, str]]:
    for match in _PAIR.finditer(text):
        if word := known.split.get((match[1], match[2])):
            yield match.start(), match.end(2), word
