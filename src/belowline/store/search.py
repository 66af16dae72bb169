"""Find revisions by their words."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.comment import State
from belowline.desk.filters import Filters
from belowline.desk.search import Hit, Query, SearchCursor
from belowline.kernel.ids import SiteId
from belowline.store.database import OnDatabase
from belowline.store.records import AnyRow, comment_from
from belowline.store.search_few import few, fewest
from belowline.store.search_pages import Asked, Page

# So many of the newest are read one by one before anything else is asked: what one in a thousand
# comments has fills a page from them, and of what is rarer there are few.
WINDOW = 20_000
# A phrase of common words stands in few comments of the many that have them all, each of which has
# to be looked at: how far back is reckoned from the newest, and half as far again to be sure.
SURPLUS = 1.5
MOST_WINDOWS = 10
# PostgreSQL looks these up one by one; of more it knows better by what to find them.
FEW = 1_000

# For this transaction: whoever gets the connection next, from a pool between us too, plans as ever.
_CUSTOM_PLANS = select(func.set_config("plan_cache_mode", "force_custom_plan", True))


class SearchOfWords(OnDatabase):
    """The words of all revisions; see `belowline.desk.search.SearchStore`."""

    window = WINDOW

    async def search(
        self,
        site_id: SiteId,
        query: Query,
        *,
        filters: Filters,
        after: SearchCursor | None,
        limit: int,
        now: datetime,
    ) -> Sequence[Hit]:
        """Return revisions that have the words, the newest first."""
        asked = Asked(query, filters, after, now)
        async with self._planned() as connection:
            look = _Look(connection, site_id, asked, limit, self.window)
            return await (look.on_postgres() if self._database.is_postgres else look.on_sqlite())

    @asynccontextmanager
    async def _planned(self) -> AsyncIterator[AsyncConnection]:
        """Lend a connection that plans for the words asked for: common and rare ones differ."""
        if not self._database.is_postgres:
            async with self._database.reading() as connection:
                yield connection
            return
        async with self._database.snapshot() as connection:
            await connection.execute(_CUSTOM_PLANS)
            yield connection


@dataclass(frozen=True, slots=True)
class _Look:
    """One look for a page, in steps until it is full."""

    connection: AsyncConnection
    site_id: SiteId
    asked: Asked
    limit: int
    window: int

    async def on_sqlite(self) -> Sequence[Hit]:
        filters = self.asked.filters
        is_filtered = next(few(filters), None) is not None
        edge = await self._edge() if is_filtered and not self.asked.of_few else None
        if edge is None:
            return await self._hits(self.asked.in_sqlite())
        hits = await self._hits(self.asked.in_sqlite(edge))
        if len(hits) >= self.limit:
            return hits
        # What is seldom stands in none of the newest: then to look for it is to read everything.
        ids = await fewest(self.connection, self.site_id, filters, most=self.window)
        complete = self.asked.in_sqlite() if ids is None else self.asked.in_sqlite_among(ids)
        return await self._hits(complete)

    async def on_postgres(self) -> Sequence[Hit]:
        asked, filters = self.asked, self.asked.filters
        if filters.waits or filters.language or filters.section:
            ids = await fewest(self.connection, self.site_id, filters, most=FEW)
            if ids is not None:
                return await self._hits(asked.in_time(ids))
        is_rare = filters.waits or (filters.state or State.PUBLISHED) is not State.PUBLISHED
        if is_rare or asked.of_few or not asked.query.wanted:
            return await self._hits(asked.in_time())
        hits = await self._hits(asked.among_newest(self.window))
        if len(hits) < self.limit and asked.has_phrase:
            hits = await self._further_back(hits)
        if len(hits) < self.limit:
            hits = await self._hits(asked.by_words())
        return hits

    async def _further_back(self, hits: Sequence[Hit]) -> Sequence[Hit]:
        """Look as far back as the page should be full, judged by how many the newest had."""
        windows = ceil(SURPLUS * self.limit / max(1, len(hits)))
        edge = await self._edge() if windows <= MOST_WINDOWS else None
        if edge is None:
            return hits
        since = self.asked.top - windows * (self.asked.top - edge)
        return await self._hits(self.asked.by_words(since))

    async def _edge(self) -> int | None:
        """Return the place behind the newest, None where there are no others."""
        edge = self.asked.edge(self.window)
        found = await self.connection.execute(edge, {"site_id": self.site_id})
        place: int | None = found.scalar()
        return place

    async def _hits(self, page: Page) -> Sequence[Hit]:
        key = {"site_id": self.site_id, "limit": self.limit}
        return tuple(map(_hit, await self.connection.execute(page, key)))


def _hit(row: AnyRow) -> Hit:
    comment = comment_from(row)
    cursor = SearchCursor(row.place, comment.comment_id)
    return Hit(comment, row.number, row.revision_text, cursor)
