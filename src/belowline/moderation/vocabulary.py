"""The words that readers disguise, made ready for each way of disguising them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

# Shorter words are too like one another.
_SHORTEST_SHAPED, _SHORTEST_PLAIN = 4, 6


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words in four circles, each within the next, and three ways to find them.

    `words` are grave in themselves, `telling` also those that the patterns look for, `plain` also
    ordinary English. `real` are rare words and names that only look like a disguise; `binding` are
    those without which words in a row are no sentence.

    `masked` has the gravest words that stars may cover by length, first and last letter; `shaped`
    has the same for telling and for longer plain words. `core` finds the gravest in a row of
    letters, `split` has their halves.
    """

    words: frozenset[str]
    telling: frozenset[str]
    plain: frozenset[str]
    real: frozenset[str]
    binding: frozenset[str]
    masked: Mapping[tuple[int, str, str], tuple[str, ...]]
    shaped: Mapping[tuple[int, str, str], tuple[str, ...]]
    core: re.Pattern[str]
    split: Mapping[tuple[str, str], str]

    def with_words(self, words: frozenset[str]) -> Vocabulary:
        """The same with more words; each is found with its letters swapped, drawn out or apart."""
        if not words:
            return self
        return replace(
            self,
            words=self.words | words,
            telling=self.telling | words,
            plain=self.plain | words,
            real=self.real - words,
        )

    def is_ordinary(self, word: str) -> bool:
        """Whether it is a word or a name that nobody needs to read twice."""
        return word in self.plain or word in self.real


@dataclass(frozen=True, slots=True)
class Lists:
    """What a vocabulary is made of.

    Words in `core` are grave enough to be found masked, spaced or split; all in `grave` in other
    disguises. `telling` are looked for by patterns, `ordinary` short everyday words: a split is
    undone only where a half is not one of them. The others are as in the vocabulary.
    """

    grave: frozenset[str]
    core: frozenset[str]
    telling: frozenset[str]
    ordinary: frozenset[str]
    english: frozenset[str]
    real: frozenset[str]
    binding: frozenset[str]


def vocabulary(lists: Lists, often: Mapping[str, int]) -> Vocabulary:
    """Prepare the words; `often` says how often the patterns ask for one.

    The likeliest is what a mask covers.
    """
    core = tuple(sorted(lists.core, key=lambda word: (-len(word), word)))
    grave = lists.grave | lists.core
    looked_for = grave | lists.telling
    plain = looked_for | lists.ordinary | {word for word in lists.english if len(word) > 2}
    return Vocabulary(
        words=grave,
        telling=looked_for,
        plain=plain,
        real=lists.real - plain,
        binding=lists.binding,
        masked=_by_shape(core, often),
        shaped=_by_shape(filter(partial(_is_shaped, looked_for), plain), often),
        core=re.compile("|".join(word for word in core if len(word) > 3) or r"(?!)"),
        split=dict(_splits(core, lists.ordinary)),
    )


def _is_shaped(telling: frozenset[str], word: str) -> bool:
    return len(word) >= (_SHORTEST_SHAPED if word in telling else _SHORTEST_PLAIN)


def _by_shape(
    words: Iterable[str], often: Mapping[str, int]
) -> dict[tuple[int, str, str], tuple[str, ...]]:
    """The words of each shape, those that the patterns ask for most first."""
    found: defaultdict[tuple[int, str, str], list[str]] = defaultdict(list)
    for word in sorted(words, key=lambda word: (-often.get(word, 0), word)):
        found[len(word), word[0], word[-1]].append(word)
    return {shape: tuple(members) for shape, members in found.items()}


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
