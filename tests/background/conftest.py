"""Hand tests of background work the same port three times: alone, over Redis, over PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from uuid import uuid4

import pytest

from belowline.background import over_postgresql, over_redis
from belowline.background.embedded import Embedded
from belowline.background.queued import Queued
from belowline.kernel.background import Background, Lane
from tests.background.process import QUICK, Process
from tests.postgres import PostgresServer, postgres_server
from tests.redis import OwnRedis, own_redis

__all__ = ["postgres_server"]

Start = Callable[[], Process]


@pytest.fixture(scope="session")
def redis() -> Iterator[OwnRedis]:
    """Lend a server that all tests here share, each with a queue of its own."""
    with own_redis() as server:
        yield server


@pytest.fixture(scope="session")
async def postgres(postgres_server: PostgresServer) -> AsyncIterator[str]:
    """Lend the address of a database that holds nothing but queues."""
    async with postgres_server.database() as url:
        yield url


def names() -> list[str]:
    """Return names that nobody else has for the queues of one installation."""
    installation = uuid4().hex
    return [f"{installation}:{lane}" for lane in Lane]


async def _processes(
    make: Callable[[Process], Background],
) -> AsyncIterator[Start]:
    started: list[Process] = []

    def start() -> Process:
        process = Process()
        process.background = make(process)
        started.append(process)
        return process

    yield start
    for each in started:
        await each.background.stop()


@pytest.fixture
async def embedded() -> AsyncIterator[Start]:
    """Lend processes that know of no other."""
    async for start in _processes(lambda process: Embedded(count=process.count)):
        yield start


@pytest.fixture
async def over_redis_(redis: OwnRedis) -> AsyncIterator[Start]:
    """Lend processes that share a queue in Redis."""
    own = names()

    def make(process: Process) -> Background:
        return Queued(over_redis.queues(redis.url, own), process.count, patience=QUICK)

    async for start in _processes(make):
        yield start


@pytest.fixture
async def over_postgresql_(postgres: str) -> AsyncIterator[Start]:
    """Lend processes that share a queue in PostgreSQL."""
    own = names()

    def make(process: Process) -> Background:
        return Queued(over_postgresql.queues(postgres, own), process.count, patience=QUICK)

    async for start in _processes(make):
        yield start


@pytest.fixture(params=["over_redis_", "over_postgresql_"])
def sharing(request: pytest.FixtureRequest) -> Start:
    """Lend what starts processes that share a queue."""
    start: Start = request.getfixturevalue(request.param)
    return start


@pytest.fixture(params=["embedded", "over_redis_", "over_postgresql_"])
def start(request: pytest.FixtureRequest) -> Start:
    """Lend what starts processes; each test runs on all three."""
    start: Start = request.getfixturevalue(request.param)
    return start
