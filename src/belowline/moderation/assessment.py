"""Assess a text alone or in its place: a ruling, and how likely each label is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from belowline.moderation.facts import Facts
from belowline.moderation.judge import RULES_NOT_ASKED, UNREAD_LENGTH, Assessment, Moderator
from belowline.moderation.policy import Policy

# The label for the whole comment, beside those for each clause.
OVERALL = "toxicity"


class Assessor(Protocol):
    """Somebody who can assess a text; may be shared by threads."""

    policy: Policy
    engine_version: str

    def assess(self, text: str, *, story: str = "", parent: str = "") -> Assessment:
        """Return the assessment; never raises, and holds what could not be checked.

        `probabilities` has the clauses and `toxicity`.
        """
        ...

    def overall(self, text: str, *, story: str = "", parent: str = "") -> Assessment:
        """Return an assessment of which only `toxicity` counts: the rules need not be asked."""
        ...


class ByEngine:
    """An assessor made of a moderator."""

    def __init__(self, moderator: Moderator) -> None:
        self.policy = moderator.policy
        self.engine_version = moderator.engine_version
        self._moderator = moderator

    def assess(self, text: str, *, story: str = "", parent: str = "") -> Assessment:
        """Return the engine's assessment."""
        found = self._moderator.assess(Facts(text, story, parent))
        return _with_probabilities(found)

    def overall(self, text: str, *, story: str = "", parent: str = "") -> Assessment:
        """Return what the engine's classifier makes of a text."""
        return _with_probabilities(self._moderator.overall(Facts(text, story, parent)))


def is_whole(found: Assessment) -> bool:
    """Whether all of the engine had its say: a number from half an engine would be made up."""
    return set(found.ruling.unchecked) <= {UNREAD_LENGTH, RULES_NOT_ASKED}


def _with_probabilities(found: Assessment) -> Assessment:
    return Assessment(found.ruling, found.probabilities or _by_clauses(found))


def _by_clauses(found: Assessment) -> Mapping[str, float]:
    """What an engine without a classifier thinks: what breaks a clause is toxic."""
    scores = found.ruling.scores
    return {**scores, OVERALL: max(scores.values(), default=0.0)}
