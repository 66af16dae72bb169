"""Ask PostgreSQL's driver itself, with SQLAlchemy's connection around it."""

from collections.abc import Sequence
from typing import Any, NoReturn

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection


class StraightConnection:
    """A connection of SQLAlchemy's to PostgreSQL, for statements that were made ready before.

    To compile, to switch greenlets and to make a result of its own takes SQLAlchemy three times
    as long as the driver needs to ask. What it does besides is done here too: the transaction
    begins with the first statement, one statement waits for the other, statements are prepared once
    a connection and anew where a table has changed, and a failure has its usual name and ends a
    connection that is broken.
    """

    def __init__(self, connection: AsyncConnection, sync: Connection) -> None:
        self._connection = connection
        self._dialect: Any = sync.dialect
        self._adapted: Any = sync.connection.dbapi_connection

    async def ask(self, statement: str, values: Sequence[Any]) -> Sequence[Any]:
        """Run a statement and return all rows."""
        return await self._run(statement, [values])

    async def tell(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run a statement for each."""
        await self._run(statement, rows)

    async def _run(self, statement: str, rows: Sequence[Sequence[Any]]) -> Sequence[Any]:
        adapted = self._adapted
        try:
            async with adapted._execute_mutex:
                if adapted._transaction is None:
                    await adapted._start_transaction()
                changed = self._dialect._invalidate_schema_cache_asof
                ready, _ = await adapted._prepare(statement, changed)
                if len(rows) > 1:
                    await ready.executemany(rows)
                    return ()
                answer: Sequence[Any] = await ready.fetch(*rows[0])
                return answer
        except BaseException as error:
            await self._fail(statement, error)

    async def _fail(self, statement: str, error: BaseException) -> NoReturn:
        """Have SQLAlchemy do what it does when a statement of its own fails, and raise.

        Of what was to be kept it tells nothing.
        """

        def fail(sync: Connection) -> None:
            try:
                if isinstance(error, Exception):
                    self._adapted._handle_exception(error)
                raise error
            except BaseException as named:
                names = self._dialect.dbapi
                stale = names.InvalidCachedStatementError, names.InternalServerError
                if isinstance(named, stale):
                    self._dialect._invalidate_schema_cache()
                sync._handle_dbapi_exception(named, statement, None, None, None)

        await self._connection.run_sync(fail)
        raise error
