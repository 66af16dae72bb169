"""Set the spaces in a text as its words ask: wide gaps, breaks, none behind a comma."""

from __future__ import annotations

import re
from collections.abc import Iterator

from belowline.moderation.fold import Folded

# Patterns see one space between words.
_WIDE = re.compile(r"[ \t]{2,}|\t")
_TIGHT = re.compile(r"(?<=[a-z]{2})[,;](?=[a-z]{2})")
# What is left of a break within a sentence; it may be read as a space.
BREAK = "\n"
_BREAK = re.compile(r"[ \t]*\n\s*")
_ENDS = '.!?:;…"”»)'
# Such a line is a quotation, a point of a list or a heading.
_BEGINS = re.compile(r"[ \t]*(?:[>\-*•#]|\d+[.)])")
# A line with fewer gaps is no line of a paragraph, whatever it begins with.
_FEWEST_GAPS = 3


def set_spaces(folded: Folded, typed: str) -> Iterator[tuple[int, int, str]]:
    """Where spaces should stand otherwise, as start, end and what should stand there instead."""
    text = folded.text
    breaks = list(_breaks(folded, typed)) if "\n" in text else []
    inside = {place for start, end in breaks for place in range(start, end)}
    for start, end in breaks:
        yield start, end, BREAK
    for match in _WIDE.finditer(text):
        if match.start() not in inside:
            yield *match.span(), " "
    for match in _TIGHT.finditer(text):
        yield *match.span(), match[0] + " "


def _breaks(folded: Folded, typed: str) -> Iterator[tuple[int, int]]:
    """The breaks in the midst of a sentence."""
    text = folded.text
    line = 0
    for match in _BREAK.finditer(text):
        start, end = match.span()
        if start > 0 and end < len(text) and text[start - 1] not in _ENDS:
            behind = text.find("\n", end)
            parts = (text[line:start], text[end : behind if behind >= 0 else len(text)])
            goes_on = typed[folded.starts[end]].islower()
            if (goes_on or any(part.count(" ") < _FEWEST_GAPS for part in parts)) and not any(
                _BEGINS.match(part) for part in parts
            ):
                yield start, end
        line = end
