"""Read an emoji that stands in the place of a word: “you are a 🤡”, “I will 🔪 you”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from belowline.moderation.tables import rows

# What stands right before a noun or a verb. After “you” an emoji is as likely tender.
_NOUN_BEFORE = (
    r"\b(?:an?|the|these|those|this|that|such|are|is|am|was|were|you're|he's|she's|they're|like|of|"
    r"as|and|or|no|fucking|bloody|total|utter|complete|absolute|stupid|little|dirty|filthy|your|"
    r"his|her|their|my|some|all|full|bunch|pile|load)"
)
_VERB_BEFORE = (
    r"\b(?:to|will|i'll|we'll|they'll|should|must|gonna|let's|can|could|would|and|please|we|i|they)"
)
_NOUN_BEHIND = r"(?:who|that|are|is|on|in|of|and|should|must|will|at|with)\b"
# Of oneself, and to others' faces, it is laughter as often: “I'm 💀”, “you're 💀”.
_STATE_BEFORE = r"\b(?<!you )(?:are|is|was|were|be|he's|she's|they're)"
_VERB_BEHIND = r"(?:them|him|her|it|you|the|these|those|all|every|down|your|their|his)\b"


def pictured(text: str) -> Iterator[tuple[int, int, str]]:
    """Each emoji in the slot of a noun or a verb, with the word for it."""
    shape = _shape()
    for match in shape.finditer(text):
        place = match.lastgroup or ""
        sign = match[place]
        noun, verb, state = _words()[sign[0]]
        if place in {"verb", "first", "state"}:
            yield *match.span(place), state if place == "state" else verb
        elif not text.startswith((f"{noun} ", f"{noun}s "), match.start()):
            is_many = len(sign) > 1 and not noun.endswith("s")
            yield *match.span(place), noun + ("s" if is_many else "")


@cache
def _words() -> dict[str, tuple[str, str, str]]:
    return {sign: (noun, verb, state) for sign, noun, verb, state in rows("pictures.tsv")}


@cache
def _shape() -> re.Pattern[str]:
    nouns = "".join(_words())
    verbs = "".join(sign for sign, (_, verb, _) in _words().items() if verb)
    states = "".join(sign for sign, (_, _, state) in _words().items() if state)
    return re.compile(
        rf"(?:{_VERB_BEFORE} (?P<verb>[{verbs}])(?= \w)"
        rf"|(?:^|[.!?\n] ?)(?P<first>[{verbs}])(?= {_VERB_BEHIND})"
        rf"|{_STATE_BEFORE} (?P<state>([{states}])\4*)"
        rf"|{_NOUN_BEFORE} (?P<noun>([{nouns}])\6*)"
        rf"|\b(?!you |u )[a-z]+ (?P<inner>([{nouns}])\8*)(?= {_NOUN_BEHIND}))"
    )
