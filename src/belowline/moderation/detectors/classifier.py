"""Look at a comment with the trained classifier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from belowline.moderation.facts import Facts
from belowline.moderation.model.classifier import Classifier
from belowline.moderation.ruling import Finding
from belowline.moderation.text import View

# Below this a suspicion isn't worth a moderator's eye.
_WORTH_SHOWING = 0.1
# So many stretches are shown for the likeliest clause; more would underline the whole comment.
_MOST_STRETCHES = 6


class Trained:
    """One finding for each clause that the classifier suspects, with the words that weigh most."""

    name = "classifier"

    def __init__(self, classifier: Classifier, reasons: Mapping[str, str]) -> None:
        """`reasons` has for each clause a sentence with a place for the words seen."""
        self._classifier = classifier
        self._reasons = reasons

    def find(self, facts: Facts, view: View) -> Iterable[Finding]:
        """The clauses by likelihood; each score is a calibrated probability."""
        opinion = self._classifier.opinion(facts, view)
        suspected = sorted(
            (clause for clause in self._reasons if opinion.scores[clause] >= _WORTH_SHOWING),
            key=lambda clause: (-opinion.scores[clause], clause),
        )
        for rank, clause in enumerate(suspected):
            stretches = opinion.marked[: 1 if rank else _MOST_STRETCHES]
            yield from self._findings(clause, opinion.scores[clause], view, stretches)

    def _findings(
        self, clause: str, score: float, view: View, stretches: tuple[tuple[int, int], ...]
    ) -> Iterator[Finding]:
        plain, with_words = self._reasons[clause].split("|")
        if not stretches:
            yield Finding(clause, score, None, None, self.name, plain)
        for start, end in stretches:
            first, last = view.span(start, end)
            seen = " ".join(view.typed[first:last].split())
            yield Finding(clause, score, first, last, self.name, with_words.format(seen=seen))


class Missing:
    """Stands where the classifier can't be loaded: it fails on every comment, so all are held."""

    name = "classifier"

    def __init__(self, problem: str) -> None:
        self.problem = problem

    def find(self, facts: Facts, view: View) -> Iterable[Finding]:
        """Raises RuntimeError, always: nobody is published by half an engine."""
        raise RuntimeError(self.problem)
