"""Count how often a text came before: by its author, and by other readers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from belowline.moderation.facts import Facts, Repeats
from belowline.moderation.fingerprint import are_near, count_near, fingerprint
from belowline.moderation.fold import fold_phrase

# Shorter texts are repeated in all innocence: “Thank you!”
_REPEATABLE = 40
# Two texts that agree this far are the same.
_COMPARED = 2_000
_NOT_ALNUM = re.compile("[^a-zA-Z0-9]+")


def repeats_of(facts: Facts) -> Repeats:
    """How often it came before: what the facts say, or what their texts and prints tell."""
    if facts.repeats is not None:
        return facts.repeats
    if not facts.site.fingerprints and not facts.recent:
        return Repeats()
    mine = fingerprint(facts.text, facts.story, facts.parent)
    return Repeats(
        same=_same(facts.text, facts.recent),
        near=0 if mine is None else _near(mine, facts.recent),
        others=0 if mine is None else count_near(mine, facts.site.fingerprints),
    )


def _same(text: str, recent: Iterable[str]) -> int:
    mine = _essence(text)
    return sum(_essence(each) == mine for each in recent) if len(mine) >= _REPEATABLE else 0


@lru_cache(maxsize=256)
def _essence(text: str) -> str:
    """The letters and digits in a row, so that spacing and stops don't hide a repetition."""
    folded = fold_phrase(text[:_COMPARED])
    if folded.isascii():
        return _NOT_ALNUM.sub("", folded)
    return "".join(filter(str.isalnum, folded))


def _near(mine: int, recent: Iterable[str]) -> int:
    prints = (fingerprint(text) for text in recent)
    return sum(each is not None and are_near(mine, each) for each in prints)
