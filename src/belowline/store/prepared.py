"""Ask a statement that was made ready once, without looking at all of it anew each time."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    Connection,
    Dialect,
    Float,
    IteratorResult,
    Result,
    Row,
    Select,
)
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import UpdateBase

from belowline.store.inline import InlineConnection
from belowline.store.straight import StraightConnection

Parameters = Mapping[str, Any]
Statement = Select[Any] | UpdateBase
_Convert = Callable[[Any], Any]
# PostgreSQL's own number for them.
_DOUBLE = 701


class Prepared:
    """One statement of those that every comment asks.

    To find out anew how a statement is said and what its values become takes SQLAlchemy a tenth of
    a millisecond, ten times as long as SQLite takes to answer. Where SQLite has a thread of its
    own, it is asked as any other statement.
    """

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._forms: dict[tuple[str, ...], _Form] = {}

    async def ask(self, connection: AsyncConnection, key: Parameters) -> Result[Any]:
        """Return what there is."""
        found = _driver(connection)
        if found is None:
            return await connection.execute(self._statement, key)
        form, rows = await self._asked(*found, key)
        return form.result(rows)

    async def ask_raw(self, connection: AsyncConnection, key: Parameters) -> "Raw":
        """Return what there is as the driver has it, for who knows most of it already."""
        found = _driver(connection)
        if found is None:
            return Raw((await connection.execute(self._statement, key)).all(), None)
        form, rows = await self._asked(*found, key)
        return Raw(rows, form)

    async def _asked(
        self, driver: "_Driver", sync: Connection, key: Parameters
    ) -> "tuple[_Form, Sequence[Any]]":
        form = self._form(key, sync)
        self._tell_watchers(sync, form, key, many=False)
        try:
            return form, await driver.ask(form.text, form.values(key))
        except sqlite3.Error as error:
            raise form.failed(error) from error

    async def tell(self, connection: AsyncConnection, rows: Sequence[Parameters]) -> None:
        """Have it done for each of these, of which there is at least one, all of the same kind."""
        found = _driver(connection)
        if found is None:
            await connection.execute(self._statement, rows)
            return
        driver, sync = found
        form = self._form(rows[0], sync)
        self._tell_watchers(sync, form, rows, many=True)
        try:
            await driver.tell(form.text, list(map(form.values, rows)))
        except sqlite3.Error as error:
            raise form.failed(error) from error

    def _form(self, key: Parameters, sync: Connection) -> "_Form":
        form = self._forms.get((sync.dialect.name, *key))
        if form is None:
            form = _Form(self._statement, tuple(key), sync.dialect)
            self._forms[sync.dialect.name, *key] = form
        return form

    def _tell_watchers(self, sync: Connection, form: "_Form", given: Any, *, many: bool) -> None:
        """Tell whoever watches the statements of this database, as SQLAlchemy would."""
        for told in sync.engine.dispatch.before_execute:
            told(sync, self._statement, given if many else [], {} if many else given, {})
        for told in sync.engine.dispatch.before_cursor_execute:
            values = list(map(form.values, given)) if many else form.values(given)
            told(sync, None, form.text, values, None, many)


@dataclass(frozen=True, slots=True)
class Raw:
    """Rows as the driver has them; nothing was made of their values yet."""

    rows: Sequence[Any]
    form: "_Form | None"

    def read(self, row: Any) -> Row[Any]:
        """Return one of them as SQLAlchemy would."""
        if self.form is None:
            whole: Row[Any] = row
            return whole
        return self.form.result([row]).one()


class _Form:
    """A statement as its database hears it, with parameters of these names."""

    def __init__(self, statement: Statement, names: tuple[str, ...], dialect: Dialect) -> None:
        more: dict[str, Any] = {} if isinstance(statement, Select) else {"column_keys": list(names)}
        compiled: Any = statement.compile(dialect=dialect, **more)
        self.text: str = compiled.string
        self._dialect = dialect
        self._row: Callable[[list[Any]], Sequence[Any]] = (
            list if dialect.name == "sqlite" else tuple
        )
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        self._places = [_Place(name, binds[name], names, dialect) for name in compiled.positiontup]
        columns: list[ColumnElement[Any]] = (
            list(statement.selected_columns) if isinstance(statement, Select) else []
        )
        self._reads: list[tuple[int, _Convert]] = [
            (place, read)
            for place, column in enumerate(columns)
            if (read := _reading(column, dialect))
        ]
        self._names = SimpleResultMetaData([str(column.key) for column in columns])

    def values(self, key: Parameters) -> Sequence[Any]:
        """Return the parameters in their places, as the driver takes them."""
        return self._row([each.value(key) for each in self._places])

    def result(self, rows: Sequence[Any]) -> Result[Any]:
        """Return the rows as SQLAlchemy would."""
        return IteratorResult(self._names, map(self._read if self._reads else tuple, rows))

    def failed(self, error: sqlite3.Error) -> BaseException:
        """Return the failure under SQLAlchemy's name; of what was to be kept it tells nothing."""
        return DBAPIError.instance(
            self.text, None, error, sqlite3.Error, hide_parameters=True, dialect=self._dialect
        )

    def _read(self, row: Iterable[Any]) -> tuple[Any, ...]:
        values = list(row)
        for place, read in self._reads:
            values[place] = read(values[place])
        return tuple(values)


def _reading(column: ColumnElement[Any], dialect: Dialect) -> _Convert | None:
    """Return what becomes of a column's values on their way, None for nothing."""
    # Of numbers with a fraction the driver's type has to be known: ours are all doubles.
    kept = _DOUBLE if isinstance(column.type, Float) else None
    return column.type.dialect_impl(dialect).result_processor(dialect, kept)


class _Driver(Protocol):
    """Where statements are asked as they are written, with all values in their places."""

    async def ask(self, statement: str, values: Sequence[Any]) -> Sequence[Any]:
        """Run a statement and return all rows."""
        ...

    async def tell(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run a statement for each."""
        ...


class _Place:
    """Where a parameter goes, and what becomes of it on the way."""

    __slots__ = ("_convert", "_name", "_own")

    def __init__(self, name: str, bind: Any, given: Sequence[str], dialect: Dialect) -> None:
        if bind.expanding or (bind.required and name not in given):
            raise TypeError(f"the parameter {name} can't be made ready")
        # What stands in the statement itself has no name that anybody gives.
        self._name = name if name in given else ""
        self._own = None if bind.required else bind.effective_value
        self._convert: _Convert | None = bind.type.dialect_impl(dialect).bind_processor(dialect)

    def value(self, key: Parameters) -> Any:
        """Return the value as the driver takes it."""
        value = key[self._name] if self._name else self._own
        return value if self._convert is None else self._convert(value)


def _driver(connection: AsyncConnection) -> tuple[_Driver, Connection] | None:
    """Return the driver's connection where it can be asked itself."""
    sync = connection.sync_connection
    if sync is None:
        return None
    if sync.dialect.name == "postgresql":
        return StraightConnection(connection, sync), sync
    driver = sync.connection.driver_connection
    return (driver, sync) if isinstance(driver, InlineConnection) else None
