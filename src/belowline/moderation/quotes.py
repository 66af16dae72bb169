"""Locate the parts of a text that repeat somebody else's words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

from belowline.moderation.fold import fold_phrase

_FENCED = re.compile(r"“[^“”\n]{2,600}”|«[^«»\n]{2,600}»|„[^“”\n]{2,600}[“”]|\"[^\"\n]{2,600}\"")
_FENCES = '“«„"'
_OPEN_SINGLE = re.compile(r"(?:^|(?<=[\s(:,-]))'(?=[^\s'])")
_CLOSE_SINGLE = re.compile(r"(?<=[^\s'])'(?![^\W_])")
_QUOTED_LINE = re.compile(r"(?m)^[ \t]*>[^\n]*")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
# Shorter runs of words are shared by chance.
_VERBATIM_WORDS = 5
_VERBATIM_CHARS = 25
# A longer 'single-quoted' stretch is two apostrophes far apart.
_LONGEST_SINGLE = 300
# A story longer than this is searched only this far, which bounds the work.
_LONGEST_SOURCE = 200_000


@dataclass(frozen=True, slots=True)
class Quote:
    """A quoted stretch: `fenced` where it stands in quotation marks or on a `>` line,
    `verbatim` where its words stand in the story or in the parent comment."""

    start: int
    end: int
    fenced: bool
    verbatim: bool


def find_quotes(text: str, sources: tuple[str, ...]) -> tuple[Quote, ...]:
    """The quoted stretches of a folded text, `sources` being the story and the parent comment."""
    known = [_Source.of(source) for source in sources if source]
    fenced = sorted(set(_fenced(text)))
    quotes = [Quote(a, b, True, _is_in(text[a:b], known)) for a, b in fenced]
    if known:
        for start, end in _verbatim(text, known):
            inside = any(a <= start and end <= b for a, b in fenced)
            quotes.append(Quote(start, end, inside, True))
    return tuple(quotes)


def _fenced(text: str) -> Iterator[tuple[int, int]]:
    for signs, pattern in ((_FENCES, _FENCED), (">", _QUOTED_LINE)):
        # Most comments have none, which is seen sooner than a shape is looked for.
        if any(sign in text for sign in signs):
            for match in pattern.finditer(text):
                yield match.span()
    done = 0
    for match in _OPEN_SINGLE.finditer(text) if "'" in text else ():
        if match.start() < done:
            continue
        line_end = text.find("\n", match.end())
        limit = min(len(text) if line_end < 0 else line_end, match.end() + _LONGEST_SINGLE)
        if closing := _CLOSE_SINGLE.search(text, match.end(), limit):
            done = closing.end()
            yield match.start(), done


@dataclass(frozen=True, slots=True)
class _Source:
    """Somebody else's words in a row, one space before and after each; `words` are which."""

    row: str
    words: frozenset[str]

    @staticmethod
    @lru_cache(maxsize=32)
    def of(text: str) -> _Source:
        """The words of a story or a comment."""
        words = _WORD.findall(fold_phrase(text[:_LONGEST_SOURCE]))
        return _Source(f" {' '.join(words)} ", frozenset(words))


def _is_in(quote: str, known: list[_Source]) -> bool:
    words = _WORD.findall(quote)
    return bool(words) and any(f" {' '.join(words)} " in source.row for source in known)


def _verbatim(text: str, known: list[_Source]) -> Iterator[tuple[int, int]]:
    words = list(_WORD.finditer(text))
    forms = [word[0] for word in words]
    done = 0
    for at, having in _in_threes(forms, known):
        if at < done:
            continue
        end = max(_run(forms, at, source.row) for source in having)
        length = len(" ".join(forms[at:end]))
        if end - at >= _VERBATIM_WORDS or length >= _VERBATIM_CHARS:
            yield words[at].start(), words[end - 1].end()
            done = end


def _in_threes(forms: list[str], known: list[_Source]) -> Iterator[tuple[int, list[_Source]]]:
    """Where three words in a row stand in a source, somewhere in it, and in which.

    Most words stand in none, and to search a long story for each takes long.
    """
    found: defaultdict[int, list[_Source]] = defaultdict(list)
    for source in known:
        are_there = [form in source.words for form in forms]
        for at, threes in enumerate(zip(are_there, are_there[1:], are_there[2:], strict=False)):
            if all(threes):
                found[at].append(source)
    yield from sorted(found.items(), key=itemgetter(0))


def _run(forms: list[str], at: int, source: str) -> int:
    """How far the words from `at` on stand together where the source first has three of them."""
    place = source.find(f" {forms[at]} {forms[at + 1]} {forms[at + 2]} ")
    if place < 0:
        return at
    end = at
    while end < len(forms) and source.startswith(f" {forms[end]} ", place):
        place += len(forms[end]) + 1
        end += 1
    return end
