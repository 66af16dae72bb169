"""A PostgreSQL that follows another one by streaming, to be held back and let go."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from tests.postgres import FAST, PostgresServer, find_programs, free_port, run_program


@dataclass(frozen=True, slots=True)
class Standby:
    """A running standby."""

    server: PostgresServer

    async def hold_back(self) -> None:
        """Let it take what comes and show none of it."""
        await self._tell("SELECT pg_wal_replay_pause()")

    async def let_go(self) -> None:
        """Let it catch up."""
        await self._tell("SELECT pg_wal_replay_resume()")

    async def _tell(self, words: str) -> None:
        engine = create_async_engine(self.server.address.set(drivername="postgresql+asyncpg"))
        async with engine.connect() as connection:
            await connection.execute(text(words))
        await engine.dispose()


@contextmanager
def standby_of(primary: PostgresServer) -> Iterator[Standby]:
    """Copy a running cluster and follow it until the end of the block."""
    programs = find_programs()
    folder = Path(tempfile.mkdtemp(prefix="belowline-standby-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        address, port, data = primary.address, free_port(), folder / "data"
        whom = ("-h", address.host, "-p", address.port, "-U", address.username)
        run_program(
            programs / "pg_basebackup", "-D", data, *whom, "-R", "-c", "fast", "-X", "stream"
        )
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 {FAST}"
        server = (programs / "pg_ctl", "-D", data, "-w")
        run_program(*server, "-l", folder / "log", "-o", options, "start")
        try:
            yield Standby(PostgresServer(address.set(port=port)))
        finally:
            run_program(*server, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
