"""Find revisions by their words."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.desk.filters import Filters
from belowline.desk.search import Hit, Query, SearchCursor, Term
from belowline.kernel.ids import SiteId
from belowline.store.columns import Key
from belowline.store.database import OnDatabase
from belowline.store.records import AnyRow, comment_from
from belowline.store.schema import comments, reports, revisions, stories
from belowline.store.search_write import place_at
from belowline.store.tables_desk import grounds
from belowline.store.tables_search import document_words, documents

_place = tuple_(documents.c.place, documents.c.comment_id)
_KEY = (documents.c.site_id, documents.c.comment_id)
_OF_SITE = documents.c.site_id == bindparam("site_id")
_words = revisions.c.text.label("revision_text")
_FOUND: Select[Any] = (
    select(comments, documents.c.number, documents.c.place, _words)
    .select_from(documents)
    .join(comments, (comments.c.site_id == _KEY[0]) & (comments.c.comment_id == _KEY[1]))
    .join(
        revisions,
        (revisions.c.site_id == _KEY[0])
        & (revisions.c.comment_id == _KEY[1])
        & (revisions.c.number == documents.c.number),
    )
    .where(_OF_SITE)
    .limit(bindparam("limit"))
)
_CUSTOM_PLANS = select(func.set_config("plan_cache_mode", "force_custom_plan", False))
_ANY_PLANS = select(func.set_config("plan_cache_mode", "auto", False))


class SearchOfWords(OnDatabase):
    """The words of all revisions; see `belowline.desk.search.SearchStore`."""

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
        page = _FOUND.where(*_conditions(filters, now))
        page = self._with_words(page, query, filters) if query.wanted else _newest(page)
        if after is not None:
            last = tuple_(literal(after.place), literal(after.comment_id, Key))
            page = page.where(_place < last)
            if query.wanted and not self._database.is_postgres:
                page = page.where(document_words.c.rowid <= after.place)
        async with self._planned() as connection:
            found = await connection.execute(page, {"site_id": site_id, "limit": limit})
            return tuple(map(_hit, found))

    def _with_words(self, page: Select[Any], query: Query, filters: Filters) -> Select[Any]:
        if self._database.is_postgres:
            return _newest(page).where(
                documents.c.words.op("@@")(cast(literal(_tsquery(query)), TSQUERY))
            )
        page = page.join(document_words, document_words.c.rowid == documents.c.place).where(
            document_words.c.document_words.op("MATCH")(literal(_fts_query(query)))
        )
        few = _few(filters)
        if few:
            # A reader's comments are few and a word's are many: look only there.
            places = select(documents.c.place).where(_OF_SITE, *few).correlate(None)
            page = page.where(document_words.c.rowid.in_(places))
        return page.order_by(document_words.c.rowid.desc())

    @asynccontextmanager
    async def _planned(self) -> AsyncIterator[AsyncConnection]:
        """Lend a connection that plans for the words asked for: common and rare ones differ."""
        async with self._database.reading() as connection:
            if not self._database.is_postgres:
                yield connection
                return
            await connection.execute(_CUSTOM_PLANS)
            try:
                yield connection
            finally:
                await connection.execute(_ANY_PLANS)


def _newest(page: Select[Any]) -> Select[Any]:
    return page.order_by(documents.c.place.desc(), documents.c.comment_id.desc())


def _hit(row: AnyRow) -> Hit:
    comment = comment_from(row)
    cursor = SearchCursor(row.place, comment.comment_id)
    return Hit(comment, row.number, row.revision_text, cursor)


def _fts_query(query: Query) -> str:
    """Say it in FTS5's words. They are letters and digits only, so quotes are safe."""
    wanted = " AND ".join(map(_fts_term, query.wanted))
    return " NOT ".join([f"({wanted})", *map(_fts_term, query.unwanted)])


def _fts_term(term: Term) -> str:
    return f'"{" ".join(term.words)}"{" *" if term.is_prefix else ""}'


def _tsquery(query: Query) -> str:
    wanted = [_ts_term(term) for term in query.wanted]
    return " & ".join([*wanted, *(f"!{_ts_term(term)}" for term in query.unwanted)])


def _ts_term(term: Term) -> str:
    words = [f"'{word}'" for word in term.words]
    if term.is_prefix:
        words[-1] += ":*"
    return f"({' <-> '.join(words)})"


def _few(filters: Filters) -> list[ColumnElement[bool]]:
    asked = {documents.c.author_id: filters.reader, documents.c.story_id: filters.story}
    return [column == value for column, value in asked.items() if value is not None]


def _conditions(filters: Filters, now: datetime) -> list[ColumnElement[bool]]:
    columns = {
        comments.c.attention: filters.waits,
        comments.c.state: filters.state,
        documents.c.language: filters.language,
    }
    asked = _few(filters)
    asked += [column == value for column, value in columns.items() if value is not None]
    if filters.age is not None:
        limit = place_at(now - filters.age.span)
        asked.append(
            documents.c.place < limit if filters.age.is_over else documents.c.place >= limit
        )
    if filters.section is not None:
        under = (stories.c.site_id == _KEY[0], stories.c.story_id == documents.c.story_id)
        asked.append(exists().where(*under, stories.c.section == filters.section))
    if filters.clause is not None:
        by_readers = (reports.c.reason == filters.clause, reports.c.outcome.is_(None))
        asked.append(or_(_found(grounds.c.clause == filters.clause), _reported(*by_readers)))
    if filters.detector is not None:
        asked.append(_found(grounds.c.detector == filters.detector))
    if filters.reporter is not None:
        asked.append(_reported(reports.c.reader_id == filters.reporter))
    return asked


def _found(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        grounds.c.site_id == _KEY[0],
        grounds.c.comment_id == _KEY[1],
        grounds.c.number == documents.c.number,
        condition,
    )


def _reported(*conditions: Any) -> ColumnElement[bool]:
    return exists().where(
        reports.c.site_id == _KEY[0], reports.c.comment_id == _KEY[1], *conditions
    )
