"""Judge whether words are the author's own or are quoted, reported or condemned."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from belowline.moderation.linear import Linear, linear
from belowline.moderation.shipped import shipped_text
from belowline.moderation.tables import scores
from belowline.moderation.text import View

# How far the words that frame a quotation may stand from it.
_REACH = 300
# How near to it those that put it to use.
_NEAR = 40


@dataclass(frozen=True, slots=True)
class Stance:
    """How a stretch of a comment stands to its author.

    `fenced`: in quotation marks or on a `>` line. `verbatim`: stands in the story or the parent.
    `framed`: its sentence says that somebody said it, or condemns it. `aimed`: the words around a
    quotation turn it on somebody here ("… and I mean you").
    """

    fenced: bool
    verbatim: bool
    framed: bool
    aimed: bool

    def factor(self) -> float:
        """What to multiply a score with, from `scores.toml`."""
        weights = scores("context")
        if self.aimed:
            return 1.0
        if self.verbatim and self.fenced:
            return weights["echo"]
        if self.verbatim:
            return weights["verbatim"]
        if self.framed:
            return weights["quoted_and_framed" if self.fenced else "framed"]
        return 1.0

    @property
    def is_mention(self) -> bool:
        """Whether the words are talked about rather than used."""
        return not self.aimed and (self.framed or (self.verbatim and self.fenced))

    @property
    def is_word(self) -> bool:
        """Whether a single word is talked about as a word: framed, or in quotation marks."""
        return not self.aimed and (self.fenced or self.framed)


def stance(view: View, start: int, end: int) -> Stance:
    """The author's stance to the stretch from `start` to `end` of the view's text."""
    around = [quote for quote in view.quotes if quote.start <= start and end <= quote.end]
    fences = [quote for quote in around if quote.fenced]
    first, last = view.sentence(start)
    if fences:
        first = min(first, view.sentence(fences[0].start)[0])
        last = max(last, view.sentence(max(fences[0].end - 2, fences[0].start))[1])
        inner = (fences[0].start, fences[0].end)
    else:
        inner = (start, end)
    before = view.text[max(first, inner[0] - _REACH) : inner[0]]
    after = view.text[inner[1] : min(last, inner[1] + _REACH)]
    return Stance(
        fenced=bool(fences),
        verbatim=any(quote.verbatim for quote in around),
        framed=_is_framed(before, after, is_fenced=bool(fences)),
        aimed=bool(fences) and _is("aimed", view.text[inner[1] : inner[1] + 80]),
    )


def is_used(text: str, start: int, end: int) -> bool:
    """Whether the sentence needs what stands between the two places as words of its own."""
    before, behind = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    return _is("used_before", before) or _is("used_behind", behind)


def _is_framed(before: str, after: str, *, is_fenced: bool) -> bool:
    """Who said it may follow only what stands in quotation marks: “…”, she wrote."""
    around = f"{before} … {after}"
    return _is("condemned", around) or _is("reported", around if is_fenced else before)


def _is(frame: str, text: str) -> bool:
    return _frames()[frame].search(text) is not None


@cache
def _frames() -> dict[str, Linear]:
    table = tomllib.loads(shipped_text("frames.toml"))
    return {name: linear("|".join(parts)) for name, parts in table.items()}
