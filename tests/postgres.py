"""Give tests a PostgreSQL of their own.

`postgres_server` starts a private cluster once per test process (so with pytest-xdist once per
worker), or uses the server that BELOWLINE_TEST_POSTGRES names, a user that may create databases.
`postgres_url` is the address of a fresh, empty database. Import both into a conftest.py.
"""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import URL, make_url
from sqlalchemy.ext.asyncio import create_async_engine

SETTING = "BELOWLINE_TEST_POSTGRES"

_NONE_FOUND = (
    "No PostgreSQL server was found for the tests. Install one (Debian: apt-get install"
    f" postgresql) or set {SETTING}=postgresql://user:password@host/postgres."
)
# Where packages put the server's programs when they are not on the PATH.
_USUAL_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)
# The data is thrown away after the tests, so nothing need survive the power.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"


@dataclass(frozen=True)
class PostgresServer:
    """A running server; `address` is its maintenance database."""

    address: URL

    @asynccontextmanager
    async def database(self, template: str = "template0") -> AsyncIterator[str]:
        """Lend a fresh copy of the template and drop it afterwards."""
        name = f"belowline_{uuid4().hex}"
        await self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield self.url_of(name)
        finally:
            await self.run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def url_of(self, name: str) -> str:
        """Return the address of one database on this server."""
        return self.address.set(database=name).render_as_string(hide_password=False)

    async def run(self, statement: str) -> None:
        """Run one statement outside any transaction."""
        engine = create_async_engine(
            self.address.set(drivername="postgresql+asyncpg"), isolation_level="AUTOCOMMIT"
        )
        async with engine.connect() as connection:
            await connection.exec_driver_sql(statement)
        await engine.dispose()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Lend a server for this session; without one, fail and say what to install."""
    given = os.environ.get(SETTING)
    if given:
        yield PostgresServer(make_url(given))
        return
    with private_cluster() as server:
        yield server


@pytest.fixture
async def postgres_url(postgres_server: PostgresServer) -> AsyncIterator[str]:
    """Lend the address of a fresh, empty database."""
    async with postgres_server.database() as url:
        yield url


@contextmanager
def private_cluster() -> Iterator[PostgresServer]:
    """Run a cluster in a folder of its own, on loopback only, and remove it afterwards."""
    programs = find_programs()
    folder = Path(tempfile.mkdtemp(prefix="belowline-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        port = free_port()
        data = folder / "data"
        log = folder / "log"
        run_program(
            programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8"
        )
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 {FAST}"
        run_program(programs / "pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start")
        try:
            yield PostgresServer(make_url(f"postgresql://postgres@127.0.0.1:{port}/postgres"))
        finally:
            run_program(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_programs() -> Path:
    """Return the folder of the newest server's programs; fail where there is none."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve().parent] if on_path else []
    for pattern in _USUAL_PLACES:
        found += sorted(Path("/").glob(pattern.lstrip("/")), key=_version, reverse=True)
    for folder in found:
        if all((folder / program).exists() for program in ("initdb", "pg_ctl", "postgres")):
            return folder
    pytest.fail(_NONE_FOUND, pytrace=False)


def _version(folder: Path) -> int:
    digits = "".join(character for character in folder.parent.name if character.isdigit())
    return int(digits or 0)


def run_program(program: Path, *arguments: object) -> None:
    """Run one of the server's programs to its end; fail with what it said."""
    # The server refuses to run as root, where a container's tests often run.
    user = "postgres" if os.geteuid() == 0 else None
    done = subprocess.run(
        [str(program), *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd="/",
        text=True,
        check=False,
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
        user=user,
        group=user,
        extra_groups=[] if user else None,
    )
    if done.returncode:
        pytest.fail(f"{program.name} failed: {done.stderr.strip()}", pytrace=False)


def free_port() -> int:
    """Return a port that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
