"""Write events on PostgreSQL as fast as it takes them, and see who waits.

Usage: python -m benchmarks.numbering [--seconds 5] [--writers 1 4 16]

Each event is a transaction that does nothing else: begin, the lock, the event, the commit to disk.
So the lock is held for as long as it can ever be without other work inside, and the rate is what
all processes together can come to, however many there are. A like, a report or a comment has its
own work before the lock is taken, which others do meanwhile.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from belowline.kernel.clock import utc_now
from belowline.kernel.ids import SiteId
from belowline.store.database import Database, open_database
from belowline.store.events import record_policy
from belowline.store.migrate import migrate
from benchmarks import _goals
from benchmarks._server import machine
from tests.faults.cluster import own_cluster

SITE = SiteId("bench")
PROCESSES = 2
# The largest site that docs/scale.md reckons with has so many events a second at its peak, likes
# and reports among them.
ASKED = 1000
_WAITING = text(
    "SELECT count(*) FILTER (WHERE wait_event = 'advisory'), count(*) FILTER (WHERE wait_event_type"
    " IN ('IO', 'LWLock')) FROM pg_stat_activity WHERE application_name = 'belowline'"
)


@dataclass(frozen=True, slots=True)
class Measured:
    """What so many writers came to, and how many of them waited for what on average."""

    writers: int
    per_second: float
    for_the_lock: float
    for_the_disk: float

    @property
    def line(self) -> str:
        """Say it in a few words."""
        return (
            f"{self.writers:3} writers {self.per_second:6.0f}/s, of them waiting on average"
            f" {self.for_the_lock:.1f} for the lock, {self.for_the_disk:.1f} for disk or log"
        )


def write(url: str, writers: int, until: float) -> int:
    """Write events with so many connections until then; return how many."""
    return asyncio.run(_write(url, writers, until))


async def _write(url: str, writers: int, until: float) -> int:
    database = open_database(url)
    try:
        return sum(await asyncio.gather(*(_one(database, until) for _ in range(writers))))
    finally:
        await database.close()


async def _one(database: Database, until: float) -> int:
    count = 0
    while time.time() < until:
        async with database.writing() as connection:
            await record_policy(connection, SITE, utc_now())
        count += 1
    return count


async def measure(pool: ProcessPoolExecutor, url: str, writers: int, seconds: float) -> Measured:
    """Have them write, and look all the while who waits."""
    loop = asyncio.get_running_loop()
    processes = min(PROCESSES, writers)
    began = time.time() + 0.5
    until = began + seconds
    written = [
        loop.run_in_executor(pool, write, url, writers // processes, until)
        for _ in range(processes)
    ]
    looks: list[tuple[int, int]] = []
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.connect() as connection:
        await asyncio.sleep(1.0)
        while time.time() < until - 0.2:
            row = (await connection.execute(_WAITING)).one()
            await connection.rollback()
            looks.append((row[0], row[1]))
            await asyncio.sleep(0.02)
    await engine.dispose()
    total = sum(await asyncio.gather(*written))
    return Measured(
        writers,
        total / seconds,
        sum(lock for lock, _ in looks) / len(looks),
        sum(disk for _, disk in looks) / len(looks),
    )


async def main() -> None:
    """Measure with one writer and with several; the most of them last."""
    parser = argparse.ArgumentParser(prog="benchmarks.numbering", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--writers", type=int, nargs="+", default=[1, 4, 16])
    given = parser.parse_args()
    print(machine())
    found: list[Measured] = []
    async with own_cluster() as cluster:
        # The tests' clusters trust the machine not to fail; this one writes for good.
        await cluster.server.run("ALTER SYSTEM SET fsync = on")
        await cluster.server.run("SELECT pg_reload_conf()")
        database = open_database(cluster.url)
        await migrate(database)
        await database.close()
        with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("spawn")) as pool:
            for writers in given.writers:
                found.append(await measure(pool, cluster.url, writers, given.seconds))
                print(found[-1].line, flush=True)
    best = max(found, key=lambda each: each.per_second)
    name = "events a second on PostgreSQL, each a commit by itself"
    _goals.say(_goals.at_least(name, best.per_second, ASKED, "/s"))
    print(f"events a second on PostgreSQL: {best.line}")


if __name__ == "__main__":
    asyncio.run(main())
