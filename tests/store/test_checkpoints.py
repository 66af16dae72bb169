"""Where SQLite keeps what was written, and when it is brought home."""

import sqlite3
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import text

from belowline.store.checkpoints import ENOUGH_COMMITS, LONGEST_LOG_PAGES
from belowline.store.database import Database, open_database
from tests.polling import until_async

pytestmark = pytest.mark.anyio

PAGE = 4096


async def opened(path: Path) -> Database:
    database = open_database(str(path))
    async with database.writing() as connection:
        await connection.execute(text("CREATE TABLE said (words TEXT)"))
    return database


async def write(database: Database, words: str) -> None:
    async with database.writing() as connection:
        await connection.execute(text("INSERT INTO said VALUES (:words)"), {"words": words})


def in_the_file_alone(path: Path, folder: Path) -> int:
    """Count what stands in the file, whatever its log says."""
    alone = folder / "alone.db"
    # By another process: one that opens and closes the file itself gives up its locks on it.
    subprocess.run(["cp", str(path), str(alone)], check=True)
    connection = sqlite3.connect(alone)
    try:
        found: int = connection.execute("SELECT count(*) FROM said").fetchone()[0]
        return found
    except sqlite3.DatabaseError:
        return 0  # copied while it was written
    finally:
        connection.close()


async def test_in_a_pause_what_was_written_comes_home_and_the_log_begins_anew(
    tmp_path: Path,
) -> None:
    path = tmp_path / "belowline.db"
    database = await opened(path)
    for number in range(ENOUGH_COMMITS):
        await write(database, f"comment {number}")

    async def is_home() -> bool:
        return in_the_file_alone(path, tmp_path) == ENOUGH_COMMITS

    await until_async(is_home, "the file to have it")
    log = path.with_name("belowline.db-wal")
    length = log.stat().st_size
    await write(database, "one more")

    assert log.stat().st_size == length  # written over from its beginning
    await database.close()
    assert not log.exists()
    assert in_the_file_alone(path, tmp_path) == ENOUGH_COMMITS + 1


async def test_no_commit_does_what_a_pause_is_for(tmp_path: Path) -> None:
    path = tmp_path / "belowline.db"
    database = await opened(path)
    # SQLite by itself would do it at a thousand pages.
    for _ in range(ENOUGH_COMMITS - 2):
        await write(database, "x" * 100 * PAGE)

    assert in_the_file_alone(path, tmp_path) == 0
    await database.close()


async def test_the_log_stays_short_while_there_is_no_pause(tmp_path: Path) -> None:
    path = tmp_path / "belowline.db"
    database = await opened(path)
    piece = LONGEST_LOG_PAGES // 8
    for _ in range(24):
        await write(database, "x" * piece * PAGE)
    length = path.with_name("belowline.db-wal").stat().st_size
    await database.close()

    assert length < 2 * LONGEST_LOG_PAGES * PAGE


async def test_who_reads_an_old_state_keeps_nobody_waiting(tmp_path: Path) -> None:
    path = tmp_path / "belowline.db"
    database = await opened(path)
    await write(database, "before")
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM said").fetchone() == (1,)
    for number in range(ENOUGH_COMMITS):
        await write(database, f"comment {number}")
    await database.close()

    assert reader.execute("SELECT count(*) FROM said").fetchone() == (1,)
    reader.execute("COMMIT")
    assert reader.execute("SELECT count(*) FROM said").fetchone() == (1 + ENOUGH_COMMITS,)
    reader.close()
