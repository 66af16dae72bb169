"""Learn from the desk's rulings how each clause is to be weighed, and from which scores it acts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from belowline.desk.lessons import Lesson, is_drawn, of_decision, of_quiet, of_scores
from belowline.desk.observing import Observations, Voice
from belowline.desk.ports import ArchiveStore, Decision, DecisionStore, Written
from belowline.desk.suggest import Suggestion, SuggestionStore
from belowline.desk.told import PAGE, Progress, pages_told
from belowline.kernel.ids import SiteId
from belowline.moderation import Facts, Moderator
from belowline.moderation.calibration.mistakes import Aim
from belowline.moderation.calibration.trial import Question, Trial, tried
from belowline.moderation.detectors import shipped_weights
from belowline.moderation.weighing import Weights

# After that long without a complaint, a comment counts as one that nobody complains of: nearly all
# reports come while the story is read.
TIME_TO_COMPLAIN = timedelta(days=3)
# Comments that nobody complained of are asked about up to so many: enough to see one held in a
# thousand, at a minute of one processor's time.
MOST_QUIET = 5_000


class LearningStore(ArchiveStore, DecisionStore, SuggestionStore, Protocol):
    """What was written, what was decided, and what others suggested."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What was learnt, clause by clause, and from how many texts."""

    rulings: int
    suggestions: int
    quiet: int
    unchecked: int
    since: datetime | None
    trials: Sequence[Trial]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibrate:
    """The use case; it keeps nothing. Without a store there is only the feedback to learn from.

    `engine` has no weights: it says what rules and classifier see. `weights` are those in force.
    """

    store: LearningStore | None
    engine: Moderator
    weights: Weights

    async def __call__(
        self,
        site_id: SiteId,
        *,
        since: datetime | None,
        now: datetime,
        feedback: Sequence[Lesson],
        aim: Aim,
        at_once: bool,
        progress: Progress,
    ) -> Calibration:
        """Return what would be better for each clause, and what would not.

        `at_once` says that new points will come into force with new weights.
        """
        policy, shipped = self.engine.policy, shipped_weights()
        clauses = [clause.name for clause in policy.clauses if clause.name in shipped]
        seen = Observations(self.engine, clauses)
        for lesson in feedback:
            seen.add(lesson, Voice.CALLER)
        if self.store is not None:
            await _hear_others(self.store, site_id, seen, since)
            await _hear_the_desk(self.store, site_id, seen, since, now, progress)
        questions = [
            Question(policy.clause(name), self.weights[name], shipped[name], aim, at_once)
            for name in clauses
        ]
        return Calibration(
            rulings=seen.taught[Voice.MODERATOR],
            suggestions=seen.taught[Voice.CALLER],
            quiet=seen.taught[Voice.NOBODY],
            unchecked=seen.unchecked,
            since=since,
            trials=[tried(each, seen.samples(each.clause.name)) for each in questions],
        )


async def _hear_the_desk(
    store: LearningStore,
    site_id: SiteId,
    seen: Observations,
    since: datetime | None,
    now: datetime,
    progress: Progress,
) -> None:
    size = await store.written_size(site_id, since=since)
    share = min(1.0, MOST_QUIET / max(size, 1))
    async for page in pages_told(store, site_id, since=since, progress=progress):
        decisions = await store.decisions(site_id, [each.comment_id for each, _ in page])
        for written, facts in page:
            decision = decisions.get(written.comment_id)
            if decision is None:
                continue
            if lesson := of_decision(written.comment_id, facts, decision, seen.clauses):
                seen.add(lesson, Voice.MODERATOR)
            elif _is_quiet(written, decision, now) and is_drawn(written.comment_id, share):
                quiet = of_quiet(written.comment_id, facts, seen.clauses, share=share)
                seen.add(quiet, Voice.NOBODY)


def _is_quiet(written: Written, decision: Decision, now: datetime) -> bool:
    return decision.is_quiet and now - written.created_at >= TIME_TO_COMPLAIN


async def _hear_others(
    store: SuggestionStore, site_id: SiteId, seen: Observations, since: datetime | None
) -> None:
    """Take the suggestions; a later one of the same sender for the same comment counts."""
    last: dict[tuple[str, str, str], Suggestion] = {}
    after: str | None = None
    while page := await store.suggestions(site_id, after=after, limit=PAGE):
        for each in page:
            token = each.token or each.suggestion_id
            last[each.sender, each.community, token] = each
        after = page[-1].suggestion_id
    for each in last.values():
        facts = Facts(each.text, each.story, each.parent)
        lesson = of_scores(each.suggestion_id, facts, each.scores, seen.clauses)
        if lesson and (since is None or each.created_at >= since):
            seen.add(lesson, Voice.CALLER)
