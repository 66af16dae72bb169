"""Hand every contract test the same store three times: memory, SQLite, PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from belowline.store.database import open_database
from belowline.store.store import Store
from tests.contracts.newsroom import AnyStore, Newsroom
from tests.contracts.one_site import one_site_at_a_time
from tests.emptying import empty
from tests.memory_store import MemoryStore
from tests.postgres import PostgresServer, postgres_server
from tests.prepared import prepare

__all__ = ["postgres_server"]


@pytest.fixture
async def memory_store() -> AnyStore:
    """Lend an empty store of plain dicts."""
    return MemoryStore()


@pytest.fixture
async def sqlite_store(tmp_path: Path) -> AsyncIterator[AnyStore]:
    """Lend an empty store in a file."""
    store = await Store.open(prepare(tmp_path / "belowline.db"))
    with one_site_at_a_time(store._database) as beyond:
        yield store
    await store.close()
    assert not beyond


@pytest.fixture(scope="session")
async def postgres_tables(postgres_server: PostgresServer) -> AsyncIterator[str]:
    """Lend the address of a database with our tables in it, made once."""
    async with postgres_server.database() as url:
        store = await Store.open(url)
        await store.close()
        yield url


@pytest.fixture
async def postgres_store(postgres_tables: str) -> AsyncIterator[AnyStore]:
    """Lend an empty store in PostgreSQL; emptying it is faster than making a new one.

    It is emptied before, so that a test which ended badly leaves nothing to the next.
    """
    database = open_database(postgres_tables)
    async with database.writing() as connection:
        await empty(connection)
    with one_site_at_a_time(database) as beyond:
        yield Store(database)
    await database.close()
    assert not beyond


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request: pytest.FixtureRequest) -> AnyStore:
    """Lend an empty store; each test runs on all three."""
    kept: AnyStore = request.getfixturevalue(f"{request.param}_store")
    return kept


@pytest.fixture(params=["sqlite", "postgres"])
def real_store(request: pytest.FixtureRequest) -> AnyStore:
    """Lend an empty store in a real database, for what plain dicts need not promise."""
    kept: AnyStore = request.getfixturevalue(f"{request.param}_store")
    return kept


@pytest.fixture
def newsroom(store: AnyStore) -> Newsroom:
    """Lend somebody who acts on the store as the use cases do."""
    return Newsroom(store)
