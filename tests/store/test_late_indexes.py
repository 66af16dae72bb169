"""A deploy keeps nobody who writes waiting while an index of a large table is built."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, text

from belowline.store.database import Database, open_database
from belowline.store.late_indexes import build_late_indexes
from belowline.store.migrate import migrate
from belowline.store.migrations.adding import add_index
from tests.house.sources import ROOT, python_sources, source

pytestmark = pytest.mark.anyio

# Released, or on their way, before this rule: they are left as they are.
LAST_WITHOUT = "0033"
NAMES = "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'"


async def indexes(database: Database) -> set[str]:
    async with database.reading() as connection:
        return set((await connection.execute(text(NAMES))).scalars())


def trial(connection: Connection, large: int) -> None:
    """What a migration would do."""
    with Operations.context(MigrationContext.configure(connection)):
        add_index("ix_sites_trial", "trial", ["number"], large=large)


async def test_a_large_table_gets_its_index_later_and_a_small_one_at_once(
    postgres_url: str,
) -> None:
    database = open_database(postgres_url)
    async with database.writing() as connection:
        await connection.execute(text("CREATE TABLE trial AS SELECT generate_series(1, 3) number"))
        await connection.run_sync(trial, 2)
    left = await indexes(database)
    async with database.writing() as connection:
        await connection.run_sync(trial, 3)
    made = await indexes(database)
    await database.close()

    assert left == set()
    assert made == {"ix_sites_trial"}


async def test_what_is_lacking_or_half_built_is_built_while_others_write(postgres_url: str) -> None:
    database = open_database(postgres_url, busy_seconds=1, answer_seconds=15)
    await migrate(database)
    before = await indexes(database)
    nothing = await build_late_indexes(database)
    async with database.writing() as connection:
        await connection.execute(text("DROP INDEX ix_stories_section"))
        await connection.execute(
            text(
                "UPDATE pg_index SET indisvalid = false"
                " WHERE indexrelid = 'ix_links_host'::regclass"
            )
        )
    built = await build_late_indexes(database)
    again = await build_late_indexes(database)
    after = await indexes(database)
    await database.close()

    assert nothing == again == []
    assert set(built) == {"ix_stories_section", "ix_links_host"}
    assert after == before


async def test_sqlite_is_its_own_only_writer_and_needs_none_of_it(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    async with database.writing() as connection:
        await connection.execute(text("CREATE TABLE trial (number INTEGER)"))
        await connection.run_sync(trial, 0)
        found = await connection.execute(text("SELECT name FROM sqlite_master ORDER BY name"))
        names = list(found.scalars())
    built = await build_late_indexes(database)
    await database.close()

    assert names == ["ix_sites_trial", "trial"]
    assert built == []


def at_once(tree: ast.Module) -> list[str]:
    """Return the indexes that a migration makes at once on a table that it did not make."""
    calls = [
        (each.func.attr, [arg.value for arg in each.args if isinstance(arg, ast.Constant)], each)
        for each in ast.walk(tree)
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute)
    ]
    new = {named[0] for verb, named, _ in calls if verb == "create_table"}
    return [
        str(named[0])
        for verb, named, call in calls
        if verb == "create_index"
        and named[1] not in new
        and not any(word.arg == "unique" for word in call.keywords)
    ]


def test_new_migrations_leave_the_indexes_of_old_tables_for_later() -> None:
    folder = "src/belowline/store/migrations/versions"
    later = [each for each in python_sources(folder) if Path(each.path).stem[:4] > LAST_WITHOUT]

    found = {Path(each.path).stem: at_once(each.tree) for each in later}

    assert {name: names for name, names in found.items() if names} == {}
    assert (ROOT / folder).is_dir()


def test_the_rule_bites() -> None:
    old = 'op.create_index("ix_x", "comments", ["site_id"])'

    assert at_once(source(old).tree) == ["ix_x"]
    assert at_once(source(f'op.create_table("comments")\n{old}').tree) == []
    assert at_once(source('add_index("ix_x", "comments", ["site_id"])').tree) == []
