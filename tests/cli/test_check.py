"""`belowline check` counts anew, and names each counter that is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import anyio
import pytest
from sqlalchemy import text

from belowline.conversation.comment import Verdict
from belowline.kernel.ids import SiteId
from belowline.store.database import open_database
from belowline.store.store import Store
from tests.cli.command import Done, belowline
from tests.contracts.newsroom import Newsroom

pytestmark = pytest.mark.anyio

_SITE = SiteId("main")


async def fill(data: Path) -> str:
    """A site of three stories, with likes, replies and rulings; return a comment's id."""
    store = await Store.open(str(data / "belowline.db"))
    newsroom = Newsroom(store, _SITE)
    for _ in range(2):
        await discuss(newsroom)
    liked = await discuss(newsroom)
    await store.close()
    return liked


async def discuss(newsroom: Newsroom) -> str:
    """A story with a liked comment that is answered, and one that was removed."""
    story = await newsroom.story()
    comment = await newsroom.post(story)
    await newsroom.post(story, comment)
    await newsroom.store.like(_SITE, comment.comment_id, newsroom.reader_id())
    await newsroom.rule(await newsroom.post(story), Verdict.REMOVE, clause="spam")
    return comment.comment_id


async def check(data: Path, *words: str) -> Done:
    return await anyio.to_thread.run_sync(lambda: belowline("check", "--data", data, *words))


async def test_what_is_as_counted_is_right(tmp_path: Path) -> None:
    await fill(tmp_path / "data")

    done = await check(tmp_path / "data")

    assert (done.code, done.err) == (0, "")
    assert done.out == "3 stories: every counter is right.\n"


async def test_each_counter_that_is_wrong_is_named(tmp_path: Path) -> None:
    wrong = await fill(tmp_path / "data")
    database = open_database(str(tmp_path / "data" / "belowline.db"))
    async with database.writing() as connection:
        await connection.execute(
            text("UPDATE comments SET likes = 7 WHERE comment_id = :id"), {"id": wrong}
        )
        await connection.execute(text("UPDATE stories SET comment_count = comment_count + 1"))
    await database.close()

    done = await check(tmp_path / "data")
    told = json.loads((await check(tmp_path / "data", "--json")).out)

    assert done.code == 1
    assert f"comment {wrong} likes is 7, counted 1" in done.lines
    assert sum("comment_count" in line for line in done.lines) == 3
    assert done.lines[-1].startswith("3 stories: ")
    assert told["stories"] == 3
    assert told["faults"] == done.lines[:-1]


async def test_what_is_wrong_is_set_right_where_that_is_asked_for(tmp_path: Path) -> None:
    await fill(tmp_path / "data")
    database = open_database(str(tmp_path / "data" / "belowline.db"))
    async with database.writing() as connection:
        await connection.execute(text("UPDATE stories SET comment_count = comment_count + 1"))
    await database.close()

    told = json.loads((await check(tmp_path / "data", "--repair", "--json")).out)
    again = await check(tmp_path / "data", "--repair")

    assert (told["stories"], len(told["faults"]), told["repaired"]) == (3, 3, 3)
    assert (again.code, again.out) == (0, "3 stories: every counter is right.\n")


async def test_a_site_without_a_database_is_one_clear_line(tmp_path: Path) -> None:
    done = await check(tmp_path / "nothing")

    assert done.code == 1
    assert "There is no database" in done.err
