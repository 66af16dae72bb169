"""Measure what a comment's own words hold: breadth, reasons, figures, questions, experience."""

import re
import tomllib
from collections.abc import Collection
from functools import cache
from importlib import resources
from math import exp

# What the parts are worth at most, in the units of `ranking`: natural logarithms of readers.
# Breadth counts for half: length tells the most of what editors and raters choose, and the easiest.
BREADTH, REASONS, FIGURES, EXPERIENCE, QUESTION = 1.0, 0.5, 0.2, 0.15, 0.15
MOST = BREADTH + REASONS + FIGURES + EXPERIENCE + QUESTION

# Different words after which two thirds of the breadth are reached: a paragraph of three sentences.
A_PARAGRAPH = 40
# A reason or figure more says less than the first did.
A_FEW = 2
# Shorter questions are exclamations: "Really?", "So what?"
QUESTION_WORDS = 4

_QUOTED = re.compile(r"^ {0,3}>.*$", re.MULTILINE)
_CODE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_ADDRESS = re.compile(r"https?://\S+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_FIGURE = re.compile(r"\d+(?:[.,:/]\d+)*")
_SENTENCE = re.compile(r"[^.!?؟？。\n]+[.!?؟？。]*")
# Chinese, Japanese and Korean letters, written without blanks: each pair counts as a word.
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,}")


def substance(text: str) -> float:
    """Return what the author's own words hold, from 0 to MOST; the same words again add nothing.

    Each part rises steeply at first and then levels off, so that neither padding nor a list of
    figures wins. What is quoted, code and addresses are not the author's words.
    """
    own = _own(text)
    written = _WORD.findall(own)
    words = {each.lower().replace("’", "'") for each in written}
    for run in () if own.isascii() else _UNSPACED.findall(own):
        words.update(run[place : place + 2] for place in range(len(run) - 1))
    signs = _signs()
    raw = (
        BREADTH * _level(len(words), A_PARAGRAPH)
        + REASONS * _level(len(words & signs["reasons"]), A_FEW)
        + FIGURES * _level(len(set(_FIGURE.findall(own))), A_FEW)
        + EXPERIENCE * bool(words & signs["experience"])
        + QUESTION * _asks(own)
    )
    # A figure or an "I" in three words says little yet.
    enough = _level(len(words), A_PARAGRAPH / 4)
    return raw * enough * (1 - _loud(written))


def _own(text: str) -> str:
    """Leave out what is not the author's; most comments have nothing of the kind."""
    for mark, pattern in ((">", _QUOTED), ("```", _CODE), ("http", _ADDRESS)):
        if mark in text:
            text = pattern.sub(" ", text)
    return text


def _level(number: int, scale: float) -> float:
    return 1 - exp(-number / scale)


def _asks(own: str) -> bool:
    if not any(mark in own for mark in "?؟？"):
        return False
    questions = (each for each in _SENTENCE.findall(own) if each.endswith(("?", "؟", "？")))
    return any(
        len(_WORD.findall(each)) >= QUESTION_WORDS or _UNSPACED.search(each) for each in questions
    )


def _loud(words: Collection[str]) -> float:
    """Return the share of words that are shouted; short ones may be names of institutions."""
    long = [each for each in words if len(each) > 4 and each.lower() != each.upper()]
    return sum(each.isupper() for each in long) / len(long) if long else 0.0


@cache
def _signs() -> dict[str, frozenset[str]]:
    packed = resources.files("belowline.conversation") / "data" / "substance.toml"
    lists = tomllib.loads(packed.read_text(encoding="utf-8"))
    return {name: frozenset(words) for name, words in lists.items()}
