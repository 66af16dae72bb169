"""Turn a comment and its surroundings into the numbers that the network reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tokenizers import Tokenizer

from belowline.moderation.facts import Facts
from belowline.moderation.model.emoji import in_words
from belowline.moderation.text import View

# BERT's own marks, and two of its unused ones for where a quotation begins and ends.
START, STOP = 101, 102
QUOTE_BEGINS, QUOTE_ENDS = 1, 2
STORY, PARENT = 3, 4
# The network reads this much of a comment at once; a longer one is read in windows that overlap,
# so that no sentence of ordinary length is only seen cut in two.
WINDOW = 128
STEP = 96
# What of the surroundings is read: the gist of a story is in its headline, that of an answer in
# the first sentences of what it answers. Every token costs time.
STORY_TOKENS = 24
PARENT_TOKENS = 40
# A token is at most this many letters away; no headline or first sentences are longer.
_LETTERS_A_TOKEN = 12


@dataclass(frozen=True, slots=True)
class Reading:
    """What the network reads at once.

    `segments` is 0 for the comment, 1 for its surroundings. `places` has, for each token of the
    comment, the start and end in the view's text, and None for every other token.
    """

    tokens: list[int]
    segments: list[int]
    places: list[tuple[int, int] | None]


class _Token(NamedTuple):
    number: int
    place: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Tokenised:
    """A comment's tokens with marks around quotations, and those of its surroundings."""

    own: list[_Token]
    around: list[int]

    def windows(self) -> list[Reading]:
        """The comment in windows, each with the surroundings behind it; at least one."""
        return [_joined(part, self.around) for part in _windows(self.own)]

    def part(self, start: int, end: int) -> Reading:
        """The stretch from `start` up to `end` of the view's text, as if it stood alone."""
        own = [t for t in self.own if t.place and start <= t.place[0] and t.place[1] <= end]
        return _joined(own[:WINDOW], self.around)


class Reader:
    """Reads comments with one tokenizer."""

    def __init__(self, tokenizer: str) -> None:
        """`tokenizer` is the JSON that describes a WordPiece tokenizer without marks of its own."""
        self._tokenizer = Tokenizer.from_str(tokenizer)
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        # A vocabulary without one has it as a token that it doesn't know.
        self._mark: int = self._tokenizer.token_to_id('"') or 0
        self._arrow: int = self._tokenizer.token_to_id(">") or 0

    def read(self, facts: Facts, view: View) -> list[Reading]:
        """The comment in windows, each with the surroundings behind it; at least one."""
        return self.tokenised(facts, view).windows()

    def tokenised(self, facts: Facts, view: View) -> Tokenised:
        """The comment in tokens, for who reads it more than once."""
        return Tokenised(self._own(view), self._around(facts))

    def pieces(self, view: View) -> int:
        """How many tokens the words of the comment make, signs and emoji left out."""
        spelt = [word.form for word in view.words]
        found = self._tokenizer.encode(" ".join(spelt), add_special_tokens=False)
        return sum(text.isalpha() or text.startswith("##") for text in found.tokens)

    def _own(self, view: View) -> list[_Token]:
        text, places = in_words(view)
        found = self._tokenizer.encode(text, add_special_tokens=False)
        stretches = found.offsets
        if places is not None:
            stretches = [(places[start], places[end - 1] + 1) for start, end in stretches]
        tokens = list(map(_Token, found.ids, stretches))
        if not view.quotes:
            return tokens
        return list(_marked(list(self._in_marks(tokens, view)), view))

    def _in_marks(self, tokens: list[_Token], view: View) -> Iterator[_Token]:
        """The tokens with a line behind > in quotation marks: few comments were taught with one."""
        lines = (quote for quote in view.quotes if view.text[quote.start :].lstrip()[:1] == ">")
        ends = sorted((quote.end for quote in lines), reverse=True)
        begun = False
        for token in tokens:
            start = token.place[0] if token.place else 0
            if begun and ends and start >= ends[-1]:
                yield _Token(self._mark, None)
                ends.pop()
                begun = False
            if not begun and ends and start < ends[-1] and token.number == self._arrow:
                begun = True
                yield _Token(self._mark, token.place)
            else:
                yield token
        if begun:
            yield _Token(self._mark, None)

    def _around(self, facts: Facts) -> list[int]:
        numbers: list[int] = []
        for mark, text, most in (
            (STORY, facts.story, STORY_TOKENS),
            (PARENT, facts.parent, PARENT_TOKENS),
        ):
            if text.strip():
                # Half of a surrogate pair is no text that a tokenizer takes.
                head = text[: most * _LETTERS_A_TOKEN].encode("utf-8", "replace").decode()
                found = self._tokenizer.encode(head, add_special_tokens=False).ids[:most]
                numbers += [mark, *found]
        return [*numbers, STOP] if numbers else []


def _marked(tokens: list[_Token], view: View) -> Iterator[_Token]:
    """The tokens with marks around the words that are the story's or the parent comment's."""
    quotes = [(quote.start, quote.end) for quote in view.quotes if quote.verbatim]
    quotes.sort()
    inside = 0
    for token in tokens:
        start, _ = token.place or (0, 0)
        while quotes and inside == 0 and quotes[0][1] <= start:
            quotes.pop(0)
        if inside and start >= inside:
            yield _Token(QUOTE_ENDS, None)
            inside = 0
        if not inside and quotes and quotes[0][0] <= start < quotes[0][1]:
            inside = quotes.pop(0)[1]
            yield _Token(QUOTE_BEGINS, None)
        yield token
    if inside:
        yield _Token(QUOTE_ENDS, None)


def _windows(tokens: list[_Token]) -> list[list[_Token]]:
    if len(tokens) <= WINDOW:
        return [tokens]
    starts = range(0, len(tokens) - WINDOW + STEP, STEP)
    return [tokens[start : start + WINDOW] for start in starts]


def _joined(own: list[_Token], around: list[int]) -> Reading:
    tokens = [START, *[token.number for token in own], STOP]
    places = [None, *[token.place for token in own], None]
    return Reading(
        tokens=[*tokens, *around],
        segments=[0] * len(tokens) + [1] * len(around),
        places=[*places, *[None] * len(around)],
    )
