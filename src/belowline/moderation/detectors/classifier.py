"""Tell in findings what the trained classifier makes of a comment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from belowline.moderation.facts import Facts
from belowline.moderation.model.classifier import Classifier, Opinion
from belowline.moderation.ruling import Finding
from belowline.moderation.text import View

NAME = "classifier"
# Below this a suspicion isn't worth a moderator's eye.
_WORTH_SHOWING = 0.1
# So many stretches are shown for the likeliest clause; more would underline the whole comment.
_MOST_STRETCHES = 6


class Trained:
    """The classifier with the sentences that explain it."""

    def __init__(self, classifier: Classifier, reasons: Mapping[str, str]) -> None:
        """`reasons` has for each clause a sentence without and, behind a bar, with the words."""
        self._classifier = classifier
        self._reasons = reasons
        self.problem = ""

    def opinion(self, facts: Facts, view: View) -> Opinion:
        """What the classifier makes of the comment."""
        return self._classifier.opinion(facts, view)

    def findings(self, scores: Mapping[str, float], opinion: Opinion, view: View) -> list[Finding]:
        """One finding for each clause whose score is worth showing, the likeliest first.

        The words shown are those that weigh most, whatever the clause.
        """
        suspected = sorted(
            (clause for clause in self._reasons if scores.get(clause, 0.0) >= _WORTH_SHOWING),
            key=lambda clause: (-scores[clause], clause),
        )
        return [
            found
            for rank, clause in enumerate(suspected)
            for found in self._of(
                clause, scores[clause], view, opinion.marked[: 1 if rank else _MOST_STRETCHES]
            )
        ]

    def _of(
        self, clause: str, score: float, view: View, stretches: tuple[tuple[int, int], ...]
    ) -> Iterator[Finding]:
        plain, with_words = self._reasons[clause].split("|")
        if not stretches:
            yield Finding(clause, score, None, None, NAME, plain, is_sure=False)
        for start, end in stretches:
            first, last = view.span(start, end)
            seen = " ".join(view.typed[first:last].split())
            reason = with_words.format(seen=seen)
            yield Finding(clause, score, first, last, NAME, reason, is_sure=False)


class Missing:
    """Stands where the classifier can't be loaded: it fails on every comment, so all are held."""

    def __init__(self, problem: str) -> None:
        self.problem = problem

    def opinion(self, facts: Facts, view: View) -> Opinion:
        """Raises RuntimeError, always: nobody is published by half an engine."""
        raise RuntimeError(self.problem)

    def findings(self, scores: Mapping[str, float], opinion: Opinion, view: View) -> list[Finding]:
        """None: there is never an opinion to tell of."""
        return []
