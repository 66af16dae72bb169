"""Keep one finding for each stretch of a comment, the gravest, where several shapes fit it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from belowline.moderation.ruling import Finding

# A comment with this many details is turned away by the first of them.
_MOST = 40


def gravest_apart(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without those that overlap a graver one, or an equal one before them."""
    kept: list[Finding] = []
    for found in sorted(islice(findings, _MOST), key=_rank):
        if not any(_overlap(found, other) for other in kept):
            kept.append(found)
    return kept


def _rank(found: Finding) -> tuple[float, int]:
    return -found.score, -1 if found.start is None else found.start


def _overlap(one: Finding, other: Finding) -> bool:
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return False
    return one.start < other.end and other.start < one.end
