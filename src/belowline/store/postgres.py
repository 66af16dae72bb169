"""Connect to PostgreSQL so that nobody waits for it for ever."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import URL, TextClause, event, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from belowline.store.lively import keep_lively
from belowline.store.reachable import PING_SECONDS

# Connections of one process: enough to keep a small PostgreSQL busy, few enough for its limit
# of 100 with several processes beside each other.
POSTGRES_CONNECTIONS = 10
# More than the store has statements, so that each is prepared once per connection.
PREPARED_STATEMENTS = 500


@dataclass(frozen=True, slots=True)
class Postgres:
    """A server, and how its connections are made.

    `answer_seconds` is how long it may work on one statement, None as long as it takes;
    `busy_seconds` how long one waits for another's lock or for a connection.
    """

    url: URL
    busy_seconds: float
    answer_seconds: float | None
    is_read_only: bool

    def engine(self, connections: int, is_silent: Callable[[], bool]) -> AsyncEngine:
        """Return what lends so many connections; while the server is silent, none is parted from
        in good form.
        """
        made = create_async_engine(
            self._url,
            pool_size=connections,
            max_overflow=0,
            pool_timeout=self.busy_seconds,
            # The one that worked last is the warmest, at the server too.
            pool_use_lifo=True,
            # What is written is a reader's words, and errors and logs are no place for them.
            hide_parameters=True,
            skip_autocommit_rollback=True,
            connect_args=self._connection(self.busy_seconds),
        )
        # A restart of the server costs no reader a comment.
        keep_lively(made)
        _hang_up(made, is_silent)
        return made

    def pinger(self) -> AsyncEngine:
        """Return what lends the one connection that is asked whether it answers at all."""
        made = create_async_engine(
            self._url,
            pool_size=1,
            max_overflow=0,
            isolation_level="AUTOCOMMIT",
            skip_autocommit_rollback=True,
            connect_args=self._connection(PING_SECONDS),
        )
        keep_lively(made)
        _hang_up(made, lambda: True)
        return made

    @property
    def _url(self) -> URL:
        query = dict(self.url.query)
        if "sslmode" in query:  # libpq's name for it, and everybody's in such addresses
            query["ssl"] = query.pop("sslmode")
        return self.url.set(drivername="postgresql+asyncpg", query=query)

    def _connection(self, seconds: float) -> dict[str, Any]:
        settings = {
            "application_name": "belowline",
            # Nobody waits for ever, and a stuck process does not lock a story for ever.
            "lock_timeout": f"{self.busy_seconds * 1000:.0f}ms",
            "idle_in_transaction_session_timeout": "30s",
            "default_transaction_read_only": "on" if self.is_read_only else "off",
            # Our statements are short: compiling them costs more than it saves.
            "jit": "off",
        }
        if self.answer_seconds is not None:
            # What nobody awaits any more is not worked on for ever.
            settings["statement_timeout"] = f"{self.answer_seconds * 1000:.0f}ms"
        return {
            "timeout": seconds,
            "prepared_statement_cache_size": PREPARED_STATEMENTS,
            "server_settings": settings,
        }


def patience_of(seconds: float) -> TextClause:
    """Return what lets the statements of this transaction take so long."""
    return text(f"SET LOCAL statement_timeout = {seconds * 1000:.0f}")


def _hang_up(engine: AsyncEngine, is_silent: Callable[[], bool]) -> None:
    """Drop a connection at once where its server is silent.

    Else a statement that nobody awaits any more is taken back first, which the server confirms.
    """

    @event.listens_for(engine.sync_engine, "close")
    @event.listens_for(engine.sync_engine, "invalidate")
    def end(connection: Any, entry: ConnectionPoolEntry, error: object = None) -> None:
        if is_silent():
            connection.driver_connection.terminate()
