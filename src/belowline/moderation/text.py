"""The normalised view of a comment that every detector looks at."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from belowline.moderation.disguise import Plain, pictures_read, respaced, undisguise
from belowline.moderation.facts import Facts
from belowline.moderation.fold import fold
from belowline.moderation.quotes import Quote, find_quotes
from belowline.moderation.vocabulary import Vocabulary

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]+[\"”»')\]]*\s+|\n+")


class Word(NamedTuple):
    """A word of the view; `start` and `end` are places in the view's text."""

    form: str
    start: int
    end: int


class View:
    """A comment's text in plain small letters, disguises undone, with an exact way back.

    `typed` is the comment as typed, `text` what to match against, `disguised` the places in
    `text` where a disguise was undone.
    """

    def __init__(self, facts: Facts, confusables: Mapping[str, str], known: Vocabulary) -> None:
        self.typed = facts.text
        self._facts = facts
        self._written = fold(facts.text, confusables)
        self._is_flowing = False
        self.is_pictured = False
        self._take(undisguise(self._written, facts.text, known, confusables))

    @cached_property
    def readings(self) -> tuple[View, ...]:
        """The view itself, and the other ways in which readers may take the text.

        Spaces for the line breaks within sentences; words for the emoji in the place of words.
        """
        found = [self]
        if self._plain.breaks:
            found.append(self._read_as(self._plain.flowing(), is_flowing=True))
        if pictured := pictures_read(found[-1]._plain):
            found.append(self._read_as(pictured, is_flowing=found[-1]._is_flowing))
            found[-1].is_pictured = True
        return tuple(found)

    @cached_property
    def as_written(self) -> View:
        """The same with no disguise undone: names and numbers are told by how they are spelled."""
        if not self.disguised:
            return self
        plain = respaced(self._written, self.typed)
        if self._is_flowing:
            plain = plain.flowing()
        return self._read_as(plain, is_flowing=self._is_flowing)

    def _read_as(self, plain: Plain, *, is_flowing: bool) -> View:
        """A view of the same comment, read in another way."""
        other = View.__new__(View)
        other.typed, other._facts, other._written = self.typed, self._facts, self._written
        other._is_flowing = is_flowing
        other.is_pictured = False
        other._take(plain)
        return other

    def _take(self, plain: Plain) -> None:
        self._plain = plain
        self._folded = plain.folded
        self.disguised = plain.disguised
        self.text = plain.folded.text

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the view's text from `start` up to `end` stands in the typed text."""
        return self._folded.typed_span(start, end)

    def seen(self, start: int, end: int) -> str:
        """The same stretch as the reader typed it."""
        first, last = self.span(start, end)
        return self.typed[first:last]

    @cached_property
    def cased(self) -> str:
        """The view's text with the typed capitals, place for place: names are told by them."""
        if self.typed.lower() == self.text:
            return self.typed
        return "".join(
            char.upper() if "a" <= char <= "z" and self.seen(at, at + 1)[:1].isupper() else char
            for at, char in enumerate(self.text)
        )

    def is_disguised(self, start: int, end: int) -> bool:
        """Whether a disguise was undone between the two places."""
        return any(a < end and start < b for a, b in self.disguised)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words in order, digits and signs left out."""
        return tuple(Word(m[0], m.start(), m.end()) for m in _WORD.finditer(self.text))

    @cached_property
    def sentence_starts(self) -> list[int]:
        """Where each sentence begins, the first at 0."""
        return [0, *(match.end() for match in _SENTENCE_END.finditer(self.text))]

    def sentence(self, place: int) -> tuple[int, int]:
        """The sentence in which the place stands, as start and end in the view's text."""
        starts = self.sentence_starts
        index = bisect_right(starts, place)
        return starts[index - 1], starts[index] if index < len(starts) else len(self.text)

    def passage(self, place: int) -> tuple[int, int]:
        """The sentence in which the place stands with the one before and the one behind it."""
        start, end = self.sentence(place)
        return self.sentence(max(start - 1, 0))[0], self.sentence(min(end, len(self.text) - 1))[1]

    @cached_property
    def quotes(self) -> tuple[Quote, ...]:
        """The parts that repeat somebody else's words."""
        return find_quotes(self.text, (self._facts.story, self._facts.parent))
