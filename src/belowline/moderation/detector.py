"""What every piece of the engine that looks for clauses has in common."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from belowline.moderation.facts import Facts
from belowline.moderation.ruling import Finding
from belowline.moderation.text import View


class Detector(Protocol):
    """A piece of the engine that looks for one or more clauses.

    `find` is pure and gives the same findings for the same facts, with spans in the text as typed.
    """

    name: str

    def find(self, facts: Facts, view: View) -> Iterable[Finding]:
        """Everything the detector sees; `view` is made of `facts.text`, once for all detectors."""
        ...
