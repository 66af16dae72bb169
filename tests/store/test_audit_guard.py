"""The database itself refuses to change the log; past its triggers, tampering is found."""

import random
import sqlite3
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from belowline.conversation.comment import Verdict
from belowline.desk.audit import Act, Head, Note
from belowline.desk.audit_chain import Fault
from belowline.desk.audit_log import VerifyLog
from belowline.store.database import Database, open_database
from belowline.store.store import Store
from tests.contracts.newsroom import SITE, Newsroom

pytestmark = pytest.mark.anyio

ENTRIES = 8
TAMPERING = (
    "UPDATE audit SET subject = 'another'",
    "UPDATE audit SET number = number + 100",
    "UPDATE audit SET by_id = NULL WHERE number = 1",
    "DELETE FROM audit",
    "DELETE FROM audit WHERE number = 8",
    "DELETE FROM audit_heads",
    "UPDATE audit_heads SET number = 3",
    "UPDATE audit_heads SET digest = ''",
)
ON_SQLITE = (
    "REPLACE INTO audit SELECT site_id, number, at, act, by_id, '', details, previous, digest"
    " FROM audit WHERE number = 8",
    "INSERT OR REPLACE INTO audit_heads VALUES ('the-site', 3, '')",
)
ON_POSTGRES = ("TRUNCATE audit", "TRUNCATE audit_heads", "TRUNCATE audit, audit_heads")


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """Lend a database with a log: a ruling, and sevenfold something else."""
    store = await Store.open(url)
    newsroom = Newsroom(store)
    await newsroom.rule(await newsroom.post(await newsroom.story()), Verdict.REMOVE)
    for number in range(1, ENTRIES):
        at = newsroom.moment()
        await store.add_entry(
            Note(site_id=SITE, at=at, act=Act.EXPORT, by=None, subject=f"{number}", details={})
        )
    await store.close()
    database = open_database(url)
    yield database
    await database.close()


async def faults(url: str, *kept: Head) -> list[tuple[int, Fault]]:
    store = await Store.open_to_read(url)
    try:
        chain = await VerifyLog(store=store)(SITE, kept=kept)
    finally:
        await store.close()
    return [(each.number, each.fault) for each in chain.found]


async def test_no_statement_changes_or_deletes_an_entry(database: Database, url: str) -> None:
    own = ON_POSTGRES if database.is_postgres else ON_SQLITE
    for statement in TAMPERING + own:
        with pytest.raises((DBAPIError, IntegrityError), match="the log is only added to"):
            async with database.writing() as connection:
                await connection.execute(text(statement))

    assert await faults(url) == []


async def test_what_the_triggers_owner_does_is_found(database: Database, url: str) -> None:
    async with database.writing() as connection:
        if database.is_postgres:
            await connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
        else:
            await connection.execute(text("DROP TRIGGER audit_keeps_changed"))
        await connection.execute(text("UPDATE audit SET by_id = 'me' WHERE number = 3"))

    assert await faults(url) == [(3, Fault.CHANGED)]


async def test_a_ruling_that_is_changed_or_deleted_behind_the_log_is_found(
    database: Database, url: str
) -> None:
    async with database.writing() as connection:
        await connection.execute(
            text("UPDATE rulings SET verdict = 'publish' WHERE by_id IS NOT NULL")
        )
    assert await faults(url) == [(1, Fault.RULING)]

    async with database.writing() as connection:
        await connection.execute(text("DELETE FROM rulings WHERE by_id IS NOT NULL"))
    assert await faults(url) == [(1, Fault.RULING)]


async def test_a_moderators_name_and_note_may_be_erased_and_the_log_stands(
    database: Database, url: str
) -> None:
    async with database.writing() as connection:
        await connection.execute(text("UPDATE rulings SET by_name = NULL, note = NULL"))
        await connection.execute(text("UPDATE revisions SET text = '', html = ''"))
        await connection.execute(text("UPDATE comments SET text = '', html = ''"))

    assert await faults(url) == []


def tamper(chance: random.Random, connection: sqlite3.Connection) -> bool:
    """Do something to the log; False where it changed nothing after all."""
    before = connection.execute("SELECT * FROM audit ORDER BY number").fetchall()
    numbers = [row[1] for row in before]
    number, other = chance.choice(numbers), chance.choice(numbers)
    column = chance.choice(
        ["site_id", "at", "act", "by_id", "subject", "details", "previous", "digest"]
    )
    deeds = [
        (f"DELETE FROM audit WHERE number = {number}",),
        (f"DELETE FROM audit WHERE number >= {number}",),
        (f"UPDATE audit SET {column} = {column} || '0' WHERE number = {number}",),
        (f"UPDATE audit SET by_id = 'somebody' WHERE number = {number}",),
        (f"UPDATE audit SET at = at + {chance.choice([-1, 1, 3600000])} WHERE number = {number}",),
        (
            f"UPDATE audit SET {column} = (SELECT {column} FROM audit WHERE number = {other})"
            f" WHERE number = {number}",
        ),
        (
            f"UPDATE audit SET number = -1 WHERE number = {number}",
            f"UPDATE audit SET number = {number} WHERE number = {other}",
            f"UPDATE audit SET number = {other} WHERE number = -1",
        ),
        (
            f"INSERT INTO audit SELECT site_id, {max(numbers) + 1}, at, act, by_id, subject,"
            f" details, previous, digest FROM audit WHERE number = {number}",
        ),
        ("UPDATE audit_heads SET digest = previous FROM audit WHERE audit.number = 2",),
        (f"UPDATE audit_heads SET number = number - {chance.randint(1, 3)}",),
        ("DELETE FROM audit_heads",),
    ]
    heads = connection.execute("SELECT * FROM audit_heads").fetchall()
    for statement in chance.choice(deeds):
        connection.execute(statement)
    after = connection.execute("SELECT * FROM audit ORDER BY number").fetchall()
    return (before, heads) != (after, connection.execute("SELECT * FROM audit_heads").fetchall())


async def test_random_tampering_with_the_file_is_always_found(sqlite_url: str) -> None:
    store = await Store.open(sqlite_url)
    newsroom = Newsroom(store)
    for number in range(ENTRIES):
        at = newsroom.moment()
        by = newsroom.reader_id() if number % 3 else None
        note = Note(site_id=SITE, at=at, act=Act.EXPORT, by=by, subject=f"{number}", details={})
        await store.add_entry(note)
    await store.close()
    connection = sqlite3.connect(sqlite_url)
    triggers = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall()
    for (name,) in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    connection.commit()
    whole = list(connection.iterdump())
    connection.close()

    missed = []
    for seed in range(80):
        path = f"{sqlite_url}.{seed % 2}"
        copy = sqlite3.connect(":memory:")
        copy.executescript("\n".join(whole))
        has_changed = tamper(random.Random(seed), copy)
        copy.commit()
        with sqlite3.connect(path) as target:
            copy.backup(target)
        target.close()
        copy.close()
        if bool(await faults(path)) != has_changed:
            missed.append(seed)

    assert missed == []
