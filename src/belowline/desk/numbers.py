"""Add up what happened in a time: comments, rulings, reports, appeals; nobody's name among them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from belowline.conversation.comment import Outcome, Source, Verdict
from belowline.desk.decided import DecidedCursor, DecidedStore, Restriction
from belowline.desk.tally import ANY, Agreement, Tally, Waiting
from belowline.kernel.ids import SiteId, StoryId
from belowline.people.sanctions import Measure

# Rulings that are read at once: a fraction of a second's work between two looks at the store.
DECIDED_PAGE = 500
# Stories that are named: those an editor could look at today.
MOST_STORIES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """A time in numbers.

    `held` and `rejected` count the engine's first word on comments by the clause that counted
    most, `removed` what was taken down by the clause it was taken down for. `detectors` say how
    often people agreed with each. `taken` counts what rulings took away, by who ruled, `imposed`
    what was imposed on readers.
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
    imposed: Mapping[Measure, int]
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


async def count_up(
    store: DecidedStore, site_id: SiteId, *, since: datetime, until: datetime
) -> Numbers:
    """Return the time in numbers; `until` is the first moment behind it."""
    counted = await tally_of(store, site_id, since=since, until=until)
    return await numbers_of(store, site_id, counted, since=since, until=until)


async def tally_of(
    store: DecidedStore, site_id: SiteId, *, since: datetime, until: datetime
) -> Tally:
    """Count every ruling of the time."""
    tally = Tally()
    after: DecidedCursor | None = None
    while page := await store.decided(
        site_id, since=since, until=until, after=after, limit=DECIDED_PAGE
    ):
        for decided in page:
            tally.add(decided)
        last = page[-1].ruling
        after = DecidedCursor(last.created_at, last.ruling_id)
    tally.posted = Counter(await store.posted(site_id, since=since, until=until))
    return tally


async def numbers_of(
    store: DecidedStore, site_id: SiteId, tally: Tally, *, since: datetime, until: datetime
) -> Numbers:
    """Return what was counted, with what came of the time's reports and appeals until now."""
    worst = tally.stories.most_common(MOST_STORIES)
    headlines = await store.headlines(site_id, [story_id for story_id, _ in worst])
    return Numbers(
        since=since,
        until=until,
        posted=tally.posted,
        held=tally.held,
        rejected=tally.rejected,
        removed=tally.removed,
        taken=tally.taken,
        waiting=tally.waiting(),
        detectors=tally.detectors(),
        reports=await store.reported(site_id, since=since, until=until),
        appeals=await store.appealed(site_id, since=since, until=until),
        imposed=await store.imposed(site_id, since=since, until=until),
        stories=[(story_id, headlines.get(story_id, ""), count) for story_id, count in worst],
    )
