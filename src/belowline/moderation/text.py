"""The normalised view of a comment that every detector looks at."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from belowline.moderation.disguise import undisguise
from belowline.moderation.facts import Facts
from belowline.moderation.fold import fold
from belowline.moderation.quotes import Quote, find_quotes
from belowline.moderation.spelled import Vocabulary

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]+[\"”»')\]]*\s+|\n+")


@dataclass(frozen=True, slots=True)
class Word:
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
        self._folded, self.disguised = undisguise(fold(facts.text, confusables), known)
        self.text = self._folded.text

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the view's text from `start` up to `end` stands in the typed text."""
        return self._folded.typed_span(start, end)

    def seen(self, start: int, end: int) -> str:
        """The same stretch as the reader typed it."""
        first, last = self.span(start, end)
        return self.typed[first:last]

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

    @cached_property
    def quotes(self) -> tuple[Quote, ...]:
        """The parts that repeat somebody else's words."""
        return find_quotes(self.text, (self._facts.story, self._facts.parent))
