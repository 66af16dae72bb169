"""While an installation is renewed, processes of the release before go on, on the new tables.

`tests/faults/test_rolling.py` runs them; here the tables are compared, so that what that one does
not happen to do is seen too.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import as_file, files

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from tests.faults.previous import kept_release

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def engine_on(url: str) -> AsyncIterator[AsyncEngine]:
    if "://" not in url:
        engine = create_async_engine(f"sqlite+aiosqlite:///{url}")
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


async def test_nothing_is_lost_that_the_release_before_knows(url: str) -> None:
    async with engine_on(url) as engine, engine.begin() as connection:
        await connection.run_sync(upgrade, kept_release().revision)
        before = await connection.run_sync(columns)
        await connection.run_sync(upgrade, "head")
        after = await connection.run_sync(columns)

    assert len(before) > 200
    assert lost(before, after) == []


def test_what_is_dropped_or_renamed_is_noticed() -> None:
    before = {("stories", "byline"): ("TEXT", False), ("likes", "weight"): ("TEXT", False)}

    assert lost(before, {("likes", "weight"): ("TEXT", False)}) == ["stories.byline is gone"]
    assert lost(before, {**before, ("likes", "weight"): ("INTEGER", False)})
    assert lost(before, before) == []


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
