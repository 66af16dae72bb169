"""Hand every contract test the same store three times: memory, SQLite, PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from belowline.store.store import Store
from tests.contracts.newsroom import AnyStore, Newsroom
from tests.memory_store import MemoryStore
from tests.postgres import PostgresServer, postgres_server

__all__ = ["postgres_server"]


@pytest.fixture
async def memory_store() -> AnyStore:
    """Lend an empty store of plain dicts."""
    return MemoryStore()


@pytest.fixture
async def sqlite_store(tmp_path: Path) -> AsyncIterator[AnyStore]:
    """Lend an empty store in a file."""
    store = await Store.open(str(tmp_path / "belowline.db"))
    yield store
    await store.close()


@pytest.fixture(scope="session")
async def postgres_template(postgres_server: PostgresServer) -> AsyncIterator[str]:
    """Name a database with our tables in it: copying it is faster than making them each time."""
    name = f"template_{uuid4().hex}"
    await postgres_server.run(f'CREATE DATABASE "{name}"')
    store = await Store.open(postgres_server.url_of(name))
    await store.close()
    yield name
    await postgres_server.run(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
async def postgres_store(
    postgres_server: PostgresServer, postgres_template: str
) -> AsyncIterator[AnyStore]:
    """Lend an empty store in a fresh PostgreSQL database."""
    async with postgres_server.database(postgres_template) as url:
        store = await Store.open(url)
        yield store
        await store.close()


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
