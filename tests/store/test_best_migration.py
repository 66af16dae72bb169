"""Whether a database of before "best" weighed likes gets every comment its place in the order."""

from importlib.resources import as_file, files

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from belowline.conversation.ranking import best_score
from belowline.store.database import open_database
from belowline.store.migrate import migrate
from belowline.store.store import Store
from tests.contracts.newsroom import SITE, Newsroom

pytestmark = pytest.mark.anyio


async def test_old_comments_and_likes_get_their_place(url: str) -> None:
    store = await Store.open(url)
    newsroom = Newsroom(store)
    story = await newsroom.story()
    liked = await newsroom.post(story, text="The bridge was closed because its bearings rust.")
    answer = await newsroom.post(story, liked)
    member = await newsroom.reader()
    for reader_id in (member.reader_id, newsroom.reader_id()):
        await store.like(SITE, liked.comment_id, reader_id)
    database = open_database(url)

    async with database.writing() as connection:
        await connection.run_sync(_back)
        await connection.execute(text("UPDATE comments SET best = 17"))
    await migrate(database)

    assert (await newsroom.now(liked)).best == best_score(liked.text, {0: 150}, 1)
    assert (await newsroom.now(answer)).best == best_score(answer.text, {}, 0)
    assert await store.check_counters(SITE) == []
    await database.close()
    await store.close()


def _back(connection: Connection) -> None:
    with as_file(files("belowline.store") / "migrations") as folder:
        config = Config()
        config.set_main_option("script_location", str(folder))
        config.attributes["connection"] = connection
        command.downgrade(config, "0007")
