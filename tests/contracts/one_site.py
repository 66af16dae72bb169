"""Notice a query that could look beyond one site, as it is run.

A database that is spread by site answers a query from one of its parts only where the query names
the site of each table that it reads. So each table has to be bound to a site that was given, or
to another table that is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.dml import Delete, Update
from sqlalchemy.sql.elements import (
    BinaryExpression,
    BindParameter,
    ClauseElement,
    ColumnElement,
    TextClause,
)
from sqlalchemy.sql.schema import Table
from sqlalchemy.sql.selectable import (
    CTE,
    Alias,
    CompoundSelect,
    FromClause,
    Join,
    Select,
    Subquery,
)

from belowline.store.database import Database
from belowline.store.schema import metadata

# SQLite's index of words knows a row by a number alone, and SQLite is not spread.
ALLOWED_STATEMENT = "SELECT max(documents.place)"

_EQUAL = (operators.eq, operators.in_op)


@contextmanager
def one_site_at_a_time(database: Database) -> Iterator[set[str]]:
    """Collect what looks beyond one site while the block runs."""
    found: set[str] = set()

    def look(_1: Any, statement: Any, *_2: Any) -> None:
        found.update(_beyond(statement))

    ours = (database._readers, database._quick, database._writer)
    engines = {engine.sync_engine for engine in ours}
    for engine in engines:
        event.listen(engine, "before_execute", look)
    try:
        yield found
    finally:
        for engine in engines:
            event.remove(engine, "before_execute", look)


# What was seen of each shape of statement, so that a thousand tests look at it once.
_SEEN: dict[Any, list[str]] = {}


def _beyond(statement: Any) -> list[str]:
    shape = statement._generate_cache_key() if isinstance(statement, ClauseElement) else None
    key = shape.key if shape is not None else id(statement)
    if key not in _SEEN or shape is None:
        told = [f"{table} in {statement}" for table in unbound(statement)]
        _SEEN[key] = [each for each in told if ALLOWED_STATEMENT not in each]
    return _SEEN[key]


def unbound(statement: Any) -> list[str]:
    """Return the names of the tables that are not bound to one site."""
    if not isinstance(statement, ClauseElement):
        return []
    parts = list(visitors.iterate(statement))
    written = {table for part in parts if isinstance(part, TextClause) for table in _in(part.text)}
    bound = _Bound()
    for part in parts:
        if isinstance(part, BinaryExpression) and part.operator in _EQUAL:
            bound.compare(part.left, part.right)
        if isinstance(part, Subquery | CTE):
            bound.see_through(part)
    read = [table for part in parts for table in _read_by(part)]
    return sorted({_name(table) for table in read if not bound.holds(table)} | written)


_INSERT = re.compile(r"\s*INSERT\s+INTO\s+(\w+)\s*\(([^)]*)\)", re.IGNORECASE)
_READ = re.compile(
    r"\b(?:FROM|JOIN|UPDATE(?!\s+SET)|INTO)\s+(\w+)(?:\s+AS\s+(\w+))?", re.IGNORECASE
)


def _in(sql: str) -> Iterator[str]:
    """Yield the tables in a statement that was written by hand which it does not bind to a site.

    Stricter than need be: each has to be bound to the site that is given, and by its name or alias
    where there is more than one; who inserts has to say which column is the site.
    """
    inserted = _INSERT.match(sql)
    if inserted and "site_id" not in re.split(r"[\s,]+", inserted[2]):
        yield inserted[1]
    rest = sql[inserted.end() :] if inserted else sql
    read = [found for found in _READ.findall(rest) if found[0].lower() in metadata.tables]
    for table, alias in read:
        named = rf"\b{re.escape(alias or table)}\.site_id\s*=\s*:"
        bare = r"(?<![.\w])site_id\s*=\s*:"
        if not re.search(named if len(read) > 1 else f"{named}|{bare}", rest):
            yield table


def _read_by(part: Any) -> Iterator[FromClause]:
    """Yield the tables with a site that a part of a statement reads or changes itself."""
    froms: list[Any] = []
    if isinstance(part, Select):
        froms = list(part.get_final_froms())
    elif isinstance(part, Update | Delete):
        froms = [part.table]
    while froms:
        each = froms.pop()
        if isinstance(each, Join):
            froms += [each.left, each.right]
        elif _table_of(each) is not None and "site_id" in each.c:
            yield each


def _table_of(source: Any) -> Table | None:
    while type(source) is Alias:
        source = source.element
    return source if isinstance(source, Table) else None


def _name(source: FromClause) -> str:
    table = _table_of(source)
    return table.name if table is not None else str(source)


class _Bound:
    """Which tables have the same site, and which of them a site that was given."""

    def __init__(self) -> None:
        self._next: dict[Any, Any] = {}
        # So that no two have one id.
        self._kept: list[Any] = []

    def compare(self, left: Any, right: Any) -> None:
        one, other = _site_of(left), _site_of(right)
        if one is not None and other is not None:
            self._join(one, other)
        elif one is not None and _is_given(right):
            self._join(one, "given")
        elif other is not None and _is_given(left):
            self._join(other, "given")

    def see_through(self, outer: Any) -> None:
        """A query that is read like a table has the site that it hands out."""
        selects = [outer.element]
        while selects:
            inner = selects.pop()
            if isinstance(inner, CompoundSelect):
                selects += inner.selects
            elif isinstance(inner, Select):
                for column in inner.selected_columns:
                    site = _site_of(column)
                    if site is not None:
                        self._join(outer, site)

    def holds(self, table: Any) -> bool:
        return bool(self._root(table) == self._root("given"))

    def _join(self, one: Any, other: Any) -> None:
        self._next[self._root(one)] = self._root(other)
        self._kept += [one, other]

    def _root(self, each: Any) -> Any:
        key = each if isinstance(each, str) else id(each)
        while (above := self._next.get(key, key)) != key:
            key = above
        return key


def _site_of(element: Any) -> Any:
    if isinstance(element, ColumnElement) and getattr(element, "name", "") == "site_id":
        return getattr(element, "table", None)
    return None


def _is_given(element: Any) -> bool:
    return isinstance(element, BindParameter)
