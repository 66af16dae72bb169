"""Gather what the engine sees in texts that persons judged, each text once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum

from belowline.desk.lessons import Lesson
from belowline.moderation import NOTHING_KNOWN, Facts, Finding, Moderator
from belowline.moderation.calibration.fit import Sample
from belowline.moderation.calibration.trial import fold_of
from belowline.moderation.detectors.classifier import NAME as CLASSIFIER
from belowline.moderation.weighing import is_weighed


class Voice(IntEnum):
    """Whose word it is; of two on the same text the higher counts, of equals the later."""

    NOBODY = 0
    CALLER = 1
    MODERATOR = 2


@dataclass
class Observations:
    """Samples for each clause, by the engine without any weights: what rules and classifier say.

    `taught` counts texts by whose word they are, `unchecked` those that the engine could not read
    in full: from half an engine there is nothing to learn.
    """

    engine: Moderator
    clauses: Sequence[str]
    taught: dict[Voice, int] = field(default_factory=lambda: dict.fromkeys(Voice, 0))
    unchecked: int = 0
    _samples: dict[tuple[str, str], tuple[Voice, Sample]] = field(default_factory=dict)

    def add(self, lesson: Lesson, voice: Voice) -> None:
        """Ask the engine about the lesson's text, and keep what it sees.

        A text that was sent a hundred times is one opinion, not a hundred.
        """
        samples = list(self._seen(lesson))
        text = " ".join(lesson.facts.text.split()).casefold()
        for sample in samples:
            before = self._samples.get((sample.clause, text))
            if before is None or voice >= before[0]:
                self._samples[sample.clause, text] = voice, sample
        self.taught[voice] += bool(samples)

    def samples(self, clause: str) -> list[Sample]:
        """Return what was kept of a clause."""
        return [sample for _, sample in self._samples.values() if sample.clause == clause]

    def _seen(self, lesson: Lesson) -> Iterator[Sample]:
        assessed = self.engine.assess(_of_the_words(lesson.facts))
        if assessed.ruling.unchecked:
            self.unchecked += 1
            return
        findings = assessed.ruling.findings
        for clause in self.clauses:
            about = [found for found in findings if found.clause == clause]
            # What the publisher's own rules see, and what isn't in the words, is not weighed.
            is_weighable = all(map(is_weighed, about)) and clause in assessed.probabilities
            if clause in lesson.broken and is_weighable:
                yield Sample(
                    clause,
                    assessed.probabilities[clause],
                    _rule_score(about),
                    lesson.broken[clause],
                    lesson.is_quiet,
                    lesson.count,
                    fold_of(lesson.key),
                )


def _of_the_words(facts: Facts) -> Facts:
    """The facts without what the site knew besides: a wave of spam teaches what its words are."""
    repeats = facts.repeats and replace(facts.repeats, others=0)
    return replace(facts, site=NOTHING_KNOWN, repeats=repeats)


def _rule_score(findings: Sequence[Finding]) -> float:
    return max((each.score for each in findings if each.detector != CLASSIFIER), default=0.0)
