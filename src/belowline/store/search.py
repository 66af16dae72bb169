"""Find revisions by their words."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
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

from belowline.conversation.comment import State
from belowline.desk.filters import Filters
from belowline.desk.search import Hit, Query, SearchCursor, Term
from belowline.kernel.ids import SiteId
from belowline.store.columns import Key
from belowline.store.database import OnDatabase
from belowline.store.records import AnyRow, comment_from
from belowline.store.schema import comments, reports, revisions, stories
from belowline.store.search_write import place_at
from belowline.store.tables.desk import grounds
from belowline.store.tables.search import document_words, documents

# So many of the newest are read one by one before the index of words is asked on PostgreSQL: a word
# that stands in one of a thousand comments fills a page from them, and a rarer one has few hits.
WINDOW = 20_000

_OF_SITE = documents.c.site_id == bindparam("site_id")
_CUSTOM_PLANS = select(func.set_config("plan_cache_mode", "force_custom_plan", False))
_ANY_PLANS = select(func.set_config("plan_cache_mode", "auto", False))
# What a page needs of a document; its words are not among it.
_WHERE_IT_STANDS = (
    documents.c.site_id,
    documents.c.comment_id,
    documents.c.number,
    documents.c.place,
    documents.c.story_id,
    documents.c.author_id,
    documents.c.language,
)

Condition = ColumnElement[bool]
Page = Select[Any]


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
        pages = self._pages(query, filters, after, now)
        key = {"site_id": site_id, "limit": limit}
        hits: Sequence[Hit] = ()
        async with self._planned() as connection:
            for page in pages:
                hits = tuple(map(_hit, await connection.execute(page, key)))
                if len(hits) >= limit:
                    break
        return hits

    def _pages(
        self, query: Query, filters: Filters, after: SearchCursor | None, now: datetime
    ) -> list[Page]:
        """Return the statements to be tried until one fills the page; the last is complete."""
        if not query.wanted:
            return [_newest(documents, _behind(documents, after), filters, now)]
        if not self._database.is_postgres:
            if not _few(documents, filters):
                return [_in_sqlite(query, filters, after, now)]
            # One reader's comments are few beside a common word's: read them, and their words.
            spoken = [*_has_words(query), *_behind(documents, after)]
            return [_newest(documents, spoken, filters, now)]
        has_words = documents.c.words.op("@@")(cast(literal(_tsquery(query)), TSQUERY))
        is_rare = filters.waits or (filters.state or State.PUBLISHED) is not State.PUBLISHED
        if is_rare or _few(documents, filters):
            found = [has_words, *_behind(documents, after)]
            return [_newest(documents, found, filters, now)]
        newest = (
            select(*_WHERE_IT_STANDS, has_words.label("has_words"))
            .where(_OF_SITE, *_behind(documents, after))
            .order_by(documents.c.place.desc(), documents.c.comment_id.desc())
            .limit(WINDOW)
            .subquery("newest")
        )
        # Left to choose, PostgreSQL thinks rare words commoner than they are, and reads everything.
        hits = (
            select(*_WHERE_IT_STANDS)
            .where(_OF_SITE, has_words, *_behind(documents, after))
            .cte("hits")
            .prefix_with("MATERIALIZED")
        )
        return [
            _newest(newest, [newest.c.has_words], filters, now),
            _newest(hits, [], filters, now),
        ]

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


def _page(source: FromClause, filters: Filters, now: datetime) -> Page:
    key = (source.c.site_id, source.c.comment_id)
    return (
        select(
            comments,
            source.c.number,
            source.c.place,
            revisions.c.text.label("revision_text"),
        )
        .select_from(source)
        .join(comments, (comments.c.site_id == key[0]) & (comments.c.comment_id == key[1]))
        .join(
            revisions,
            (revisions.c.site_id == key[0])
            & (revisions.c.comment_id == key[1])
            & (revisions.c.number == source.c.number),
        )
        .where(source.c.site_id == bindparam("site_id"), *_conditions(source, filters, now))
        .limit(bindparam("limit"))
    )


def _newest(
    source: FromClause, conditions: Sequence[Condition], filters: Filters, now: datetime
) -> Page:
    page = _page(source, filters, now).where(*conditions)
    return page.order_by(source.c.place.desc(), source.c.comment_id.desc())


def _in_sqlite(query: Query, filters: Filters, after: SearchCursor | None, now: datetime) -> Page:
    """FTS5 hands out its rows newest first, whatever the words."""
    rowid = document_words.c.rowid
    page = (
        _page(documents, filters, now)
        .join(document_words, rowid == documents.c.place)
        .where(document_words.c.document_words.op("MATCH")(literal(_fts_query(query))))
        .order_by(rowid.desc())
    )
    if after is not None:
        page = page.where(rowid < after.place)
    return page


def _has_words(query: Query) -> list[Condition]:
    """Ask a row itself for the words, without the index: they are kept between spaces."""
    kept = literal(" ").concat(documents.c.words).concat(" ")

    def stands(term: Term) -> Condition:
        said = " ".join(term.words)
        return func.instr(kept, f" {said}" if term.is_prefix else f" {said} ") > 0

    return [*map(stands, query.wanted), *(~stands(term) for term in query.unwanted)]


def _behind(source: FromClause, after: SearchCursor | None) -> list[Condition]:
    if after is None:
        return []
    last = tuple_(literal(after.place), literal(after.comment_id, Key))
    return [tuple_(source.c.place, source.c.comment_id) < last]


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


def _few(source: FromClause, filters: Filters) -> list[Condition]:
    asked = {source.c.author_id: filters.reader, source.c.story_id: filters.story}
    return [column == value for column, value in asked.items() if value is not None]


def _conditions(source: FromClause, filters: Filters, now: datetime) -> list[Condition]:
    columns = {
        comments.c.attention: filters.waits,
        comments.c.state: filters.state,
        source.c.language: filters.language,
    }
    asked = _few(source, filters)
    asked += [column == value for column, value in columns.items() if value is not None]
    if filters.age is not None:
        limit = place_at(now - filters.age.span)
        asked.append(source.c.place < limit if filters.age.is_over else source.c.place >= limit)
    if filters.section is not None:
        under = (
            stories.c.site_id == source.c.site_id,
            stories.c.story_id == source.c.story_id,
        )
        asked.append(exists().where(*under, stories.c.section == filters.section))
    if filters.clause is not None:
        by_readers = (reports.c.reason == filters.clause, reports.c.outcome.is_(None))
        named = _found(source, grounds.c.clause == filters.clause)
        asked.append(or_(named, _reported(source, *by_readers)))
    if filters.detector is not None:
        asked.append(_found(source, grounds.c.detector == filters.detector))
    if filters.reporter is not None:
        asked.append(_reported(source, reports.c.reader_id == filters.reporter))
    return asked


def _found(source: FromClause, condition: Condition) -> Condition:
    return exists().where(
        grounds.c.site_id == source.c.site_id,
        grounds.c.comment_id == source.c.comment_id,
        grounds.c.number == source.c.number,
        condition,
    )


def _reported(source: FromClause, *conditions: Any) -> Condition:
    return exists().where(
        reports.c.site_id == source.c.site_id,
        reports.c.comment_id == source.c.comment_id,
        *conditions,
    )
