"""Read the rulings of a time, each with everything that was decided about its comment."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.comment import Outcome, RulingRecord, Source, Verdict
from belowline.desk.decided import Decided, DecidedCursor
from belowline.kernel.ids import SiteId, StoryId
from belowline.people.sanctions import Measure
from belowline.store.columns import Key, Moment
from belowline.store.database import OnDatabase
from belowline.store.records import AnyRow, appeal_from, report_from, ruling_from
from belowline.store.schema import comments, stories
from belowline.store.tables.decided import appeals, reports, rulings
from belowline.store.tables.redress import ANSWERED_APPEALS
from belowline.store.tables.sanctions import sanctions
from belowline.store.undoing import STANDS

_SITE: BindParameter[Any] = bindparam("site_id")
_SINCE, _UNTIL = bindparam("since", type_=Moment), bindparam("until", type_=Moment)
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_REMARKABLE = (rulings.c.source != Source.ENGINE) | (rulings.c.verdict != Verdict.PUBLISH)
_place = tuple_(rulings.c.created_at, rulings.c.ruling_id)
_PAGE = (
    select(rulings)
    .where(
        rulings.c.site_id == _SITE,
        rulings.c.created_at >= _SINCE,
        rulings.c.created_at < _UNTIL,
        _REMARKABLE,
        STANDS,
    )
    .order_by(rulings.c.created_at, rulings.c.ruling_id)
    .limit(bindparam("limit"))
)
_HISTORY = (
    select(rulings)
    .where(rulings.c.site_id == _SITE, rulings.c.comment_id.in_(_IDS), STANDS)
    .order_by(rulings.c.created_at, rulings.c.ruling_id)
)
_REPORTS = (
    select(reports)
    .where(reports.c.site_id == _SITE, reports.c.comment_id.in_(_IDS))
    .order_by(reports.c.created_at, reports.c.report_id)
)
_APPEALS = ANSWERED_APPEALS.where(
    appeals.c.site_id == _SITE, appeals.c.comment_id.in_(_IDS)
).order_by(appeals.c.created_at, appeals.c.appeal_id)
_COMMENTS = select(comments.c.comment_id, comments.c.story_id, comments.c.created_at).where(
    comments.c.site_id == _SITE, comments.c.comment_id.in_(_IDS)
)
_POSTED: Select[Any] = (
    select(rulings.c.verdict, func.count())
    .where(
        rulings.c.site_id == _SITE,
        rulings.c.created_at >= _SINCE,
        rulings.c.created_at < _UNTIL,
        rulings.c.source == Source.ENGINE,
        rulings.c.revision == 1,
    )
    .group_by(rulings.c.verdict)
)
_REPORTED: Select[Any] = (
    select(reports.c.reason, reports.c.outcome, func.count())
    .where(
        reports.c.site_id == _SITE, reports.c.created_at >= _SINCE, reports.c.created_at < _UNTIL
    )
    .group_by(reports.c.reason, reports.c.outcome)
)
_APPEALED: Select[Any] = (
    select(appeals.c.outcome, func.count())
    .where(
        appeals.c.site_id == _SITE, appeals.c.created_at >= _SINCE, appeals.c.created_at < _UNTIL
    )
    .group_by(appeals.c.outcome)
)
_IMPOSED: Select[Any] = (
    select(sanctions.c.measure, func.count())
    .where(
        sanctions.c.site_id == _SITE,
        sanctions.c.created_at >= _SINCE,
        sanctions.c.created_at < _UNTIL,
        sanctions.c.undone_at.is_(None),
    )
    .group_by(sanctions.c.measure)
)
_HEADLINES = select(stories.c.story_id, stories.c.headline).where(
    stories.c.site_id == _SITE, stories.c.story_id.in_(_IDS)
)


class DecidedRulings(OnDatabase):
    """What was decided on all sites; see `belowline.desk.decided.DecidedStore`."""

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
        page = _PAGE
        if after is not None:
            # Said once more in a way that the index is entered by.
            since = max(since, after.at)
            last = tuple_(literal(after.at, Moment), literal(after.ruling_id, Key))
            page = page.where(_place > last)
        key = {"site_id": site_id, "since": since, "until": until, "limit": limit}
        async with self._database.reading() as connection:
            found = [ruling_from(row) for row in await connection.execute(page, key)]
            return await _with_comments(connection, site_id, found) if found else ()

    async def posted(
        self, site_id: SiteId, *, since: datetime, until: datetime
    ) -> Mapping[Verdict, int]:
        """Count the comments posted in the time, by the engine's first word on each."""
        rows = await self._counted(_POSTED, site_id, since, until)
        return {said: count for said, count in rows}

    async def reported(
        self, site_id: SiteId, *, since: datetime, until: datetime
    ) -> Mapping[tuple[str, Outcome | None], int]:
        """Count the reports made in the time, by reason and what came of them."""
        rows = await self._counted(_REPORTED, site_id, since, until)
        return {(reason, outcome): count for reason, outcome, count in rows}

    async def appealed(
        self, site_id: SiteId, *, since: datetime, until: datetime
    ) -> Mapping[Outcome | None, int]:
        """Count the appeals made in the time, by what came of them."""
        rows = await self._counted(_APPEALED, site_id, since, until)
        return {said: count for said, count in rows}

    async def imposed(
        self, site_id: SiteId, *, since: datetime, until: datetime
    ) -> Mapping[Measure, int]:
        """Count what was imposed on readers in the time, and not taken back at once."""
        rows = await self._counted(_IMPOSED, site_id, since, until)
        return {measure: count for measure, count in rows}

    async def headlines(
        self, site_id: SiteId, story_ids: Sequence[StoryId]
    ) -> Mapping[StoryId, str]:
        """Return the stories' headlines."""
        if not story_ids:
            return {}
        key = {"site_id": site_id, "ids": list(story_ids)}
        async with self._database.reading() as connection:
            return {row.story_id: row.headline for row in await connection.execute(_HEADLINES, key)}

    async def _counted(
        self, query: Select[Any], site_id: SiteId, since: datetime, until: datetime
    ) -> Sequence[Any]:
        key = {"site_id": site_id, "since": since, "until": until}
        async with self._database.reading() as connection:
            found: Sequence[Any] = (await connection.execute(query, key)).all()
        return found


async def _with_comments(
    connection: AsyncConnection, site_id: SiteId, found: Sequence[RulingRecord]
) -> Sequence[Decided]:
    key = {"site_id": site_id}
    ids = sorted({ruling.comment_id for ruling in found})

    async def of_comments(query: Select[Any]) -> Iterable[AnyRow]:
        rows: Sequence[AnyRow] = (await connection.execute(query, {**key, "ids": ids})).all()
        return rows

    written = {row.comment_id: row for row in await of_comments(_COMMENTS)}
    history, reported, appealed = [
        _by_comment(await of_comments(query)) for query in (_HISTORY, _REPORTS, _APPEALS)
    ]
    earlier = {
        comment_id: [ruling_from(row) for row in rows] for comment_id, rows in history.items()
    }
    return tuple(
        Decided(
            ruling=ruling,
            story_id=written[ruling.comment_id].story_id,
            written_at=written[ruling.comment_id].created_at,
            earlier=[each for each in earlier[ruling.comment_id] if _order(each) < _order(ruling)],
            reports=[report_from(row) for row in reported[ruling.comment_id]],
            appeals=[appeal_from(row) for row in appealed[ruling.comment_id]],
        )
        for ruling in found
    )


def _by_comment(rows: Iterable[AnyRow]) -> defaultdict[str, list[AnyRow]]:
    found: defaultdict[str, list[AnyRow]] = defaultdict(list)
    for row in rows:
        found[row.comment_id].append(row)
    return found


def _order(ruling: RulingRecord) -> tuple[datetime, str]:
    return ruling.created_at, ruling.ruling_id
