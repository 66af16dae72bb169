"""Ask SQLite from the event loop itself, and wait for locks and the disk elsewhere."""

import asyncio
import sqlite3
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Self, TypeVar

Answer = TypeVar("Answer")


class InlineConnection:
    """What SQLAlchemy asks of an asynchronous driver, on one `sqlite3` connection.

    A driver that has a thread for each connection hands every statement over and every answer back:
    some seventy times for a comment, which cost more than the statements. What a writer says takes
    some thirty microseconds each; only the disk (to commit) and another process that has the lock
    (to begin) take long, so for those two a thread waits. Not for readers whose questions may be
    long.
    """

    def __init__(self, path: str, **options: Any) -> None:
        # Two threads use it, never at once: the loop waits for the other one.
        self._connection = sqlite3.connect(path, **{**options, "check_same_thread": False})
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite-writer")
        self._last: Future[Any] | None = None

    def __await__(self) -> Generator[Any, None, Self]:
        """Be there: it was opened at once."""
        yield from ()
        return self

    @property
    def isolation_level(self) -> str | None:
        """Return how transactions begin; we begin them ourselves."""
        level: str | None = self._connection.isolation_level
        return level

    def cursor(self) -> "InlineCursor":
        """Return something that runs one statement."""
        return InlineCursor(self)

    async def commit(self) -> None:
        """Wait until it is on the disk."""
        await self.run(self._connection.commit, is_slow=True)

    async def rollback(self) -> None:
        """Undo it; who only read has nothing to undo."""
        is_slow = self._is_busy or self._connection.in_transaction
        await self.run(self._connection.rollback, is_slow=is_slow)

    async def begin(self, statement: str, cursor: sqlite3.Cursor) -> Any:
        """Take the lock at once where it is free, else wait for it in the thread."""
        if not self._is_busy and self._began(statement, cursor):
            return cursor
        return await self.run(lambda: cursor.execute(statement), is_slow=True)

    async def ask(self, statement: str, values: Sequence[Any]) -> list[Any]:
        """Run a statement and return all rows."""
        return await self.run(lambda: self._connection.execute(statement, values).fetchall())

    async def tell(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run a statement for each."""
        await self.run(lambda: self._connection.executemany(statement, rows))

    async def create_function(self, *arguments: Any, **options: Any) -> None:
        """Let statements call a function of ours."""
        await self.run(lambda: self._connection.create_function(*arguments, **options))

    async def close(self) -> None:
        """Give it back, behind whatever is still being done."""
        await self.run(self._connection.close, is_slow=True)
        self._thread.shutdown(wait=False)

    def stop(self) -> None:
        """Give it back without waiting."""
        self._thread.submit(self._connection.close)
        self._thread.shutdown(wait=False)

    async def run(self, work: Callable[[], Answer], *, is_slow: bool = False) -> Answer:
        """Do it here and now, or in the thread where it is slow.

        Who was cancelled while the thread worked left it working: then everything waits its turn.
        """
        if not is_slow and not self._is_busy:
            return work()
        self._last = self._thread.submit(work)
        return await asyncio.wrap_future(self._last)

    def new_cursor(self) -> sqlite3.Cursor:
        """Return a cursor of the driver."""
        cursor: sqlite3.Cursor = self._connection.cursor()
        return cursor

    @property
    def _is_busy(self) -> bool:
        return self._last is not None and not self._last.done()

    def _began(self, statement: str, cursor: sqlite3.Cursor) -> bool:
        """Try to begin without waiting, and say whether that went well."""
        (patience,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            cursor.execute(statement)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            return False
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {patience}")
        return True


class InlineCursor:
    """One statement and what it answers."""

    arraysize = 1

    def __init__(self, connection: InlineConnection) -> None:
        self._of = connection
        self._cursor: sqlite3.Cursor

    async def __aenter__(self) -> Self:
        """Begin."""
        self._cursor = await self._of.run(self._of.new_cursor)
        return self

    @property
    def description(self) -> Any:
        """Return the names of the columns, None where there are none."""
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        """Return how many rows were changed."""
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        """Return the number of the row that was added last."""
        return self._cursor.lastrowid

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> Any:
        """Run it; to begin is to wait for the lock."""
        if statement.startswith("BEGIN"):
            return await self._of.begin(statement, self._cursor)
        return await self._of.run(lambda: self._cursor.execute(statement, parameters))

    async def executemany(self, statement: str, parameters: Sequence[Any]) -> Any:
        """Run it for each."""
        return await self._of.run(lambda: self._cursor.executemany(statement, parameters))

    async def fetchall(self) -> list[Any]:
        """Return all rows."""
        return await self._of.run(self._cursor.fetchall)

    async def close(self) -> None:
        """Be done with it."""
        await self._of.run(self._cursor.close)
