"""Remember what the classifier made of the last few comments: many are asked about twice."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

from belowline.moderation.facts import Facts
from belowline.moderation.model.classifier import Opinion


class Remembered:
    """The latest opinions of one engine, by all that its classifier is told.

    A reader is told what would become of a comment, and then it is sent: of author and site other
    things may be known by then, of which the classifier hears nothing.
    """

    def __init__(self, most: int) -> None:
        """None are kept where `most` is 0."""
        self._most = most
        self._opinions: OrderedDict[tuple[str, str, str], Opinion] = OrderedDict()

    def opinion(self, facts: Facts, ask: Callable[[], Opinion]) -> Opinion:
        """What `ask` answers, or answered to the same words in the same place."""
        told = facts.text, facts.story, facts.parent
        found = self._opinions.get(told)
        if found is None:
            found = ask()
            if self._most:
                self._opinions[told] = found
            if len(self._opinions) > self._most:
                self._opinions.popitem(last=False)
        return replace(found, scores=dict(found.scores))
