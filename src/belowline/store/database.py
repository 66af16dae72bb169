"""Open SQLite or PostgreSQL, and hand out connections to read or to write with."""

import asyncio
import errno
import logging
import os
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from belowline.kernel.clock import Clock, utc_now
from belowline.kernel.errors import Unavailable
from belowline.store.checkpoints import LONGEST_LOG_PAGES, Checkpoints
from belowline.store.failures import failures_named
from belowline.store.inline import InlineConnection
from belowline.store.lively import keep_lively
from belowline.store.recalled import Recalled
from belowline.store.records import comment_from, story_from

# Reads of one process that SQLite answers side by side; more would only wait for the disk.
SQLITE_READERS = 4
# How long a writer of another process may keep us waiting before we give up.
BUSY_SECONDS = 10
# Connections of one process: enough to keep a small PostgreSQL busy, few enough for its limit
# of 100 with several processes beside each other.
POSTGRES_CONNECTIONS = 10
# More than the store has statements, so that each is prepared once per connection.
PREPARED_STATEMENTS = 500

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
        *,
        one_writer: bool,
        quick: AsyncEngine | None = None,
        checkpoints: Checkpoints | None = None,
    ) -> None:
        self._readers = readers
        self._quick = quick or readers
        self._writer = writer
        self._checkpoints = checkpoints
        self._looking: ContextVar[AsyncConnection | None] = ContextVar("looking", default=None)
        self._open: _Shared | None = None
        # SQLite has one writer at a time; to queue here is fair, to poll for its lock is not.
        self._turn: AbstractAsyncContextManager[Any] = (
            asyncio.Lock() if one_writer else nullcontext()
        )

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
            async with self._readers.connect() as connection:
                yield connection

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
            async with self._glancing() as connection:
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
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Lend a connection in a transaction: kept at the end, undone on any error."""
        async with self._turn:
            with failures_named():
                async with self._writer.begin() as connection:
                    yield connection
            if self._checkpoints is not None:
                self._checkpoints.committed()

    async def ping(self) -> None:
        """Raise Unavailable unless the database answers."""
        async with self.reading() as connection:
            await connection.execute(text("SELECT 1"))

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
        for engine in {self._readers, self._quick, self._writer}:
            await engine.dispose()


def open_database(
    address: str, *, busy_seconds: float = BUSY_SECONDS, read_only: bool = False
) -> Database:
    """Open `postgresql://…`, `sqlite:///path` or a bare path; connects with the first use.

    A writer waits `busy_seconds` for others before it gives up. Where only to read, nothing can be
    written, and Unavailable says that a file is missing; else it is made.
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
        return _open_postgres(url, busy_seconds, read_only)
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
    return Database(readers, writer, one_writer=True, quick=quick, checkpoints=checkpoints)


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


def _open_postgres(url: URL, busy_seconds: float, read_only: bool) -> Database:
    query = dict(url.query)
    if "sslmode" in query:  # libpq's name for it, and everybody's in such addresses
        query["ssl"] = query.pop("sslmode")
    writer = create_async_engine(
        url.set(drivername="postgresql+asyncpg", query=query),
        pool_size=POSTGRES_CONNECTIONS,
        max_overflow=0,
        pool_timeout=busy_seconds,
        # The one that worked last is the warmest, at the server too.
        pool_use_lifo=True,
        # What is written is a reader's words, and errors and logs are no place for them.
        hide_parameters=True,
        skip_autocommit_rollback=True,
        connect_args={
            "timeout": busy_seconds,
            "prepared_statement_cache_size": PREPARED_STATEMENTS,
            "server_settings": {
                "application_name": "belowline",
                # Nobody waits for ever, and a stuck process does not lock a story for ever.
                "lock_timeout": f"{busy_seconds * 1000:.0f}ms",
                "idle_in_transaction_session_timeout": "30s",
                "default_transaction_read_only": "on" if read_only else "off",
                # Our statements are short: compiling them costs more than it saves.
                "jit": "off",
            },
        },
    )
    # A restart of the server costs no reader a comment.
    keep_lively(writer)
    readers = writer.execution_options(isolation_level="AUTOCOMMIT")
    return Database(readers, writer, one_writer=False)


class OnDatabase:
    """Something that keeps its things in a database.

    The clock dates what nobody else does: likes, and what was taken back.
    """

    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self._database = database
        self._clock = clock
        self._comments_read = Recalled(comment_from)
        self._stories_read = Recalled(story_from)
