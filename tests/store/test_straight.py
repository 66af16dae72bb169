"""What is asked past SQLAlchemy of PostgreSQL answers, fails and ends as what goes through it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import bindparam, insert, select, text
from sqlalchemy.exc import IntegrityError

from belowline.kernel.errors import Unavailable
from belowline.store.database import Database, open_database
from belowline.store.migrate import migrate
from belowline.store.prepared import Prepared
from belowline.store.records import story_values
from belowline.store.schema import comments, stories
from belowline.store.store import Store
from tests.contracts.newsroom import SITE, Newsroom

pytestmark = pytest.mark.anyio

OF_STORY = select(comments).where(
    comments.c.site_id == bindparam("site_id"), comments.c.story_id == bindparam("story_id")
)
READY = Prepared(OF_STORY)
ADD_STORY = Prepared(insert(stories))


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[Database]:
    opened = open_database(postgres_url)
    await migrate(opened)
    yield opened
    await opened.close()


async def test_rows_are_as_those_of_any_other_statement(database: Database) -> None:
    newsroom = Newsroom(Store(database))
    story = await newsroom.story()
    await newsroom.post(story, await newsroom.post(story))
    key = {"site_id": SITE, "story_id": story.story_id}

    async with database.looking() as connection:
        ready = (await READY.ask(connection, key)).all()
        others = (await connection.execute(OF_STORY, key)).all()

    assert len(ready) == 2
    assert ready == others
    assert [row._mapping for row in ready] == [row._mapping for row in others]


async def test_what_is_kept_with_a_failure_is_undone_and_the_failure_tells_no_words(
    database: Database,
) -> None:
    newsroom = Newsroom(Store(database))
    story = await newsroom.story()
    await newsroom.post(story)

    async def keep_twice() -> None:
        async with database.writing() as connection:
            await connection.execute(text("UPDATE comments SET likes = 7"))
            await ADD_STORY.tell(connection, [story_values(story)])

    with pytest.raises(IntegrityError) as failed:
        await keep_twice()

    assert story.url not in str(failed.value).partition("DETAIL")[0]
    assert story.headline not in str(failed.value)
    async with database.writing() as connection:
        assert (await connection.execute(text("SELECT max(likes) FROM comments"))).scalar() == 0


async def test_a_transaction_begins_with_the_first_statement(database: Database) -> None:
    story = await Newsroom(Store(database)).story()
    key = {"site_id": SITE, "story_id": story.story_id}

    async with database.writing() as connection:
        await READY.ask(connection, key)
        begun = await connection.execute(text("SELECT now() < clock_timestamp(), txid_current()"))
        number = begun.one()[1]
        await READY.ask(connection, key)
        assert (await connection.execute(text("SELECT txid_current()"))).scalar() == number


async def test_a_table_that_changes_under_a_running_server_fails_no_further_question(
    database: Database,
) -> None:
    story = await Newsroom(Store(database)).story()
    key = {"site_id": SITE, "story_id": story.story_id}

    async def ask() -> None:
        async with database.looking() as connection:
            assert (await READY.ask(connection, key)).all() == []

    await ask()
    async with database.writing() as connection:
        await connection.execute(text("ALTER TABLE comments ALTER COLUMN html TYPE varchar(99999)"))
    for again in (True, False):
        try:
            await ask()
        except Exception:
            assert again
    await ask()


async def test_a_server_that_ends_the_connection_fails_one_question_only(
    database: Database,
) -> None:
    store = Store(database)
    story = await Newsroom(store).story()
    key = {"site_id": SITE, "story_id": story.story_id}

    async def ask_until_it_ends() -> None:
        async with database.looking() as connection:
            backend = (await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one()
            async with database.writing() as other:
                await other.execute(text("SELECT pg_terminate_backend(:at)"), {"at": backend})
            while True:
                await READY.ask(connection, key)

    with pytest.raises(Unavailable):
        await ask_until_it_ends()

    assert await store.story(SITE, story.story_id) == story


async def test_who_goes_away_in_the_middle_leaves_no_connection_that_still_works(
    database: Database,
) -> None:
    store = Store(database)
    story = await Newsroom(store).story()
    key = {"site_id": SITE, "story_id": story.story_id}
    async with database.writing() as holder:
        await holder.execute(text("LOCK TABLE comments"))

        async def look() -> None:
            async with database.looking() as connection:
                await READY.ask(connection, key)

        goes = asyncio.create_task(look())
        waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        async with asyncio.timeout(30):
            while not (await holder.execute(waits)).scalar_one():
                await asyncio.wait([goes], timeout=0.01)
        goes.cancel()
        with pytest.raises(asyncio.CancelledError):
            await goes

    for _ in range(12):  # more than the pool has
        async with database.looking() as connection:
            assert (await READY.ask(connection, key)).all() == []
