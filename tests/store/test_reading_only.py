"""Who only reads a database changes nothing in it, not even by opening it."""

from pathlib import Path

import pytest
from sqlalchemy import text

from belowline.kernel.errors import Unavailable
from belowline.store.database import open_database
from belowline.store.store import Store
from tests.contracts.newsroom import SITE, Newsroom

pytestmark = pytest.mark.anyio


async def test_a_file_that_is_missing_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "belowline.db"

    with pytest.raises(Unavailable, match="There is no database at"):
        await Store.open_to_read(str(path))

    assert not path.parent.exists()


async def test_a_database_without_our_tables_gets_none(url: str) -> None:
    await open_database(url).close()

    with pytest.raises(Unavailable, match="Start the server"):
        await Store.open_to_read(url)

    database = open_database(url)
    query = "sqlite_master" if not database.is_postgres else "pg_tables WHERE schemaname='public'"
    async with database.reading() as connection:
        assert (await connection.execute(text(f"SELECT * FROM {query}"))).all() == []
    await database.close()


async def test_a_database_of_another_version_stays_as_it_is(url: str) -> None:
    store = await Store.open(url)
    async with store._database.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await store.close()

    with pytest.raises(Unavailable, match="another version"):
        await Store.open_to_read(url)


async def test_it_is_read_while_others_write(url: str) -> None:
    writer = await Store.open(url)
    newsroom = Newsroom(writer)
    story = await newsroom.story()
    reader = await Store.open_to_read(url)

    for number in range(1, 4):
        await newsroom.post(story)
        assert await reader.written_size(SITE, since=None) == number
        assert len(await reader.written(SITE, since=None, after=None, limit=10)) == number

    await reader.close()
    await writer.close()


async def test_nothing_can_be_written_where_it_was_opened_to_read(url: str) -> None:
    writer = await Store.open(url)
    story = await Newsroom(writer).story()
    reader = await Store.open_to_read(url)

    with pytest.raises(Unavailable):
        await Newsroom(reader).post(story)

    assert await writer.written_size(SITE, since=None) == 0
    await reader.close()
    await writer.close()
