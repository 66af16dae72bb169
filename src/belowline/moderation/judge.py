"""Ask every detector, let the strictest clause win, keep every finding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from belowline.moderation.detector import Detector
from belowline.moderation.detectors import shipped_detectors
from belowline.moderation.facts import Facts
from belowline.moderation.lexicon import shipped_vocabulary
from belowline.moderation.policy import Clause, Policy
from belowline.moderation.policy_text import parse_policy
from belowline.moderation.ruling import Action, Finding, Ruling
from belowline.moderation.shipped import shipped_policy_text
from belowline.moderation.tables import confusables
from belowline.moderation.text import View

# Raise it with every change that can change a ruling.
ENGINE_VERSION = "1.1.0"

# No reader writes more, and work must be bounded: the rest is not read, so a person has to.
LONGEST_TEXT = 20_000
# The unchecked part of a text that is longer than the engine reads.
UNREAD_LENGTH = "length"
# The view every detector needs; where it can't be made, none of them ran.
UNREAD_VIEW = "view"
# How many of an author's recent comments are compared.
_RECENT = 20


class Moderator:
    """Rules on comments by one policy; may be shared by threads and kept for long."""

    def __init__(
        self, policy: Policy | None = None, detectors: Sequence[Detector] | None = None
    ) -> None:
        """Without a policy the shipped one holds; without detectors all shipped ones are asked."""
        self.policy = parse_policy(shipped_policy_text()) if policy is None else policy
        self._detectors: tuple[Detector, ...] = (
            shipped_detectors(self.policy) if detectors is None else tuple(detectors)
        )
        self._confusables = confusables()
        self._vocabulary = shipped_vocabulary()

    def rule(
        self,
        text: str,
        *,
        story: str = "",
        parent: str = "",
        author_published: int = 0,
        recent: Sequence[str] = (),
    ) -> Ruling:
        """The ruling on `text`; never raises, and holds what it could not check."""
        read = text[:LONGEST_TEXT]
        facts = Facts(read, story, parent, author_published, tuple(recent[:_RECENT]))
        unchecked = [UNREAD_LENGTH] if len(text) > LONGEST_TEXT else []
        findings: list[Finding] = []
        try:
            view = View(facts, self._confusables, self._vocabulary)
        except Exception:
            # Failing closed is the promise; the name in `unchecked` tells the caller.
            return self._ruling((), (*unchecked, UNREAD_VIEW))
        for detector in self._detectors:
            try:
                findings.extend(self._of_this_policy(detector.find(facts, view)))
            except Exception:
                unchecked.append(detector.name)
        return self._ruling(findings, tuple(unchecked))

    def _of_this_policy(self, findings: Iterable[Finding]) -> list[Finding]:
        return [found for found in findings if found.score > 0 and self.policy.has(found.clause)]

    def _ruling(self, findings: Iterable[Finding], unchecked: tuple[str, ...]) -> Ruling:
        kept = tuple(sorted(set(findings), key=_order))
        scores = {clause.name: _score(clause, kept) for clause in self.policy.clauses}
        action = Action.strictest(
            Action.HOLD if unchecked else Action.PUBLISH,
            *(clause.action(scores[clause.name]) for clause in self.policy.clauses),
        )
        return Ruling(
            action=action,
            findings=kept,
            scores=scores,
            policy_version=self.policy.version,
            engine_version=ENGINE_VERSION,
            unchecked=unchecked,
        )


def _score(clause: Clause, findings: Iterable[Finding]) -> float:
    return max((found.score for found in findings if found.clause == clause.name), default=0.0)


def _order(found: Finding) -> tuple[float, str, int, int, str, str]:
    """Gravest first, then by clause and place, so that equal inputs give equal rulings."""
    start = -1 if found.start is None else found.start
    end = -1 if found.end is None else found.end
    return (-found.score, found.clause, start, end, found.detector, found.reason)
