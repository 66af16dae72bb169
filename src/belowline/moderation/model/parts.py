"""Cut a comment into the parts that the classifier reads by themselves."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

from belowline.moderation.tables import words
from belowline.moderation.text import View

Part = tuple[int, int]

# Behind a small letter, a digit or a sign that ends nothing, before a small letter.
_RUN_ON = re.compile(r"(?<=[^\sA-Z.!?…:\"“”'(\[]) +(?=([A-Z][a-z']*) [a-z])")

# An emoji ends a sentence as a stop does.
_BEHIND_EMOJI = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff] +(?=[A-Z])")


class Parts:
    """The sentences of a comment, those too that begin without a stop before them."""

    def __init__(self, view: View) -> None:
        starts = set(view.sentence_starts)
        for match in _RUN_ON.finditer(view.cased):
            if match[1].lower() in _openers():
                starts.add(match.end())
        if not view.text.isascii():
            starts.update(match.end() for match in _BEHIND_EMOJI.finditer(view.cased))
        self.starts = sorted(starts)
        self._end = len(view.text)

    def part(self, place: int) -> Part:
        """The part in which the place stands, as start and end in the view's text."""
        index = bisect_right(self.starts, place)
        end = self.starts[index] if index < len(self.starts) else self._end
        return self.starts[index - 1], end

    def passage(self, place: int) -> Part:
        """The part in which the place stands with the one before and the one behind it."""
        start, end = self.part(place)
        return self.part(max(start - 1, 0))[0], self.part(min(end, self._end - 1))[1]


@cache
def _openers() -> frozenset[str]:
    return words("openers.txt")
