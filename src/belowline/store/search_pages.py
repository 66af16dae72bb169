"""Say in SQL what is looked for among the words of all revisions."""

from collections.abc import Sequence
from dataclasses import dataclass
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

from belowline.desk.filters import Filters
from belowline.desk.search import Query, SearchCursor, Term
from belowline.store.columns import Key
from belowline.store.schema import comments, reports, revisions, stories
from belowline.store.search_write import place_at
from belowline.store.tables.desk import grounds
from belowline.store.tables.search import document_words, documents

_OF_SITE = documents.c.site_id == bindparam("site_id")
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


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for, and the statements that look for it."""

    query: Query
    filters: Filters
    after: SearchCursor | None
    now: datetime

    @property
    def top(self) -> int:
        """Return the place that all that is looked for stands behind."""
        return self.after.place if self.after else place_at(self.now)

    @property
    def of_few(self) -> bool:
        """Say whether one reader or one story is asked for: an index leads to what is theirs."""
        return bool(_few(documents, self.filters))

    @property
    def has_phrase(self) -> bool:
        """Say whether words have to stand beside each other."""
        return any(len(term.words) > 1 for term in self.query.wanted)

    def edge(self, number: int) -> Page:
        """Ask for the place behind so many of the newest."""
        newest = (documents.c.place.desc(), documents.c.comment_id.desc())
        ones = select(documents.c.place).where(_OF_SITE, *self._behind())
        return ones.order_by(*newest).offset(number).limit(1)

    def in_time(self, ids: Select[Any] | None = None) -> Page:
        """Look at one after the other, or at a few, on PostgreSQL."""
        words = [self._matches()] if self.query.wanted else []
        among = [] if ids is None else [documents.c.comment_id.in_(ids)]
        return self._newest(documents, [*words, *among, *self._behind()])

    def among_newest(self, number: int) -> Page:
        """Look at so many of the newest on PostgreSQL, and at their words."""
        newest = (
            select(*_WHERE_IT_STANDS, self._matches().label("has_words"))
            .where(_OF_SITE, *self._behind())
            .order_by(documents.c.place.desc(), documents.c.comment_id.desc())
            .limit(number)
            .subquery("newest")
        )
        return self._newest(newest, [newest.c.has_words])

    def by_words(self, since: int | None = None) -> Page:
        """Ask PostgreSQL's index of words, and for what it answers nothing else.

        Left to choose, it thinks rare words commoner than they are, and reads everything.
        """
        recent = [] if since is None else [documents.c.place >= since]
        hits = select(*_WHERE_IT_STANDS).where(_OF_SITE, self._matches(), *recent, *self._behind())
        return self._newest(hits.cte("hits").prefix_with("MATERIALIZED"), [])

    def in_sqlite(self, since: int | None = None) -> Page:
        """Look from one place on. FTS5 hands out its rows newest first, whatever the words."""
        if not self.query.wanted or self.of_few:
            # One reader's comments are few beside a common word's: read them, and their words.
            recent = [] if since is None else [documents.c.place >= since]
            return self._newest(documents, [*_has_words(self.query), *self._behind(), *recent])
        rowid = document_words.c.rowid
        page = (
            _page(documents, self.filters, self.now)
            .join(document_words, rowid == documents.c.place)
            .where(document_words.c.document_words.op("MATCH")(literal(_fts_query(self.query))))
            .order_by(rowid.desc())
        )
        if since is not None:
            page = page.where(rowid >= since)
        return page if self.after is None else page.where(rowid < self.after.place)

    def in_sqlite_among(self, ids: Select[Any]) -> Page:
        """Look among a few comments, and read their words."""
        conditions = [*_has_words(self.query), *self._behind()]
        page = _page(documents, self.filters, self.now).where(
            documents.c.comment_id.in_(ids), *conditions
        )
        # A sum, so that SQLite sorts the few and doesn't look for them in the order of time.
        return page.order_by((documents.c.place + 0).desc())

    def _newest(self, source: FromClause, conditions: Sequence[Condition]) -> Page:
        page = _page(source, self.filters, self.now).where(*conditions)
        return page.order_by(source.c.place.desc(), source.c.comment_id.desc())

    def _matches(self) -> Condition:
        return documents.c.words.op("@@")(cast(literal(_tsquery(self.query)), TSQUERY))

    def _behind(self) -> list[Condition]:
        if self.after is None:
            return []
        last = tuple_(literal(self.after.place), literal(self.after.comment_id, Key))
        return [tuple_(documents.c.place, documents.c.comment_id) < last]


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


def _has_words(query: Query) -> list[Condition]:
    """Ask a row itself for the words, without the index: they are kept between spaces."""
    kept = literal(" ").concat(documents.c.words).concat(" ")

    def stands(term: Term) -> Condition:
        said = " ".join(term.words)
        return func.instr(kept, f" {said}" if term.is_prefix else f" {said} ") > 0

    return [*map(stands, query.wanted), *(~stands(term) for term in query.unwanted)]


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
