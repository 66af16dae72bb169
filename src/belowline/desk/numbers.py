"""Add up what happened in a time: comments, rulings, reports, appeals; nobody's name among them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import quantiles

from belowline.conversation.comment import Outcome, Source, Verdict
from belowline.desk.decided import Decided, DecidedCursor, DecidedStore, Restriction
from belowline.kernel.ids import SiteId, StoryId

# Rulings that are read at once: a fraction of a second's work between two looks at the store.
DECIDED_PAGE = 500
# Stories that are named: those an editor could look at today.
MOST_STORIES = 10


@dataclass(frozen=True, slots=True)
class Waiting:
    """How long comments had waited for a person: half of them less than the median."""

    count: int
    median: timedelta | None
    p90: timedelta | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How people ruled where a detector spoke against a comment."""

    agreed: int
    disagreed: int

    @property
    def ruled(self) -> int:
        """How many comments people ruled on."""
        return self.agreed + self.disagreed


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """A time in numbers.

    `held` and `rejected` count the engine's first word on comments by the clause that counted
    most, `removed` what was taken down by the clause it was taken down for. `detectors` say how
    often people agreed with each. `taken` counts what rulings took away, by who ruled.
    """

    since: datetime
    until: datetime
    posted: Mapping[Verdict, int]
    held: Mapping[str, int]
    rejected: Mapping[str, int]
    removed: Mapping[str, int]
    taken: Mapping[tuple[Restriction, Source], int]
    waiting: Waiting
    detectors: Mapping[str, Agreement]
    reports: Mapping[tuple[str, Outcome | None], int]
    appeals: Mapping[Outcome | None, int]
    stories: Sequence[tuple[StoryId, str, int]]

    @property
    def comments(self) -> int:
        """How many were posted."""
        return sum(self.posted.values())

    @property
    def agreement(self) -> Agreement:
        """How people ruled where the engine spoke against a comment, whatever detector."""
        return self.detectors.get(ANY, Agreement(0, 0))

    def reports_that(self, outcome: Outcome | None) -> int:
        """Count the reports with an outcome."""
        return sum(count for (_, came), count in self.reports.items() if came is outcome)


# Stands for the engine as a whole among detectors; no detector has such a name.
ANY = ""


@dataclass
class _Tally:
    held: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    taken: Counter[tuple[Restriction, Source]] = field(default_factory=Counter)
    waited: list[timedelta] = field(default_factory=list)
    agreed: Counter[tuple[str, bool]] = field(default_factory=Counter)
    stories: Counter[StoryId] = field(default_factory=Counter)

    def add(self, decided: Decided) -> None:
        """Count one ruling."""
        ruling, clause = decided.ruling, decided.clause or UNCHECKED
        if ruling.source is Source.ENGINE and not decided.earlier:
            (self.held if ruling.verdict is Verdict.HOLD else self.rejected)[clause] += 1
        restriction = decided.restriction
        if restriction is not None:
            self.taken[restriction, ruling.source] += 1
        if restriction is Restriction.REMOVED:
            self.removed[clause] += 1
            self.stories[decided.story_id] += 1
        if ruling.source is Source.MODERATOR and ruling.verdict is not Verdict.HOLD:
            self._by_person(decided)

    def _by_person(self, decided: Decided) -> None:
        since = decided.waited_since
        if since is not None:
            self.waited.append(decided.ruling.created_at - since)
        found = decided.found
        if found is not None:
            agrees = decided.ruling.verdict is not Verdict.PUBLISH
            for detector in {ANY, *(finding.detector for finding in found.findings)}:
                self.agreed[detector, agrees] += 1

    def waiting(self) -> Waiting:
        """Return how long it took."""
        if len(self.waited) < 2:
            only = self.waited[0] if self.waited else None
            return Waiting(len(self.waited), only, only)
        tenths = quantiles(self.waited, n=10, method="inclusive")  # type: ignore[type-var]
        return Waiting(len(self.waited), tenths[4], tenths[8])

    def detectors(self) -> Mapping[str, Agreement]:
        """Return how people ruled, detector by detector."""
        names = {name for name, _ in self.agreed}
        return {
            name: Agreement(self.agreed[name, True], self.agreed[name, False]) for name in names
        }


# What stands in a clause's place where a comment waited since a part of the engine failed.
UNCHECKED = "(unchecked)"


async def count_up(
    store: DecidedStore, site_id: SiteId, *, since: datetime, until: datetime
) -> Numbers:
    """Return the time in numbers; `until` is the first moment behind it."""
    span = {"since": since, "until": until}
    tally = _Tally()
    after: DecidedCursor | None = None
    while page := await store.decided(site_id, **span, after=after, limit=DECIDED_PAGE):
        for decided in page:
            tally.add(decided)
        last = page[-1].ruling
        after = DecidedCursor(last.created_at, last.ruling_id)
    worst = tally.stories.most_common(MOST_STORIES)
    headlines = await store.headlines(site_id, [story_id for story_id, _ in worst])
    return Numbers(
        **span,
        posted=await store.posted(site_id, **span),
        held=tally.held,
        rejected=tally.rejected,
        removed=tally.removed,
        taken=tally.taken,
        waiting=tally.waiting(),
        detectors=tally.detectors(),
        reports=await store.reported(site_id, **span),
        appeals=await store.appealed(site_id, **span),
        stories=[(story_id, headlines.get(story_id, ""), count) for story_id, count in worst],
    )
