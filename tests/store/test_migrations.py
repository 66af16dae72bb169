"""Whether the migrations make exactly the schema that the queries were written for."""

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, ForeignKeyConstraint, UniqueConstraint, event, text
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.kernel.errors import Unavailable
from belowline.store.database import Database, open_database
from belowline.store.migrate import HEAD, check_version, migrate
from belowline.store.schema import metadata
from belowline.store.store import Store
from belowline.store.tables.search import ONLY_ON, SQLITE_INDEX_TABLES

pytestmark = pytest.mark.anyio


def is_ours(name: str | None, kind: str, parents: object) -> bool:
    """SQLite's full-text index makes tables for itself."""
    return kind != "table" or name not in SQLITE_INDEX_TABLES


def is_here(url: str) -> Callable[..., bool]:
    """Each database has an index of its own kind for words."""
    kind = "postgresql" if "://" in url else "sqlite"
    return lambda _1, name, what, *_2: what != "index" or ONLY_ON.get(name, kind) == kind


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    database = open_database(url)
    try:
        yield database
    finally:
        await database.close()


async def test_migrations_make_the_schema_that_the_code_knows(url: str) -> None:
    async with opened(url) as database:
        await migrate(database)
        async with database.writing() as connection:
            differences = await connection.run_sync(
                lambda sync: compare_metadata(
                    MigrationContext.configure(
                        sync,
                        opts={
                            "compare_type": True,
                            "include_name": is_ours,
                            "include_object": is_here(url),
                        },
                    ),
                    metadata,
                )
            )

    assert differences == []


async def test_migrations_make_the_same_tables_word_by_word_as_the_code_would(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with opened(sqlite_url) as database:
        await migrate(database)
    async with opened(str(tmp_path / "other.db")) as database, database.writing() as connection:
        await connection.run_sync(metadata.create_all)

    migrated, made = statements(sqlite_url), statements(str(tmp_path / "other.db"))

    assert migrated == made


async def test_migrations_make_the_same_indexes_in_postgres_as_the_code_would(
    postgres_url: str,
) -> None:
    async with opened(postgres_url) as database:
        await migrate(database)
        async with database.writing() as connection:
            migrated = await definitions(connection)
            await connection.execute(text("DROP TABLE alembic_version"))
            await connection.run_sync(metadata.drop_all)
            await connection.run_sync(metadata.create_all)
            made = await definitions(connection)

    assert migrated == made


def statements(path: str) -> set[str]:
    connection = sqlite3.connect(path)
    rows = connection.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'"
    ).fetchall()
    connection.close()
    # The order of the columns and constraints of a table is of no consequence.
    return {"\n".join(sorted(parts(sql))) for (sql,) in rows}


def parts(sql: str) -> list[str]:
    """Cut at each line, and at commas outside brackets: a column added later has no line."""
    if not sql.startswith("CREATE TABLE"):
        return [line.strip(" ,\t") for line in sql.splitlines()]
    head, _, body = sql.partition("(")
    found, depth = [""], 0
    for char in body.rstrip().removesuffix(")"):
        depth += (char == "(") - (char == ")")
        if char == "," and depth == 0:
            found.append("")
        else:
            found[-1] += char
    return [head.strip(), *(" ".join(each.split()) for each in found)]


async def definitions(connection: AsyncConnection) -> set[str]:
    found: set[str] = set()
    for query in (
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
        " AND tablename <> 'alembic_version'",
        "SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)"
        " FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
        " AND conrelid::regclass::text <> 'alembic_version'",
        "SELECT table_name || ' ' || column_name || ' ' || udt_name || ' ' ||"
        " coalesce(collation_name, '') || ' ' || is_nullable || ' ' ||"
        " coalesce(character_maximum_length, 0)"
        " FROM information_schema.columns WHERE table_schema = 'public'"
        " AND table_name <> 'alembic_version'",
        "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    ):
        found.update((await connection.execute(text(query))).scalars())
    return found


async def test_every_key_begins_with_the_site() -> None:
    for table in metadata.sorted_tables:
        assert next(iter(table.primary_key.columns)).name == "site_id", table.name
        for constraint in table.constraints:
            if isinstance(constraint, UniqueConstraint | ForeignKeyConstraint):
                assert next(iter(constraint.columns)).name == "site_id", table.name


async def test_the_newest_migration_is_the_one_the_code_asks_for() -> None:
    with as_file(files("belowline.store") / "migrations") as folder:
        config = Config()
        config.set_main_option("script_location", str(folder))
        assert ScriptDirectory.from_config(config).get_current_head() == HEAD


async def test_a_database_that_is_up_to_date_opens_at_once(url: str) -> None:
    await (await Store.open(url)).close()

    asked: list[str] = []
    async with opened(url) as database:
        await check_version(database)  # a driver has questions of its own when it first connects
        # PostgreSQL's readers are its writers with an option: both are heard by the one.
        ours = {database._writer} if database.is_postgres else {database._readers, database._writer}
        for engine in ours:
            event.listen(
                engine.sync_engine, "before_cursor_execute", lambda *said: asked.append(said[2])
            )
        await migrate(database)

    # Is there a version, and which: two looks, no step, and no turn among those who migrate.
    assert len(asked) == 2
    assert all(question.startswith("SELECT") for question in asked)
    assert not any("lock" in question for question in asked)


async def test_an_up_to_date_start_does_not_load_the_migration_tool(sqlite_url: str) -> None:
    await (await Store.open(sqlite_url)).close()
    program = (
        "import asyncio, sys\n"
        "from belowline.store.store import Store\n"
        "async def main():\n"
        "    store = await Store.open(sys.argv[1])\n"
        "    await store.close()\n"
        "asyncio.run(main())\n"
        "sys.exit('alembic.command' in sys.modules)\n"
    )

    started = await asyncio.create_subprocess_exec(sys.executable, "-c", program, sqlite_url)

    assert await started.wait() == 0


async def test_processes_that_start_at_once_on_an_empty_database_all_start(url: str) -> None:
    program = (
        "import asyncio, sys\n"
        "from belowline.store.store import Store\n"
        "async def main():\n"
        "    store = await Store.open(sys.argv[1])\n"
        "    await store.ping()\n"
        "    await store.close()\n"
        "asyncio.run(main())\n"
    )
    processes = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", program, url) for _ in range(4)
    ]

    assert [await process.wait() for process in processes] == [0, 0, 0, 0]


async def test_a_migration_that_fails_leaves_nothing_behind(url: str) -> None:
    async with opened(url) as database:
        async with database.writing() as connection:
            await connection.execute(text("CREATE TABLE events (something_else INTEGER)"))

        with pytest.raises(Exception, match="events"):
            await migrate(database)

        async with database.writing() as connection:
            tables = await connection.run_sync(_tables)

    assert tables == ["events"]


async def test_a_database_of_a_newer_version_is_left_alone(url: str) -> None:
    await (await Store.open(url)).close()
    async with opened(url) as database, database.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(Unavailable, match="newer version"):
        await Store.open(url)


def _tables(connection: Connection) -> list[str]:
    return connection.dialect.get_table_names(connection)
