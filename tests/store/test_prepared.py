"""What every comment asks is made ready once, and answers as any other statement does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextvars import Context
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import bindparam, event, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.kernel.errors import Unavailable
from belowline.kernel.ids import CommentId
from belowline.store.database import Database, open_database
from belowline.store.migrate import migrate
from belowline.store.prepared import Prepared
from belowline.store.records import comment_from
from belowline.store.schema import comments, stories
from belowline.store.store import Store
from tests.contracts.newsroom import SITE, Newsroom

pytestmark = pytest.mark.anyio

OF_STORY = select(comments).where(
    comments.c.site_id == bindparam("site_id"), comments.c.story_id == bindparam("story_id")
)
SECRET = "what nobody is to read in a log"


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = open_database(str(tmp_path / "a.db"))
    await migrate(opened)
    yield opened
    await opened.close()


async def both(connection: AsyncConnection, key: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    """Return what the statement answers made ready, and what it answers otherwise."""
    ready = (await Prepared(OF_STORY).ask(connection, key)).all()
    return list(ready), list((await connection.execute(OF_STORY, key)).all())


async def test_rows_are_as_those_of_any_other_statement(database: Database) -> None:
    newsroom = Newsroom(Store(database))
    story = await newsroom.story()
    root = await newsroom.post(story)
    reply = await newsroom.post(story, root)

    async with database.looking() as connection:
        ready, others = await both(connection, {"site_id": SITE, "story_id": story.story_id})

    assert ready == others
    assert [row._mapping for row in ready] == [row._mapping for row in others]
    assert {each.comment_id for each in map(comment_from, ready)} == {
        root.comment_id,
        reply.comment_id,
    }


async def test_what_stands_in_the_statement_itself_needs_no_name(database: Database) -> None:
    newsroom = Newsroom(Store(database))
    story = await newsroom.story()
    await newsroom.post(story)
    kept = await newsroom.post(story)
    newest = select(comments.c.comment_id).where(comments.c.site_id == SITE)
    newest = newest.order_by(comments.c.comment_id.desc()).limit(1)

    async with database.looking() as connection:
        found = await Prepared(newest).ask(connection, {})

    assert found.scalar_one() == kept.comment_id


async def test_a_failure_has_the_usual_name_and_tells_no_words(database: Database) -> None:
    story = await Newsroom(Store(database)).story()
    row = {"site_id": SITE, "story_id": story.story_id, "url": SECRET}

    with pytest.raises(IntegrityError) as failure:
        async with database.writing() as connection:
            await Prepared(insert(stories)).tell(connection, [row])

    assert SECRET not in str(failure.value)


async def test_what_is_lacking_is_told_at_once(database: Database) -> None:
    async with database.looking() as connection:
        with pytest.raises(TypeError, match="story_id"):
            await Prepared(OF_STORY).ask(connection, {"site_id": SITE})


async def test_whoever_watches_the_statements_hears_of_it(database: Database) -> None:
    heard: list[Any] = []

    def hear(*told: Any) -> None:
        heard.append(told)

    event.listen(database._quick.sync_engine, "before_execute", hear)
    event.listen(database._quick.sync_engine, "before_cursor_execute", hear)
    async with database.looking() as connection:
        await Prepared(OF_STORY).ask(connection, {"site_id": SITE, "story_id": "none"})

    (_, statement, *_), (_, _, said, values, *_) = heard
    assert statement is OF_STORY
    assert (said.startswith("SELECT comments."), values) == (True, [SITE, "none"])


async def test_after_a_failed_look_the_next_one_is_answered(database: Database) -> None:
    store = Store(database)
    newsroom = Newsroom(store)
    kept = await newsroom.post(await newsroom.story())
    async with database.looking() as connection:
        raw: Any = await connection.get_raw_connection()
        await raw.driver_connection.close()

    with pytest.raises(Unavailable):
        await store.last_event(SITE)

    async with store.one_look():
        found = await store.comment(SITE, CommentId(kept.comment_id))
    assert found == kept


async def test_who_is_in_the_middle_of_a_look_goes_on_when_another_one_fails(
    database: Database,
) -> None:
    newsroom = Newsroom(Store(database))
    story = await newsroom.story()
    async with database.looking() as mine:
        fails = asyncio.create_task(ask_nonsense(database), context=Context())
        with pytest.raises(OperationalError):
            await fails
        found = await mine.execute(OF_STORY, {"site_id": SITE, "story_id": story.story_id})

    assert found.all() == []
    assert await newsroom.store.last_event(SITE) == 0


async def ask_nonsense(database: Database) -> None:
    """Ask for a table that is not there."""
    async with database.looking() as connection:
        await connection.execute(text("SELECT 1 FROM nowhere"))
