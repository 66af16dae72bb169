"""Give a text a fingerprint that stays nearly the same when a few of its words change.

The print is a SimHash: Moses Charikar, “Similarity estimation techniques from rounding
algorithms”, STOC 2002. Each word and each pair of neighbours votes, by its own hash, on each of
64 bits; texts that share most of their words differ in few bits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise

import numpy as np

from belowline.moderation.fold import fold
from belowline.moderation.links import without_addresses
from belowline.moderation.quotes import find_quotes
from belowline.moderation.tables import confusables

# Shorter texts are repeated in all innocence: “Thank you!”, “Absolutely right.”
_FEWEST_LETTERS = 40
# So much of a text is compared, which bounds the work; no advertisement needs more.
_LONGEST = 4_000
# Measured on 12,630 texts of many people: of 79 million pairs of strangers' texts four come
# this near by chance, and four in five texts of 10 to 40 words stay as near when a word changes.
# Word triples within three bits, the usual choice for web pages, would miss 98 of 100.
_NEAR = 10

# Scripts without spaces between words are compared sign by sign.
_WORD = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"
    r"|[^\W\d_]+(?:'[^\W\d_]+)*"
)


@lru_cache(maxsize=64)
def fingerprint(text: str, story: str = "", parent: str = "") -> int | None:
    """The 64-bit print of a comment, None where it has too few words of its own.

    What stands in the story or in the parent is not the author's own, and links and numbers are
    what changes from one copy of an advertisement to the next: both are left out.
    """
    words = own_words(text, story, parent)
    return None if sum(map(len, words)) < _FEWEST_LETTERS else _simhash(words)


def are_near(one: int, other: int) -> bool:
    """Whether two prints are of nearly the same text."""
    return (one ^ other).bit_count() <= _NEAR


def count_near(one: int, others: Iterable[int]) -> int:
    """How many of the others are of nearly the same text: there are hundreds for each comment."""
    return sum([(one ^ other).bit_count() <= _NEAR for other in others])


@lru_cache(maxsize=64)
def own_words(text: str, story: str = "", parent: str = "") -> tuple[str, ...]:
    """The folded words that are neither quoted from story or parent nor part of an address."""
    folded = fold(text[:_LONGEST], confusables()).text
    parts, done = [], 0
    for quote in sorted(find_quotes(folded, (story, parent)), key=lambda each: each.start):
        if quote.verbatim:
            parts.append(folded[done : quote.start])
            done = max(done, quote.end)
    parts.append(folded[done:])
    return tuple(_WORD.findall(without_addresses(" \n ".join(parts))))


def _simhash(words: tuple[str, ...]) -> int:
    digests = [
        blake2b(feature.encode("utf-8", "replace"), digest_size=8).digest()
        for feature in _features(words)
    ]
    votes = np.frombuffer(b"".join(digests), dtype=np.uint8).reshape(-1, 8)
    ayes = np.unpackbits(votes, axis=1, bitorder="little").sum(axis=0)
    return int.from_bytes(
        np.packbits(2 * ayes > len(digests), bitorder="little").tobytes(), "little"
    )


def _features(words: Iterable[str]) -> set[str]:
    words = tuple(words)
    return {*words, *(" ".join(pair) for pair in pairwise(words))}
