"""See to it that a connection from the pool is alive, without asking each time."""

import time
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import ConnectionPoolEntry

# One that answered so lately is only looked at: to ask takes three messages there and back, which a
# busy process can't spare for every question. What ended it since then, it has hardly heard of yet.
FRESH_SECONDS = 0.002


def keep_lively(engine: AsyncEngine) -> None:
    """Ask a connection that was idle a moment, and replace all where one has died."""

    @event.listens_for(engine.sync_engine, "checkin")
    def note(connection: Any, entry: ConnectionPoolEntry) -> None:
        entry.info["seen"] = time.monotonic()

    @event.listens_for(engine.sync_engine, "checkout")
    def look(connection: Any, entry: ConnectionPoolEntry, lent: object) -> None:
        seen: float | None = entry.info.get("seen")
        if seen is None:  # It was made just now.
            return
        if connection.driver_connection.is_closed():
            raise InvalidatePoolError("the server has ended it")
        if time.monotonic() - seen <= FRESH_SECONDS:
            return
        try:
            engine.sync_engine.dialect.do_ping(connection)
        except Exception as error:
            raise InvalidatePoolError("it answers no more") from error
