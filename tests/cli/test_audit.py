"""`belowline audit` says whether the log is as it was written, and where not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import anyio
import pytest
from sqlalchemy import text

from belowline.config import Options, read_settings
from belowline.conversation.comment import Verdict
from belowline.main import build
from belowline.store.database import open_database
from tests.cli.command import Done, belowline
from tests.contracts.newsroom import Newsroom
from tests.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]

pytestmark = pytest.mark.anyio

RULINGS = 5


@dataclass(frozen=True)
class Room:
    """A site on some database, on which five rulings were made."""

    url: str
    options: tuple[str, ...]

    async def audit(self, *words: str) -> Done:
        """Run the command."""
        command = ("audit", *words, *self.options)
        return await anyio.to_thread.run_sync(lambda: belowline(*command))

    async def tamper(self, *statements: str) -> None:
        """Do what only the database's owner can."""
        database = open_database(self.url)
        async with database.writing() as connection:
            if database.is_postgres:
                for table in ("audit", "audit_heads"):
                    await connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            else:
                found = await connection.execute(
                    text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
                )
                for name in list(found.scalars()):
                    await connection.execute(text(f"DROP TRIGGER {name}"))
            for statement in statements:
                await connection.execute(text(statement))
        await database.close()


@pytest.fixture(params=["sqlite", "postgres"])
def given(request: pytest.FixtureRequest) -> str | None:
    """Lend the address of a database, None for the file in the data folder."""
    return None if request.param == "sqlite" else request.getfixturevalue("postgres_url")


@pytest.fixture
async def room(given: str | None, tmp_path: Path) -> Room:
    """Rule on five comments; each test runs on both databases."""
    data = str(tmp_path / "data")
    settings = read_settings(Options(data=data, database=given), {})
    built = await build(settings)
    newsroom = Newsroom(built.store, settings.site.site_id)
    story = await newsroom.story()
    for _ in range(RULINGS):
        await newsroom.rule(await newsroom.post(story), Verdict.REMOVE, clause="spam")
    await built.close()
    options = ("--data", data, *(("--database", given) if given else ()))
    return Room(settings.database, options)


async def test_a_log_as_it_was_written_is_intact(room: Room) -> None:
    head = await room.audit("head")
    done = await room.audit("verify", "--head", head.out.strip())
    told = await room.audit("verify", "--json")

    assert (head.code, head.out[:2]) == (0, "5:")
    assert (done.code, done.err) == (0, "")
    assert done.out == f"5 entries, each as it was written. Head {head.out}"
    assert told.code == 0
    assert json.loads(told.out) == {
        "intact": True,
        "entries": 5,
        "head": json.loads((await room.audit("head", "--json")).out),
        "faults": 0,
        "found": [],
    }


async def test_a_change_is_named_by_its_entry(room: Room) -> None:
    await room.tamper("UPDATE audit SET by_id = 'somebody' WHERE number = 4")

    done = await room.audit("verify")
    told = await room.audit("verify", "--json")

    assert done.code == told.code == 1
    assert done.lines == [
        "Entry 4 is not what it was when it was written.",
        "1 fault in 5 entries.",
    ]
    assert json.loads(told.out)["found"] == [
        {"number": 4, "fault": "changed", "sentence": done.lines[0]}
    ]


async def test_a_log_that_was_cut_off_with_its_head_is_found_by_the_head_that_was_kept(
    room: Room,
) -> None:
    head = (await room.audit("head")).out.strip()
    await room.tamper(
        "DELETE FROM audit WHERE number > 3",
        "UPDATE audit_heads SET number = 3, digest = (SELECT digest FROM audit WHERE number = 3)",
    )

    assert (await room.audit("verify")).code == 0
    done = await room.audit("verify", "--head", head)

    assert done.code == 1
    assert done.lines[0] == "Entry 5 was kept elsewhere as the head, and is gone."


async def test_a_head_that_is_none_is_refused(room: Room) -> None:
    done = await room.audit("verify", "--head", "5:abc")

    assert done.code == 2
    assert "NUMBER:DIGEST" in done.err


def test_where_there_is_no_database_it_says_so(tmp_path: Path) -> None:
    done = belowline("audit", "verify", "--data", tmp_path)

    assert done.code == 1
    assert "There is no database" in done.err
