"""Name an emoji once for each clause, where words were put in its place and more than one fits."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from belowline.moderation.policy import Policy
from belowline.moderation.ruling import Finding


def named_once(
    findings: Iterable[Finding], typed: str, policy: Policy, guess: str
) -> list[Finding]:
    """The findings without those about an emoji that a graver one of the same clause names.

    `guess` is the detector that has no word for why: what it saw gives way. One that says more
    than those that stay does not, so that neither the action nor a score becomes another.
    """
    if typed.isascii():
        return list(findings)

    def rank(found: Finding) -> tuple[bool, int, float, int, int, str]:
        start, end = found.start or 0, found.end or 0
        severity = policy.action(found).severity
        return found.detector == guess, -severity, -found.score, start - end, start, found.reason

    kept: list[Finding] = []
    for found in sorted(findings, key=rank):
        emoji = _emoji(found, typed)
        if not any(
            emoji & _emoji(other, typed) and _covers(other, found, policy) for other in kept
        ):
            kept.append(found)
    return kept


def _covers(other: Finding, found: Finding, policy: Policy) -> bool:
    """Whether the other says all of what was found; a publisher's own rule always speaks."""
    return (
        found.mode is None
        and other.mode is None
        and other.clause == found.clause
        and other.score >= found.score
        and policy.action(other).severity >= policy.action(found).severity
    )


def _emoji(found: Finding, typed: str) -> set[int]:
    """The places of the emoji that a finding marks."""
    if found.start is None or found.end is None:
        return set()
    return {at for at in range(found.start, found.end) if _is_picture(typed[at])}


@lru_cache(maxsize=4096)
def _is_picture(char: str) -> bool:
    return not char.isascii() and unicodedata.category(char) == "So"
