"""What a database does that is locked, full, gone or unknown."""

import asyncio
import sqlite3
import stat
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text

from belowline.conversation.comment import State
from belowline.kernel.errors import Unavailable
from belowline.store.database import open_database
from belowline.store.store import Store
from belowline.stories.story import Story
from tests.contracts.newsroom import SITE, Newsroom
from tests.polling import until_async
from tests.postgres import PostgresServer, private_cluster

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "address", ["mysql://localhost/belowline", "sqlite://", "sqlite:///:memory:", "://"]
)
async def test_an_address_that_is_no_database_is_refused_with_a_sentence(address: str) -> None:
    with pytest.raises(Unavailable, match="postgresql://"):
        open_database(address)


async def test_a_path_and_an_address_open_the_same_file(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "belowline.db"
    store = await Store.open(str(path))
    story = await Newsroom(store).story()
    await store.close()

    store = await Store.open(f"sqlite:///{path}")
    kept = await store.story(SITE, story.story_id)
    await store.close()

    assert kept == story


async def test_the_file_is_for_its_owner_only(sqlite_url: str) -> None:
    store = await Store.open(sqlite_url)
    await Newsroom(store).story()
    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode)
        for path in Path(sqlite_url).parent.glob("belowline.db*")
    }
    await store.close()

    assert set(modes.values()) == {0o600}, modes


# What any command does that is run beside a server: it comes, looks, and is the last to go.
LOOKS_AND_GOES = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
print(connection.execute("SELECT count(*) FROM stories").fetchone()[0])
connection.close()
"""


async def looked(path: str) -> str:
    looking = await asyncio.create_subprocess_exec(
        sys.executable, "-c", LOOKS_AND_GOES, path, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await looking.communicate()
    assert looking.returncode == 0
    return said.decode().strip()


async def test_who_opens_it_once_more_takes_nothing_from_who_has_it_open(sqlite_url: str) -> None:
    store = await Store.open(sqlite_url)
    newsroom = Newsroom(store)
    await newsroom.story()
    await (await Store.open(sqlite_url)).close()

    seen = [await looked(sqlite_url)]
    await newsroom.story()
    seen.append(await looked(sqlite_url))
    await store.close()

    assert seen == ["1", "2"]


async def test_an_error_undoes_all_of_a_transaction(url: str) -> None:
    store = await Store.open(url)
    newsroom = Newsroom(store)
    story = await newsroom.story()
    comment = await newsroom.post(story)
    again, ruling = newsroom.draft(story, comment)
    before = await newsroom.story_now(story)

    with pytest.raises(Exception, match=r"rulings|UNIQUE"):
        # The ruling's id is taken: the comment, written before it, must go too.
        await store.add_comment(
            again, newsroom.ruling(again, ruling.verdict, ruling_id=comment.ruling_id)
        )

    assert await store.comment(SITE, again.comment_id) is None
    assert await newsroom.story_now(story) == before
    assert await store.last_event(SITE) == 1
    assert await store.check_counters(SITE) == []
    await store.close()


async def test_a_cancelled_writer_leaves_the_next_one_a_clean_start(url: str) -> None:
    store = await Store.open(url)
    newsroom = Newsroom(store)
    story = await newsroom.story()

    for turns in range(0, 60, 3):
        draft = newsroom.draft(story)
        writer = asyncio.ensure_future(store.add_comment(*draft))
        for _ in range(turns):
            await asyncio.sleep(0)
        writer.cancel()
        await asyncio.gather(writer, return_exceptions=True)

    last = await newsroom.post(story)
    assert await store.comment(SITE, last.comment_id) == last
    assert await store.check_counters(SITE) == []
    await store.close()


async def test_a_locked_file_says_that_it_is_busy(sqlite_url: str) -> None:
    await (await Store.open(sqlite_url)).close()
    store = Store(open_database(sqlite_url, busy_seconds=0.01))
    newsroom = Newsroom(store)
    other = sqlite3.connect(sqlite_url, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(Unavailable, match="busy"):
        await newsroom.story()

    other.execute("ROLLBACK")
    other.close()

    async def kept() -> Story | None:
        # Who comes a moment behind somebody who waited in vain isn't let wait in vain as well.
        with suppress(Unavailable):
            return await newsroom.story()
        return None

    story = await until_async(kept, "the writers to be let in again")
    assert story
    assert await store.story(SITE, story.story_id) == story
    await store.close()


async def test_a_locked_row_says_that_it_is_busy(postgres_url: str) -> None:
    store = await Store.open(postgres_url)
    newsroom = Newsroom(store)
    story = await newsroom.story()
    hasty = Newsroom(Store(open_database(postgres_url, busy_seconds=0.2)))

    async with store._database.writing() as connection:
        await connection.execute(text("SELECT * FROM stories FOR UPDATE"))
        with pytest.raises(Unavailable, match="busy"):
            await hasty.post(story)

    await hasty.store.close()
    await store.close()


async def test_readers_go_on_while_somebody_writes(url: str) -> None:
    store = await Store.open(url)
    newsroom = Newsroom(store)
    story = await newsroom.story()

    async with store._database.writing() as connection:
        await connection.execute(text("UPDATE stories SET version = 99"))
        during = await newsroom.story_now(story)
    after = await newsroom.story_now(story)
    await store.close()

    assert (during.version, after.version) == (story.version, 99)


async def test_a_full_disk_says_so_and_keeps_nothing(sqlite_url: str) -> None:
    store = await Store.open(sqlite_url)
    newsroom = Newsroom(store)
    story = await newsroom.story()
    async with store._database.writing() as connection:
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
        await connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(Unavailable, match="room"):
        await newsroom.post(story, text="long " * 100_000)

    assert await store.last_event(SITE) == 0
    assert await newsroom.story_now(story) == story
    await store.close()


async def test_a_folder_that_cannot_be_written_to_is_named_as_the_trouble(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(Unavailable, match="can't be opened"):
        await Store.open(str(tmp_path / "file" / "belowline.db"))


async def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "holiday.jpg"
    path.write_bytes(b"not a database, and precious " * 1000)

    with pytest.raises(Unavailable):
        await Store.open(str(path))

    assert path.read_bytes() == b"not a database, and precious " * 1000


async def test_a_server_that_is_gone_is_unavailable_and_comes_back() -> None:
    with private_cluster() as server:
        store = await Store.open(server.url_of("postgres"))
        newsroom = Newsroom(store)
        story = await newsroom.story()
        await server.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'belowline'"
        )
        kept = await newsroom.story_now(story)
        assert kept == story

    with pytest.raises(Unavailable, match="can't be reached"):
        await store.ping()
    with pytest.raises(Unavailable, match="can't be reached"):
        await newsroom.post(story)
    await store.close()


async def test_a_database_that_does_not_exist_is_unavailable(
    postgres_server: PostgresServer,
) -> None:
    with pytest.raises(Unavailable):
        await Store.open(postgres_server.url_of("nowhere"))


async def test_a_mistake_of_ours_is_not_called_unavailable(url: str) -> None:
    store = await Store.open(url)

    with pytest.raises(Exception, match="no_such_table") as mistake:
        async with store._database.reading() as connection:
            await connection.execute(text("SELECT * FROM no_such_table"))

    assert not isinstance(mistake.value, Unavailable)
    await store.close()


async def test_many_readers_and_writers_share_few_connections(url: str) -> None:
    store = await Store.open(url)
    newsroom = Newsroom(store)
    story = await newsroom.story()
    work = [newsroom.post(story, state=State.HELD) for _ in range(60)]

    await asyncio.gather(*work, *(store.story(SITE, story.story_id) for _ in range(200)))

    assert await store.queue_size(SITE, now=newsroom.moment()) == 60
    await store.close()


async def test_two_processes_write_to_one_database_without_refusing_each_other(url: str) -> None:
    stores = [await Store.open(url) for _ in range(2)]
    first, second = stores
    newsroom = Newsroom(first)
    story = await newsroom.story()
    root = await newsroom.post(story)
    drafts = [newsroom.draft(story, root) for _ in range(40)]

    await asyncio.gather(
        *(stores[place % 2].add_comment(*draft) for place, draft in enumerate(drafts))
    )

    told = await second.story(SITE, story.story_id)
    assert told is not None
    assert told.comment_count == len(drafts) + 1
    assert await first.check_counters(SITE) == []
    for store in stores:
        await store.close()


async def test_no_more_connections_are_taken_than_were_given(postgres_url: str) -> None:
    store = await Store.open(postgres_url, connections=2, busy_seconds=0.2)
    story = await Newsroom(store).story()

    async with store._database.reading(), store._database.writing():
        with pytest.raises(Unavailable, match="busy"):
            await store.story(SITE, story.story_id)
        # It has one of its own for that.
        await store.ping()

    assert await store.story(SITE, story.story_id) == story
    await store.close()


async def test_a_question_that_takes_too_long_is_given_up_and_the_database_is_not_called_away(
    postgres_url: str,
) -> None:
    await (await Store.open(postgres_url)).close()
    store = await Store.open(postgres_url, answer_seconds=0.3)

    with pytest.raises(Unavailable, match=r"too long|can't be reached"):
        async with store._database.reading() as connection:
            await connection.execute(text("SELECT pg_sleep(5)"))
    story = await Newsroom(store).story()
    async with store._database.writing(seconds=5) as connection:
        await connection.execute(text("SELECT pg_sleep(0.5)"))

    assert await store.story(SITE, story.story_id) == story
    await store.close()


async def test_a_commit_that_nobody_answers_is_not_called_lost(postgres_url: str) -> None:
    store = await Store.open(postgres_url)
    story = await Newsroom(store).story()

    with pytest.raises(Unavailable, match="may have been kept or not"):
        await lose_connection(store, is_at_the_end=True)
    with pytest.raises(Unavailable, match="nothing was kept"):
        await lose_connection(store, is_at_the_end=False)

    assert await store.story(SITE, story.story_id) == story
    await store.close()


async def lose_connection(store: Store, *, is_at_the_end: bool) -> None:
    """Have the server end the connection before the commit, or before another statement."""
    end = text("SELECT pg_terminate_backend(:pid)")
    async with store._database.writing() as connection:
        ours = (await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one()
        async with store._database.reading() as other:
            await other.execute(end, {"pid": ours})
        if not is_at_the_end:
            await connection.execute(text("SELECT 1"))
