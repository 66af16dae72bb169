"""Tell whether a comment reads as English, the one language that the classifier has learnt."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from belowline.moderation.tables import words as listed
from belowline.moderation.text import View

# More than this share of letters from other alphabets, and it is not English.
_FOREIGN_LETTERS = 0.4
_FEWEST_LETTERS = 6
# English takes some 1.2 of the tokenizer's pieces a word, other languages two and more. A comment
# in many pieces is still English where it has some of English's small words: a misspelt comment
# keeps those, and must not slip past the classifier as a foreign one.
_PIECES_A_WORD = 1.6
_SMALL_WORDS = 0.08
_FEWEST_WORDS = 7


def reads_as_english(view: View, pieces: Callable[[View], int]) -> bool:
    """Whether it does; `pieces` tells how many pieces the tokenizer makes of its words.

    Of a few words nothing can be said, so they are taken for English.
    """
    if not view.text.isascii() and _is_in_foreign_letters(view.text):
        return False
    count = len(view.words)
    if count < _FEWEST_WORDS:
        return True
    known = _small_words()
    small = sum(word.form in known for word in view.words)
    return small >= _SMALL_WORDS * count or pieces(view) < _PIECES_A_WORD * count


def _is_in_foreign_letters(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    foreign = sum(not "a" <= char <= "z" for char in letters)
    return len(letters) >= _FEWEST_LETTERS and foreign > _FOREIGN_LETTERS * len(letters)


@cache
def _small_words() -> frozenset[str]:
    return listed("small_words.txt")
