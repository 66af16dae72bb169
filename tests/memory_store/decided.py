"""Read the rulings of a time from dicts."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from belowline.conversation.comment import Outcome, RulingRecord, Source, Verdict
from belowline.desk.decided import Decided, DecidedCursor
from belowline.desk.dsa_accounts import LIMITING
from belowline.kernel.ids import SiteId, StoryId
from belowline.people.sanctions import Measure, Sanction
from tests.memory_store.tables import OnTables


class MemoryDecided(OnTables):
    """See `belowline.desk.decided.DecidedStore`."""

    async def decided(
        self,
        site_id: SiteId,
        *,
        since: datetime,
        until: datetime,
        after: DecidedCursor | None,
        limit: int,
    ) -> Sequence[Decided]:
        """Return the rulings behind the cursor in the order of time, with their comments."""
        last = (after.at, after.ruling_id) if after else None
        found = [
            ruling
            for ruling in self._ruled(site_id, since, until)
            if (ruling.source is not Source.ENGINE or ruling.verdict is not Verdict.PUBLISH)
            and (last is None or _order(ruling) > last)
        ]
        return [self._with_comment(ruling) for ruling in sorted(found, key=_order)[:limit]]

    async def posted(
        self, site_id: SiteId, *, since: datetime, until: datetime
    ) -> Mapping[Verdict, int]:
        """Count the comments posted in the time, by the engine's first word on each."""
        return Counter(
            ruling.verdict
            for ruling in self._ruled(site_id, since, until)
            if ruling.source is Source.ENGINE and ruling.revision == 1
        )

    async def reported(
        self, site_id: SiteId, *, since: datetime, until: datetime
    ) -> Mapping[tuple[str, Outcome | None], int]:
        """Count the reports made in the time, by reason and what came of them."""
        return Counter(
            (report.reason, report.outcome)
            for (of_site, _), reports in self._tables.reports.items()
            for report in reports.values()
            if of_site == site_id and since <= report.created_at < until
        )

    async def appealed(
        self, site_id: SiteId, *, since: datetime, until: datetime
    ) -> Mapping[Outcome | None, int]:
        """Count the appeals made in the time, by what came of them."""
        return Counter(
            appeal.outcome
            for appeal in self._tables.appeals
            if appeal.site_id == site_id and since <= appeal.created_at < until
        )

    async def imposed(
        self, site_id: SiteId, *, since: datetime, until: datetime
    ) -> Mapping[Measure, int]:
        """Count what was imposed on readers in the time, and not taken back at once."""
        return Counter(
            each.measure
            for each in self._tables.sanctions.values()
            if each.site_id == site_id
            and since <= each.created_at < until
            and each.undone_at is None
        )

    async def limited(
        self, site_id: SiteId, *, since: datetime, until: datetime
    ) -> Sequence[Sanction]:
        """Return those of them that limit their readers, the oldest first."""
        found = [
            each
            for each in self._tables.sanctions.values()
            if each.site_id == site_id
            and since <= each.created_at < until
            and each.undone_at is None
            and each.measure in LIMITING
        ]
        return sorted(found, key=lambda each: (each.created_at, each.sanction_id))

    async def headlines(
        self, site_id: SiteId, story_ids: Sequence[StoryId]
    ) -> Mapping[StoryId, str]:
        """Return the stories' headlines."""
        return {each: self._tables.stories[site_id, each].headline for each in story_ids}

    def _ruled(self, site_id: SiteId, since: datetime, until: datetime) -> Iterator[RulingRecord]:
        for (of_site, _), rulings in self._tables.rulings.items():
            if of_site == site_id:
                yield from (each for each in rulings if since <= each.created_at < until)

    def _with_comment(self, ruling: RulingRecord) -> Decided:
        key = ruling.site_id, ruling.comment_id
        comment = self._tables.comments[key]
        reports = self._tables.reports.get(key, {}).values()
        return Decided(
            ruling=ruling,
            story_id=comment.story_id,
            written_at=comment.created_at,
            earlier=[
                each
                for each in sorted(self._tables.rulings[key], key=_order)
                if _order(each) < _order(ruling)
            ],
            reports=sorted(reports, key=lambda report: (report.created_at, report.report_id)),
            appeals=[
                each for each in self._tables.appeals if (each.site_id, each.comment_id) == key
            ],
        )


def _order(ruling: RulingRecord) -> tuple[datetime, str]:
    return ruling.created_at, ruling.ruling_id
