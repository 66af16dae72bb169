"""Writing to SQLite keeps the loop free while another process has the lock, and survives haste."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text

from belowline.kernel.errors import Unavailable
from belowline.store.database import Database, open_database

pytestmark = pytest.mark.anyio


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = open_database(str(tmp_path / "a.db"), busy_seconds=5)
    async with opened.writing() as connection:
        await connection.execute(text("CREATE TABLE words (word TEXT)"))
    yield opened
    await opened.close()


@pytest.fixture
def other(tmp_path: Path) -> sqlite3.Connection:
    """Another process, as far as SQLite can tell."""
    return sqlite3.connect(tmp_path / "a.db", isolation_level=None)


async def write(database: Database, word: str) -> None:
    async with database.writing() as connection:
        await connection.execute(text("INSERT INTO words VALUES (:word)"), {"word": word})


async def words(database: Database) -> list[str]:
    async with database.reading() as connection:
        found = await connection.execute(text("SELECT word FROM words ORDER BY rowid"))
        return list(found.scalars())


async def test_everything_else_goes_on_while_another_process_has_the_lock(
    database: Database, other: sqlite3.Connection
) -> None:
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(write(database, "late"))
    for _ in range(100):
        await asyncio.sleep(0)
        assert await words(database) == []
    assert not waiting.done()
    other.execute("COMMIT")
    await waiting

    assert await words(database) == ["late"]


async def test_a_writer_who_gives_up_while_waiting_leaves_no_lock_behind(
    database: Database, other: sqlite3.Connection
) -> None:
    other.execute("BEGIN IMMEDIATE")
    for _ in range(3):
        hasty = asyncio.create_task(write(database, "never"))
        for _ in range(20):
            await asyncio.sleep(0)
            await words(database)
        hasty.cancel()
        with suppress(asyncio.CancelledError, Unavailable):
            other.execute("COMMIT")
            await hasty
        other.execute("BEGIN IMMEDIATE")
    other.execute("COMMIT")

    await write(database, "calm")
    other.execute("BEGIN IMMEDIATE")  # nobody holds it
    other.execute("ROLLBACK")
    assert await words(database) == ["calm"]


async def test_what_fails_in_the_middle_is_undone(database: Database) -> None:
    with suppress(ZeroDivisionError):
        async with database.writing() as connection:
            await connection.execute(text("INSERT INTO words VALUES ('half')"))
            raise ZeroDivisionError

    await write(database, "whole")
    assert await words(database) == ["whole"]
