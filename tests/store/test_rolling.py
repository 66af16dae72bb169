"""While an installation is renewed, processes of the version before go on, on the new tables.

What those processes say to the database was written down when they were the newest
(`releases/recorder.py`), and is said here again.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event, inspect, make_url, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from belowline.store.store import Store
from tests.contracts.newsroom import SITE

pytestmark = pytest.mark.anyio

RELEASES = Path(__file__).parent / "releases"


@dataclass(frozen=True)
class Release:
    """What a version said to the database: before the change of tables, and after it."""

    revision: str
    statements: list[str]
    before: list[dict[str, Any]]
    meanwhile: list[dict[str, Any]]


def release(kind: str) -> Release:
    """Return the newest that was recorded."""
    path = max(RELEASES.glob(f"*-{kind}.json"))
    return Release(**json.loads(path.read_text("utf-8")))


def kind_of(url: str) -> str:
    return "postgres" if "://" in url else "sqlite"


@asynccontextmanager
async def engine_on(url: str) -> AsyncIterator[AsyncEngine]:
    if kind_of(url) == "sqlite":
        engine = create_async_engine(f"sqlite+aiosqlite:///{url}")

        @event.listens_for(engine.sync_engine, "connect")
        def strictly(connection: Any, _: Any) -> None:
            connection.execute("PRAGMA foreign_keys = ON")
    else:
        engine = create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"))
    try:
        yield engine
    finally:
        await engine.dispose()


def upgrade(connection: Connection, revision: str) -> None:
    with as_file(files("belowline.store") / "migrations") as folder:
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


async def play(engine: AsyncEngine, recorded: Release, blocks: list[dict[str, Any]]) -> None:
    """Say it all again, each block in a transaction of its own."""
    for block in blocks:
        async with engine.begin() as connection:
            for number, values, many in block["steps"]:
                parameters = [tuple(_whole(each)) for each in (values if many else [values])]
                await connection.exec_driver_sql(
                    recorded.statements[number], parameters if many else parameters[0]
                )


def _whole(values: list[Any]) -> Iterator[Any]:
    for each in values:
        yield datetime.fromisoformat(each["at"]) if isinstance(each, dict) else each


async def test_a_process_of_the_version_before_goes_on_while_the_tables_change(url: str) -> None:
    old = release(kind_of(url))
    async with engine_on(url) as engine:
        async with engine.begin() as connection:
            await connection.run_sync(upgrade, old.revision)
            before = await connection.run_sync(columns)
        await play(engine, old, old.before)
        async with engine.begin() as connection:
            await connection.run_sync(upgrade, "head")
            after = await connection.run_sync(columns)
        await play(engine, old, old.meanwhile)

    store = await Store.open(url)
    stories = await store.latest(SITE, limit=10)
    events = await store.events_after(0, limit=200)
    wrong = await store.check_counters(SITE)
    await store.close()
    assert before
    assert lost(before, after) == []
    assert len(stories) == 2
    assert len({event.story_id for event in events}) == 2
    assert [event.number for event in events] == list(range(1, len(events) + 1))
    assert wrong == []


@pytest.fixture(scope="module")
async def tables_of_before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lend a file with the tables of the version before, made once."""
    path = tmp_path_factory.mktemp("before") / "belowline.db"
    async with engine_on(str(path)) as engine, engine.begin() as connection:
        await connection.run_sync(upgrade, release("sqlite").revision)
    return path


@pytest.fixture
def tables(tables_of_before: Path, tmp_path: Path) -> str:
    """Lend a copy of it, to be spoilt."""
    return str(shutil.copy(tables_of_before, tmp_path / "belowline.db"))


@pytest.mark.parametrize(
    "idea",
    [
        "ALTER TABLE stories DROP COLUMN byline",
        "ALTER TABLE stories RENAME COLUMN byline TO author",
        "ALTER TABLE likes RENAME TO hearts",
    ],
)
async def test_what_the_version_before_would_miss_is_noticed(tables: str, idea: str) -> None:
    old = release("sqlite")
    async with engine_on(tables) as engine:
        async with engine.begin() as connection:
            before = await connection.run_sync(columns)
            await connection.execute(text(idea))
            after = await connection.run_sync(columns)
        with pytest.raises(DBAPIError):
            await play(engine, old, old.before)

    assert lost(before, after)


async def test_a_promise_that_the_version_before_does_not_keep_is_noticed(tables: str) -> None:
    old = release("sqlite")
    async with engine_on(tables) as engine:
        async with engine.begin() as connection:
            await connection.execute(text("CREATE UNIQUE INDEX one ON comments (site_id, text)"))
        with pytest.raises(IntegrityError):
            await play(engine, old, old.before)


def test_a_new_column_that_has_to_be_given_is_noticed() -> None:
    before = {("likes", "reader_id"): ("VARCHAR(36)", False)}

    for kind in ("TEXT", "INTEGER"):
        assert lost(before, {**before, ("likes", "weight"): (kind, False)})
        assert lost(before, {**before, ("likes", "weight"): (kind, True)}) == []
    assert lost(before, {**before, ("hearts", "weight"): ("TEXT", False)}) == []


Columns = dict[tuple[str, str], tuple[str, bool]]


def columns(connection: Connection) -> Columns:
    """Return each column's type, and whether an insert may leave it out."""
    inspector = inspect(connection)
    return {
        (table, each["name"]): (
            str(each["type"]),
            bool(each["nullable"] or each["default"] is not None),
        )
        for table in inspector.get_table_names()
        for each in inspector.get_columns(table)
    }


def lost(before: Columns, after: Columns) -> list[str]:
    """Return in a sentence each what somebody who knows the tables of before would miss."""
    tables = {table for table, _ in before}
    found = [f"{table}.{name} is gone" for table, name in before.keys() - after.keys()]
    for (table, name), (kind, may_lack) in after.items():
        was = before.get((table, name))
        if was is None:
            if table in tables and not may_lack:
                found.append(f"{table}.{name} is new and has to be given")
        elif kind != was[0] or (was[1] and not may_lack):
            found.append(f"{table}.{name} was {was} and is {(kind, may_lack)}")
    return found
