"""A queue in PostgreSQL, in tables of the library's own."""

from psycopg_pool import AsyncConnectionPool
from saq.job import Job
from saq.queue.postgres import PostgresQueue

from belowline.background.asking import unless_away

# One listens for each queue; a few others ask and tell.
_MOST_CONNECTIONS = 6
# Who has waited so long for a connection does without.
_PATIENCE_SECONDS = 5.0
_ABORT_SECONDS = 1.0


class OverPostgreSQL(PostgresQueue):
    """SAQ's queue, which waits where PostgreSQL is away."""

    async def connect(self) -> None:
        """Open the connections that all queues share, and make the tables."""
        await self.pool.open()
        await super().connect()

    async def disconnect(self) -> None:
        """Give the connections back."""
        await super().disconnect()
        await self.pool.close()

    async def dequeue(self, timeout: float = 0.0, poll_interval: float = 0.0) -> Job | None:
        """Wait for a job; None where none comes."""
        return await unless_away(super().dequeue(timeout, poll_interval))

    async def sweep(self, lock: int = 60, abort: float = _ABORT_SECONDS) -> list[str]:
        """Queue again what dead workers were doing."""
        return await super().sweep(lock, _ABORT_SECONDS)


def queues(address: str, names: list[str]) -> list[OverPostgreSQL]:
    """Return queues that connect when they are told to."""
    pool = AsyncConnectionPool(
        address,
        min_size=1,
        max_size=_MOST_CONNECTIONS,
        timeout=_PATIENCE_SECONDS,
        kwargs={"autocommit": True},
        check=AsyncConnectionPool.check_connection,
        open=False,
    )
    return [OverPostgreSQL(pool=pool, name=name) for name in names]
