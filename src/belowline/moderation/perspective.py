"""Say what an assessment means in the attributes of the Perspective API and on its scale."""

from __future__ import annotations

import math
import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from belowline.moderation.assessment import OVERALL
from belowline.moderation.judge import Assessment
from belowline.moderation.ruling import Finding
from belowline.moderation.shipped import shipped_text

# Our clauses under their own names, so that an administrator can ask for one of them.
OWN = "BELOWLINE_"

# More digits would claim more than any model knows.
_DIGITS = 6
_VERSION = re.compile(r"@\d+\Z")

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute: what it is made of, and the way to Perspective's scale.

    `clauses` are those whose findings show where in the text it is.
    """

    name: str
    labels: tuple[str, ...]
    is_product: bool
    clauses: frozenset[str]
    scale: Points

    @property
    def needs_rules(self) -> bool:
        """Whether rules have a say in it: in how toxic a comment is as a whole they have none."""
        return self.labels != (OVERALL,)

    def raw(self, assessment: Assessment) -> float:
        """The probability that it is there, on our scale.

        For a clause it is the ruling's: the rules had their say there beside the classifier.
        """
        known = {**assessment.probabilities, **assessment.ruling.scores}
        found = [known.get(label, 0.0) for label in self.labels]
        return math.prod(found) if self.is_product else max(found)

    def score(self, assessment: Assessment) -> float:
        """The probability that it is there, on Perspective's scale."""
        return self.scaled(self.raw(assessment))

    def scaled(self, probability: float) -> float:
        """One of our probabilities on Perspective's scale."""
        return round(along(self.scale, probability), _DIGITS)

    def places(self, assessment: Assessment) -> list[Finding]:
        """The findings that show where it is, in the order of the text."""
        found = [
            each
            for each in assessment.ruling.findings
            if each.clause in self.clauses and each.start is not None
        ]
        return sorted(found, key=lambda each: (each.start or 0, each.end or 0))


class OwnClause(Attribute):
    """A clause of the publisher's policy, asked for by name; its score is the ruling's."""

    __slots__ = ()

    @property
    def needs_rules(self) -> bool:
        """Yes, whatever the publisher calls it."""
        return True

    def score(self, assessment: Assessment) -> float:
        """The score that the ruling gives the clause."""
        return round(assessment.ruling.scores.get(self.labels[0], 0.0), _DIGITS)


def attribute_for(name: str, clauses: tuple[str, ...]) -> Attribute | None:
    """The attribute of that name, None where nothing of ours is an honest answer.

    `clauses` are those of the publisher's policy.
    """
    if name.startswith(OWN):
        for clause in clauses:
            if own_name(clause) == name:
                return OwnClause(name, (clause,), False, frozenset({clause}), _STRAIGHT)
        return None
    plain = _VERSION.sub("", name)
    return attributes().get(_also().get(plain, plain))


def own_name(clause: str) -> str:
    """The name under which a clause can be asked for."""
    return OWN + re.sub(r"[^A-Z0-9]", "_", clause.upper())


def is_known(name: str) -> bool:
    """Whether Perspective had the attribute, even if it is not answered here."""
    return _VERSION.sub("", name) in _table()["unserved"]


@cache
def attributes() -> Mapping[str, Attribute]:
    """Every attribute that is answered, by its first name."""
    return {name: _attribute(name, each) for name, each in _table()["attribute"].items()}


def along(points: Points, value: float) -> float:
    """Where the straight lines between the points lead at `value`."""
    at = bisect_right(points, value, key=lambda point: point[0])
    if at == 0 or at == len(points):
        return points[min(at, len(points) - 1)][1]
    (x0, y0), (x1, y1) = points[at - 1], points[at]
    return y0 + (y1 - y0) * (value - x0) / (x1 - x0)


_STRAIGHT: Points = ((0.0, 0.0), (1.0, 1.0))


def _attribute(name: str, table: Mapping[str, Any]) -> Attribute:
    labels = tuple(table["labels"])
    return Attribute(
        name=name,
        labels=labels,
        is_product=table.get("join", "highest") == "product",
        clauses=frozenset(table.get("clauses", labels)),
        scale=tuple((float(ours), float(theirs)) for ours, theirs in table["scale"]),
    )


def _also() -> Mapping[str, str]:
    names: Mapping[str, str] = _table()["also"]
    return names


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(shipped_text("perspective.toml"))
