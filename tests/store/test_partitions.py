"""The schema is one that can be spread by site: PostgreSQL partitions every table of it by site."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import Index, text
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.kernel.ids import SiteId
from belowline.store.database import Database, open_database
from belowline.store.schema import metadata
from belowline.store.store import Store
from belowline.store.tables.search import ONLY_ON
from tests.contracts import test_comments, test_counters, test_events, test_likes, test_threads
from tests.contracts.newsroom import OTHER_SITE, SITE, Newsroom
from tests.emptying import empty
from tests.postgres import PostgresServer

pytestmark = pytest.mark.anyio

PARTS = 3
Promise = Callable[..., Awaitable[None]]
# What the store promises of comments and threads, with a table for each part of the sites.
CORE = (test_comments, test_counters, test_events, test_likes, test_threads)


def promises(module: ModuleType) -> Iterator[Promise]:
    """Yield the tests of a contract that need nothing but a store and a newsroom."""
    for name, found in vars(module).items():
        # What hypothesis drives needs pytest itself around it.
        is_plain = name.startswith("test_") and not hasattr(found, "hypothesis")
        if is_plain and set(inspect.signature(found).parameters) <= {
            "store",
            "newsroom",
        }:
            yield found


@contextmanager
def by_site() -> Iterator[None]:
    """Have every table made in parts while the block lasts."""
    options = [table.dialect_options["postgresql"] for table in metadata.tables.values()]
    for each in options:
        each["partition_by"] = "HASH (site_id)"
    try:
        yield
    finally:
        for each in options:
            each["partition_by"] = None


async def make(connection: AsyncConnection) -> None:
    with by_site():
        await connection.run_sync(metadata.create_all)
    for table in metadata.tables:
        for part in range(PARTS):
            await connection.execute(
                text(
                    f"CREATE TABLE {table}_{part} PARTITION OF {table}"
                    f" FOR VALUES WITH (MODULUS {PARTS}, REMAINDER {part})"
                )
            )


@pytest.fixture(scope="module")
async def parts_url(postgres_server: PostgresServer) -> AsyncIterator[str]:
    """Lend the address of a database whose every table is in parts."""
    async with postgres_server.database() as url:
        database = open_database(url)
        async with database.writing() as connection:
            await make(connection)
        await database.close()
        yield url


@pytest.fixture
async def parts(parts_url: str) -> AsyncIterator[Database]:
    """Lend that database, empty."""
    database = open_database(parts_url)
    async with database.writing() as connection:
        await empty(connection)
    yield database
    await database.close()


@pytest.mark.parametrize(
    "promise",
    [each for module in CORE for each in promises(module)],
    ids=lambda promise: str(promise.__name__).removeprefix("test_"),
)
async def test_the_store_keeps_its_promise_in_parts(parts: Database, promise: Promise) -> None:
    store = Store(parts)
    lent: dict[str, Any] = {"store": store, "newsroom": Newsroom(store)}

    await promise(**{name: lent[name] for name in inspect.signature(promise).parameters})


async def test_each_site_lies_in_one_part_and_a_thread_is_read_from_that_alone(
    parts: Database,
) -> None:
    for site_id in (SITE, OTHER_SITE):
        newsroom = Newsroom(Store(parts), site_id)
        await newsroom.post(await newsroom.story())

    lies = {site_id: await _parts_of(parts, site_id) for site_id in (SITE, OTHER_SITE)}
    asked = (
        "SELECT * FROM comments JOIN stories USING (site_id, story_id)"
        f" WHERE site_id = '{SITE}' AND story_id = 'x'"
    )
    async with parts.reading() as connection:
        plan = "\n".join((await connection.execute(text(f"EXPLAIN {asked}"))).scalars())

    assert [len(found) for found in lies.values()] == [1, 1]
    assert lies[SITE] != lies[OTHER_SITE]
    (part,) = lies[SITE]
    assert part in plan
    assert sum(f"comments_{number}" in plan for number in range(PARTS)) == 1


async def _parts_of(database: Database, site_id: SiteId) -> set[str]:
    asked = text("SELECT DISTINCT tableoid::regclass::text FROM comments WHERE site_id = :site")
    async with database.reading() as connection:
        return set((await connection.execute(asked, {"site": site_id})).scalars())


def test_every_index_that_forbids_two_of_a_kind_begins_with_the_site() -> None:
    unique = [
        index
        for table in metadata.tables.values()
        for index in table.indexes
        # SQLite's index of words knows a row by this number alone, and SQLite is not spread.
        if index.unique and ONLY_ON.get(str(index.name)) != "sqlite"
    ]

    assert len(unique) > 1
    assert [_first(index) for index in unique] == ["site_id"] * len(unique)


def _first(index: Index) -> str:
    return str(next(iter(index.columns)).name)
