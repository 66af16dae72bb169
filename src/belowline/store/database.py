"""Open SQLite or PostgreSQL, and hand out connections to read or to write with."""

import errno
import logging
import os
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from belowline.kernel.clock import Clock, utc_now
from belowline.kernel.errors import Unavailable
from belowline.store.checkpoints import LONGEST_LOG_PAGES, Checkpoints
from belowline.store.failures import failures_named
from belowline.store.inline import InlineConnection
from belowline.store.postgres import POSTGRES_CONNECTIONS, Postgres, patience_of
from belowline.store.reachable import PING_SECONDS, Reachable, part_from
from belowline.store.recalled import Recalled
from belowline.store.records import comment_from, story_from
from belowline.store.turn import Turn

# Reads of one process that SQLite answers side by side; more would only wait for the disk.
SQLITE_READERS = 4
# How long a writer of another process may keep us waiting before we give up.
BUSY_SECONDS = 10
# How long somebody at a page waits for it, and what a server of PostgreSQL may take for an answer.
SERVING_BUSY_SECONDS = 5.0
SERVING_ANSWER_SECONDS = 15.0
# To build an index of a very large table.
_AT_LENGTH = 86_400.0

_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -20000",
)
_WRITER_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    # NORMAL would lose the last commits with the power. Who was told 201 may rely on it.
    "PRAGMA synchronous = FULL",
    # What it takes to keep the log short is done by Checkpoints, in no commit that somebody awaits.
    f"PRAGMA wal_autocheckpoint = {LONGEST_LOG_PAGES}",
    # A burst may blow the log up; give the disk back afterwards.
    "PRAGMA journal_size_limit = 67108864",
)
_READER_PRAGMAS = ("PRAGMA query_only = ON",)


@dataclass(slots=True)
class _Shared:
    """A connection that all who ask short questions have, until one of them finds it failing.

    It is given back when the last of them is done.
    """

    connection: AsyncConnection
    users: int = 0
    is_worn: bool = False


class Database:
    """One database: where to read, where to write, and how writers take turns.

    `quick` is where questions are asked that an index answers at once.
    """

    def __init__(
        self,
        readers: AsyncEngine,
        writer: AsyncEngine,
        reachable: Reachable,
        *,
        turn: AbstractAsyncContextManager[Any] | None = None,
        quick: AsyncEngine | None = None,
        checkpoints: Checkpoints | None = None,
    ) -> None:
        self._reachable = reachable
        self._readers = readers
        self._quick = quick or readers
        self._writer = writer
        self._checkpoints = checkpoints
        self._looking: ContextVar[AsyncConnection | None] = ContextVar("looking", default=None)
        self._open: _Shared | None = None
        self._turn = turn or nullcontext()

    @property
    def is_postgres(self) -> bool:
        """Say whether this is PostgreSQL: there, writers run side by side."""
        return self._writer.dialect.name == "postgresql"

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Lend a connection whose statements each see the latest that was kept."""
        with failures_named():
            if (lent := self._looking.get()) is not None:
                yield lent
                return
            async with self._reachable.waiting(), self._readers.connect() as connection:
                yield connection

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncConnection]:
        """Lend a connection that sees the database as it is now, whatever is written meanwhile."""
        with failures_named():
            async with self._reachable.waiting(), self._of_one_moment() as connection:
                yield connection

    @asynccontextmanager
    async def _of_one_moment(self) -> AsyncIterator[AsyncConnection]:
        if self.is_postgres:
            engine = self._writer.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            async with engine.begin() as connection:
                yield connection
            return
        async with self._readers.connect() as connection:
            await connection.exec_driver_sql("BEGIN")
            try:
                yield connection
            finally:
                await connection.exec_driver_sql("ROLLBACK")

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[AsyncConnection]:
        """Lend one connection to everything that is read inside, one after the other.

        Only for short questions that an index answers: SQLite is asked on the event loop itself,
        where handing over to a thread and back would take longer than the answer.
        """
        with failures_named():
            if (lent := self._looking.get()) is not None:
                yield lent
                return
            async with self._reachable.waiting(), self._glancing() as connection:
                before = self._looking.set(connection)
                try:
                    yield connection
                finally:
                    self._looking.reset(before)

    @asynccontextmanager
    async def _glancing(self) -> AsyncIterator[AsyncConnection]:
        """Lend a connection for short questions: on SQLite one for all, which is never given back.

        There each question is answered before anybody else has a turn, and begins no transaction.
        """
        if self._quick is self._readers:
            async with self._quick.connect() as connection:
                yield connection
            return
        if self._open is None:
            self._open = _Shared(await self._quick.connect())
        shared = self._open
        shared.users += 1
        try:
            yield shared.connection
        except DBAPIError:
            # Whatever is wrong with it, the next one begins with a new one.
            if self._open is shared:
                self._open = None
            shared.is_worn = True
            raise
        finally:
            shared.users -= 1
            if shared.is_worn and not shared.users:
                await shared.connection.invalidate()
                await shared.connection.close()

    @asynccontextmanager
    async def writing(self, seconds: float | None = None) -> AsyncIterator[AsyncConnection]:
        """Lend a connection in a transaction: kept at the end, undone on any error.

        `seconds` is how long it may take where nobody at a page waits for it.
        """
        is_done = False
        with failures_named(lambda: is_done):
            async with (
                self._turn,
                self._reachable.waiting(seconds),
                self._writer.begin() as connection,
            ):
                if seconds is not None and self.is_postgres:
                    await connection.execute(patience_of(seconds))
                yield connection
                is_done = self.is_postgres
        if self._checkpoints is not None:
            self._checkpoints.committed()

    @asynccontextmanager
    async def at_length(self) -> AsyncIterator[AsyncConnection]:
        """Lend a connection without a transaction, for what nobody waits for."""
        engine = self._writer.execution_options(isolation_level="AUTOCOMMIT")
        with failures_named():
            async with self._reachable.waiting(_AT_LENGTH), engine.connect() as connection:
                yield connection

    async def ping(self) -> None:
        """Raise Unavailable unless the database answers, within a second either way."""
        await self._reachable.ping()

    @property
    def writers_apart(self) -> bool:
        """Say whether writers of different stories need not wait for each other."""
        return self.is_postgres

    async def close(self) -> None:
        """Give all connections back."""
        if self._open is not None:
            await self._open.connection.close()
            self._open = None
        if self._checkpoints is not None:
            await self._checkpoints.close()
        await self._reachable.close()
        for engine in {self._readers, self._quick, self._writer}:
            await part_from(engine)


def open_database(
    address: str,
    *,
    busy_seconds: float = BUSY_SECONDS,
    answer_seconds: float | None = None,
    connections: int = POSTGRES_CONNECTIONS,
    read_only: bool = False,
) -> Database:
    """Open `postgresql://…`, `sqlite:///path` or a bare path; connects with the first use.

    A writer waits `busy_seconds` for others before it gives up; `answer_seconds` is how long a
    PostgreSQL may take for what is asked of it at once, None as long as it takes. Where only to
    read, nothing can be written, and Unavailable says that a file is missing; else it is made.
    """
    if "://" not in address:
        return _open_sqlite(Path(address), busy_seconds, read_only)
    try:
        url = make_url(address)
    except ArgumentError:
        raise Unavailable(_WRONG_ADDRESS) from None
    kind = url.get_backend_name()
    if kind == "sqlite" and url.database not in (None, "", ":memory:"):
        return _open_sqlite(Path(str(url.database)), busy_seconds, read_only)
    if kind in ("postgresql", "postgres"):
        server = Postgres(url, busy_seconds, answer_seconds, is_read_only=read_only)
        return _open_postgres(server, connections)
    raise Unavailable(_WRONG_ADDRESS)


def is_there(address: str) -> bool:
    """Say whether a database that is a file exists; a server is asked when it is opened."""
    if "://" not in address:
        return Path(address).is_file()
    try:
        url = make_url(address)
    except ArgumentError:
        return True
    return url.get_backend_name() != "sqlite" or Path(str(url.database)).is_file()


_WRONG_ADDRESS = (
    "The database must be a file's path, sqlite:///path or postgresql://user@host/name."
)


def _open_sqlite(path: Path, busy_seconds: float, read_only: bool) -> Database:
    if not read_only:
        _make_private_file(path)
    elif not path.is_file():
        raise Unavailable(f"There is no database at {path}.")
    url = URL.create("sqlite+aiosqlite", database=str(path))
    # autocommit off the driver: we say BEGIN ourselves, since the driver's own is too late to
    # lock before the first read.
    common: dict[str, Any] = {"connect_args": {"isolation_level": None}, "hide_parameters": True}
    # Told to log everything, the driver logs every statement with the reader's words in it.
    logging.getLogger("aiosqlite").setLevel(logging.INFO)
    readers = create_async_engine(
        url,
        isolation_level="AUTOCOMMIT",
        skip_autocommit_rollback=True,
        pool_size=SQLITE_READERS,
        max_overflow=0,
        **common,
    )
    common["connect_args"] = {**common["connect_args"], "async_creator_fn": InlineConnection}
    quick = create_async_engine(
        url, pool_size=SQLITE_READERS, max_overflow=0, pool_use_lifo=True, **common
    )
    writer = create_async_engine(url, pool_size=1, max_overflow=0, **common)
    patience = f"PRAGMA busy_timeout = {busy_seconds * 1000:.0f}"
    for each in (readers, quick):
        _on_connect(each, (patience, *_PRAGMAS, *_READER_PRAGMAS))
    may_write = _READER_PRAGMAS if read_only else _WRITER_PRAGMAS
    _on_connect(writer, (patience, *_PRAGMAS, *may_write))

    @event.listens_for(writer.sync_engine, "begin")
    def begin(connection: Any) -> None:
        # A transaction that reads first and then wants to write may fail at once instead of
        # waiting; one that is a writer from its first word never does.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    checkpoints = None if read_only else Checkpoints(path)
    pinger = create_async_engine(url, pool_size=1, max_overflow=0, **common)
    _on_connect(pinger, (f"PRAGMA busy_timeout = {PING_SECONDS * 1000:.0f}", *_READER_PRAGMAS))
    return Database(
        readers,
        writer,
        Reachable(pinger),
        turn=Turn(busy_seconds),
        quick=quick,
        checkpoints=checkpoints,
    )


def _make_private_file(path: Path) -> None:
    # It holds e-mail addresses and password hashes: nobody else on the machine may read it.
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise Unavailable(f"The database file can't be opened: {error.strerror}.") from error
    # One that is there is not opened to see whether it can be: to close it would give up all locks
    # that this process has on it, and the next command to end would take its log away.
    if path.is_dir() or not os.access(path, os.R_OK | os.W_OK):
        reason = os.strerror(errno.EISDIR if path.is_dir() else errno.EACCES)
        raise Unavailable(f"The database file can't be opened: {reason}.")


def _on_connect(engine: AsyncEngine, pragmas: tuple[str, ...]) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()


def _open_postgres(server: Postgres, connections: int) -> Database:
    reachable = Reachable(server.pinger(), server.answer_seconds)
    writer = server.engine(connections, lambda: reachable.is_away)
    readers = writer.execution_options(isolation_level="AUTOCOMMIT")
    return Database(readers, writer, reachable)


class OnDatabase:
    """Something that keeps its things in a database.

    The clock dates what nobody else does: likes, and what was taken back.
    """

    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self._database = database
        self._clock = clock
        self._comments_read = Recalled(comment_from)
        self._stories_read = Recalled(story_from)
