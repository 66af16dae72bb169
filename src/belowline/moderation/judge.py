"""Ask every detector, let the strictest clause win, keep every finding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from belowline.moderation.cleared import MOST_LETTERS, cleared
from belowline.moderation.detector import Detector
from belowline.moderation.detectors import shipped_classifier, shipped_detectors, shipped_weights
from belowline.moderation.detectors.classifier import NAME as CLASSIFIER
from belowline.moderation.detectors.classifier import Missing, Trained
from belowline.moderation.echoes import CLAUSES, without_echoes
from belowline.moderation.facts import NOTHING_KNOWN, Facts, Repeats, SiteFacts
from belowline.moderation.foreign_links import is_newcomer
from belowline.moderation.lexicon import shipped_vocabulary
from belowline.moderation.model.remembered import Remembered
from belowline.moderation.named_once import named_once
from belowline.moderation.policy import Clause, Policy
from belowline.moderation.policy_text import parse_policy
from belowline.moderation.rule_matcher import phrase_words
from belowline.moderation.ruling import Action, Finding, Ruling
from belowline.moderation.shipped import shipped_policy_text
from belowline.moderation.site_weights import SiteWeights
from belowline.moderation.tables import confusables
from belowline.moderation.text import View
from belowline.moderation.version import ENGINE_VERSION
from belowline.moderation.weighing import Weights, alone, of_author, weighed

# No reader writes more, and work must be bounded: the rest is not read, so a person has to.
LONGEST_TEXT = 20_000
# The unchecked part of a text that is longer than the engine reads.
UNREAD_LENGTH = "length"
# The view every detector needs; where it can't be made, none of them ran.
UNREAD_VIEW = "view"
# The rules, where only the classifier was asked: what they would say, nobody knows.
RULES_NOT_ASKED = "rules (not asked)"
# How many of an author's recent comments are compared.
_RECENT = 20


@dataclass(frozen=True, slots=True)
class Assessment:
    """A ruling, and the classifier's probabilities behind it.

    `probabilities` has the clauses that the classifier was taught and `toxicity`, how likely
    readers are to find the comment rude enough to leave; empty where the classifier failed.
    """

    ruling: Ruling
    probabilities: Mapping[str, float]


class Moderator:
    """Rules on comments by one policy; may be shared by threads and kept for long."""

    def __init__(
        self,
        policy: Policy | None = None,
        detectors: Sequence[Detector] | None = None,
        classifier: Trained | Missing | None = None,
        weights: SiteWeights | Weights | None = None,
        *,
        remembers: int = 0,
    ) -> None:
        """Without a policy the shipped one holds; without detectors all shipped ones are asked.

        The shipped classifier is asked with the shipped detectors; with other detectors, only a
        classifier that is given. `weights` are the site's own, from `belowline calibrate`; bare
        numbers are for measuring, since no ruling tells of them. So many of the classifier's
        opinions are remembered, which changes no ruling.
        """
        self.policy = parse_policy(shipped_policy_text()) if policy is None else policy
        self._detectors: tuple[Detector, ...] = (
            shipped_detectors(self.policy) if detectors is None else tuple(detectors)
        )
        if detectors is None and classifier is None:
            classifier = shipped_classifier()
        self._classifier = classifier
        self._remembered = Remembered(remembers)
        self.engine_version = ENGINE_VERSION
        if isinstance(weights, SiteWeights):
            self.engine_version = weights.engine_version
            weights = weights.all
        self._weights = shipped_weights() if weights is None else weights
        self._confusables = confusables()
        self._vocabulary = shipped_vocabulary().with_words(phrase_words(self.policy.phrases))

    @property
    def problem(self) -> str:
        """Why every comment is held, empty where the engine is whole."""
        return self._classifier.problem if self._classifier else ""

    def rule(
        self,
        text: str,
        *,
        story: str = "",
        parent: str = "",
        author_published: int = 0,
        recent: Sequence[str] = (),
        site: SiteFacts = NOTHING_KNOWN,
        repeats: Repeats | None = None,
    ) -> Ruling:
        """The ruling on `text`; never raises, and holds what it could not check."""
        return self.rule_on(
            Facts(text, story, parent, author_published, tuple(recent), site, repeats)
        )

    def rule_on(self, facts: Facts) -> Ruling:
        """The same, told by facts."""
        return self.assess(replace(facts, recent=facts.recent[:_RECENT])).ruling

    def rule_name(self, name: str) -> Ruling:
        """The ruling on what somebody calls themselves, who is no newcomer.

        The classifier has its say where rules found something, and is not asked else: for callers
        to whom what it alone sees in a name is nothing.
        """
        return self._assessed(Facts(name, author_published=1), only_to_weigh=True).ruling

    def assess(self, facts: Facts) -> Assessment:
        """The ruling on the facts with what it was made of; never raises, as `rule`."""
        return self._assessed(facts, only_to_weigh=False)

    def _assessed(self, facts: Facts, *, only_to_weigh: bool) -> Assessment:
        unchecked = [UNREAD_LENGTH] if len(facts.text) > LONGEST_TEXT else []
        facts = replace(facts, text=facts.text[:LONGEST_TEXT])
        findings: list[Finding] = []
        try:
            view = View(facts, self._confusables, self._vocabulary)
            readings = view.readings
        except Exception:
            # Failing closed is the promise; the name in `unchecked` tells the caller.
            return Assessment(self._ruling((), {}, (*unchecked, UNREAD_VIEW)), {})
        for detector in self._detectors:
            try:
                for reading in readings:
                    findings.extend(self._of_this_policy(detector.find(facts, reading)))
            except Exception:
                unchecked.append(detector.name)
        probabilities: Mapping[str, float] = {}
        scores: Mapping[str, float] = {}
        if self._classifier is not None and (findings or not only_to_weigh):
            try:
                ask = partial(self._classifier.opinion, facts, view)
                opinion = self._remembered.opinion(facts, ask)
                probabilities = self._without_echoes(facts, view, opinion.scores)
                likely = of_author(probabilities, is_regular=not is_newcomer(facts))
                scores = alone(likely, self._weights)
                spared = self._cleared(findings, probabilities, facts, view)
                findings = weighed(findings, likely, self._weights, self.policy, spared)
                seen = self._classifier.findings(scores, opinion, view)
                findings.extend(self._of_this_policy(seen))
            except Exception:
                unchecked.append(CLASSIFIER)
        findings = named_once(findings, facts.text, self.policy, CLASSIFIER)
        return Assessment(self._ruling(findings, scores, tuple(unchecked)), probabilities)

    def _without_echoes(
        self, facts: Facts, view: View, probabilities: Mapping[str, float]
    ) -> Mapping[str, float]:
        """The probabilities, those of swearing without swear words that are only quoted."""
        rest = without_echoes(facts, view) if probabilities else None
        if rest is None or self._classifier is None:
            return probabilities
        other = View(rest, self._confusables, self._vocabulary)
        scores = self._classifier.opinion(rest, other).scores
        less = {
            clause: min(probabilities[clause], scores[clause])
            for clause in CLAUSES
            if clause in probabilities and clause in scores
        }
        return {**probabilities, **less}

    def _cleared(
        self, findings: Iterable[Finding], there: Mapping[str, float], facts: Facts, view: View
    ) -> frozenset[str]:
        """The clauses that rules saw broken and that the conversation around it clears."""
        classifier = self._classifier
        is_placed = bool(facts.story or facts.parent)
        if classifier is None or not is_placed or len(facts.text) > MOST_LETTERS:
            return frozenset()
        alone = replace(facts, story="", parent="")
        return cleared(findings, there, lambda: classifier.opinion(alone, view).scores)

    def overall(self, facts: Facts) -> Assessment:
        """Return how toxic the comment is; the rules have no say in it and are not asked.

        So the ruling holds, whatever the comment. Where the classifier has no opinion or fails,
        everything is asked.
        """
        if self._classifier is None:
            return self.assess(facts)
        facts = replace(facts, text=facts.text[:LONGEST_TEXT])
        try:
            view = View(facts, self._confusables, self._vocabulary)
            ask = partial(self._classifier.opinion, facts, view)
            likely = self._remembered.opinion(facts, ask).scores
        except Exception:
            # It fails there again, and is then named.
            return self.assess(facts)
        if not likely:
            return self.assess(facts)
        return Assessment(self._ruling((), {}, (RULES_NOT_ASKED,)), likely)

    def _of_this_policy(self, findings: Iterable[Finding]) -> list[Finding]:
        return [
            found
            for found in findings
            if (found.score > 0 or found.is_shadow) and self.policy.has(found.clause)
        ]

    def _ruling(
        self,
        findings: Iterable[Finding],
        suspicions: Mapping[str, float],
        unchecked: tuple[str, ...],
    ) -> Ruling:
        kept = tuple(sorted(set(findings), key=_order))
        acting = tuple(found for found in kept if not found.is_shadow)
        action = Action.strictest(
            Action.HOLD if unchecked else Action.PUBLISH,
            *(self.policy.action(found) for found in acting),
        )
        return Ruling(
            action=action,
            findings=acting,
            shadows=tuple(found for found in kept if found.is_shadow),
            scores={
                clause.name: max(suspicions.get(clause.name, 0.0), _score(clause, acting))
                for clause in self.policy.clauses
            },
            policy_version=self.policy.version,
            engine_version=self.engine_version,
            unchecked=unchecked,
        )


def _score(clause: Clause, findings: Iterable[Finding]) -> float:
    return max((found.score for found in findings if found.clause == clause.name), default=0.0)


def _order(found: Finding) -> tuple[float | str | int, ...]:
    """Gravest first, then by clause and place, so that equal inputs give equal rulings."""
    start = -1 if found.start is None else found.start
    end = -1 if found.end is None else found.end
    origin = (found.detector, found.reason, found.rule, found.mode or "")
    return (-found.score, found.clause, start, end, *origin)
