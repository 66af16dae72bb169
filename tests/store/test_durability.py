"""Whether a comment that was acknowledged survives the death of the process."""

import asyncio
import signal
import sqlite3
import sys

import pytest

from belowline.kernel.ids import CommentId
from belowline.store.store import Store
from tests.contracts.newsroom import SITE

pytestmark = pytest.mark.anyio

ENOUGH = 40

# Says each id on its standard output as soon, and only when, the store has said it is kept.
POSTS_FOR_EVER = """
import asyncio, sys
from belowline.store.store import Store
from tests.contracts.newsroom import Newsroom

async def main():
    store = await Store.open(sys.argv[1])
    newsroom = Newsroom(store)
    story = await newsroom.story()
    root = await newsroom.post(story)

    async def post():
        while True:
            kept = await newsroom.post(story, root)
            print(kept.comment_id, flush=True)

    await asyncio.gather(*(post() for _ in range(4)))

asyncio.run(main())
"""


async def test_every_acknowledged_comment_survives_a_kill(url: str) -> None:
    poster = await asyncio.create_subprocess_exec(
        sys.executable, "-c", POSTS_FOR_EVER, url, stdout=asyncio.subprocess.PIPE
    )
    assert poster.stdout is not None
    acknowledged = [await poster.stdout.readline() for _ in range(ENOUGH)]
    poster.send_signal(signal.SIGKILL)
    acknowledged += (await poster.stdout.read()).splitlines()
    assert await poster.wait() == -signal.SIGKILL

    ids = [CommentId(line.decode().strip()) for line in acknowledged]
    store = await Store.open(url)
    kept = await store.comments(SITE, ids)
    differences = await store.check_counters(SITE)
    await store.close()

    assert len(ids) >= ENOUGH
    assert {comment.comment_id for comment in kept} == set(ids)
    assert differences == []


async def test_sqlite_waits_for_the_disk_before_it_acknowledges(sqlite_url: str) -> None:
    store = await Store.open(sqlite_url)
    async with store._database.writing() as connection:
        synchronous = (await connection.exec_driver_sql("PRAGMA synchronous")).scalar_one()
        journal = (await connection.exec_driver_sql("PRAGMA journal_mode")).scalar_one()
        keys = (await connection.exec_driver_sql("PRAGMA foreign_keys")).scalar_one()
    await store.close()

    assert (synchronous, journal, keys) == (2, "wal", 1)  # 2 is FULL


async def test_the_file_stays_whole_when_its_writer_is_killed(sqlite_url: str) -> None:
    poster = await asyncio.create_subprocess_exec(
        sys.executable, "-c", POSTS_FOR_EVER, sqlite_url, stdout=asyncio.subprocess.PIPE
    )
    assert poster.stdout is not None
    await poster.stdout.readline()
    poster.kill()
    await poster.stdout.read()
    await poster.wait()

    connection = sqlite3.connect(sqlite_url)
    (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    connection.close()

    assert (verdict, broken) == ("ok", [])
