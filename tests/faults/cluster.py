"""A PostgreSQL cluster of a test's own, to be stopped, hurt and started again."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from tests.postgres import PostgresServer, find_programs, private_cluster


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running cluster with one empty database, `url`."""

    server: PostgresServer
    data: Path
    url: str

    def stop(self) -> None:
        """End it as `pg_ctl -m immediate` does: no goodbye to anybody."""
        _pg_ctl(self.data, "-m", "immediate", "stop")

    def start(self) -> None:
        """Start it with the options that it had before."""
        # Of a cluster that does not run, `restart` remembers the options; `start` would not.
        _pg_ctl(self.data, "-l", str(self.data.parent / "log"), "restart")

    @contextmanager
    def silent(self) -> Iterator[None]:
        """Halt all of its processes: it takes connections and questions, and answers nothing."""
        postmaster = int((self.data / "postmaster.pid").read_text().split()[0])
        # First the one that makes the others, so that none is missed.
        os.kill(postmaster, signal.SIGSTOP)
        halted = [postmaster, *_children(postmaster)]
        try:
            for each in halted[1:]:
                os.kill(each, signal.SIGSTOP)
            yield
        finally:
            for each in halted:
                # One that had its goodbye just before is gone.
                with suppress(ProcessLookupError):
                    os.kill(each, signal.SIGCONT)

    async def kill_a_backend(self) -> None:
        """`kill -9` one connection of ours: PostgreSQL then ends all of them and recovers."""
        found = await self._ask(
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'belowline' LIMIT 1"
        )
        os.kill(int(found), signal.SIGKILL)

    async def end_backends(self) -> None:
        """End all our connections, as an administrator or a failover does."""
        await self._ask(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE application_name = 'belowline'"
        )

    async def _ask(self, question: str) -> str:
        return await _ask(self.server, question)


@asynccontextmanager
async def own_cluster() -> AsyncIterator[Cluster]:
    """Run a cluster until the end of the block; it must run again by then."""
    with private_cluster() as server:
        data = Path(await _ask(server, "SHOW data_directory"))
        await server.run("CREATE DATABASE faults TEMPLATE template0")
        # Our clusters acknowledge before they write, for speed; one that is killed must not.
        await server.run("ALTER DATABASE faults SET synchronous_commit = on")
        yield Cluster(server, data, server.url_of("faults"))


def _children(parent: int) -> list[int]:
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [int(each) for each in listed.split()]


async def _ask(server: PostgresServer, question: str) -> str:
    engine = create_async_engine(server.address.set(drivername="postgresql+asyncpg"))
    async with engine.connect() as connection:
        answer = str((await connection.execute(text(question))).scalar_one())
    await engine.dispose()
    return answer


def _pg_ctl(data: Path, *arguments: str) -> None:
    # The server refuses to run as root, where a container's tests often run.
    user = "postgres" if os.geteuid() == 0 else None
    subprocess.run(
        [str(find_programs() / "pg_ctl"), "-D", str(data), "-w", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        check=True,
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
        user=user,
        group=user,
        extra_groups=[] if user else None,
    )
