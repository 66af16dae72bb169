"""Write down every statement that a version runs, for later versions to be tried with.

Usage: python -m tests.store.releases.recorder

Run it with the code of a release before its tables change: it writes `<revision>-<database>.json`
beside this file. `tests/store/test_rolling.py` plays it on the tables of whatever comes later.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.comment import Attention, State, Verdict
from belowline.conversation.paging import Sort
from belowline.store.database import Database, open_database
from belowline.store.migrate import HEAD, migrate
from belowline.store.store import Store
from tests.contracts.newsroom import SITE, Newsroom
from tests.postgres import private_cluster

FOLDER = Path(__file__).parent
PARTS = ("before", "meanwhile")


class Recorded(Database):
    """A database that notes what is asked of it, block by block."""

    def __init__(self, database: Database) -> None:
        super().__init__(
            database._readers, database._writer, database._reachable, turn=database._turn
        )
        self.statements: dict[str, int] = {}
        self.blocks: list[dict[str, Any]] = []
        engines = {database._readers.sync_engine, database._writer.sync_engine}
        # On PostgreSQL one engine does both, under two names.
        for engine in {database._writer.sync_engine} if database.is_postgres else engines:
            event.listen(engine, "before_cursor_execute", self._note)

    def _note(self, _1: Any, _2: Any, statement: str, parameters: Any, _3: Any, many: bool) -> None:
        number = self.statements.setdefault(statement, len(self.statements))
        values = [_plain(each) for each in parameters] if many else _plain(parameters)
        self.blocks[-1]["steps"].append([number, values, many])

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Lend a connection, and begin a block."""
        self.blocks.append({"writes": False, "steps": []})
        async with super().reading() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self, seconds: float | None = None) -> AsyncIterator[AsyncConnection]:
        """Lend a connection, and begin a block."""
        self.blocks.append({"writes": True, "steps": []})
        async with super().writing(seconds) as connection:
            yield connection


def _plain(parameters: Any) -> list[Any]:
    return [{"at": each.isoformat()} if isinstance(each, datetime) else each for each in parameters]


async def a_shift(newsroom: Newsroom) -> None:
    """Let readers and moderators do everything that they do in an hour."""
    store = newsroom.store
    reader, story = await newsroom.reader(), await newsroom.story()
    root = await newsroom.post(story)
    reply = await newsroom.post(story, root)
    held = await newsroom.post(story, state=State.HELD, attention=Attention.HELD)
    await newsroom.post(story, root, state=State.REJECTED)
    await newsroom.rule(held, Verdict.PUBLISH)
    edited = await newsroom.edit(reply, "I walk over it no more.")
    await store.like(SITE, root.comment_id, reader.reader_id)
    await store.unlike(SITE, root.comment_id, reader.reader_id)
    await store.like(SITE, root.comment_id, reader.reader_id)
    reported, _ = await newsroom.report(edited, hold_at=0.5)
    removed = await newsroom.rule(reported, Verdict.REMOVE, clause="spam")
    await store.add_appeal(newsroom.appeal(removed))
    await store.withdraw(await newsroom.now(root))
    await store.set_open(SITE, story.story_id, False)
    await store.keep_policy(SITE, f"policy-{story.story_id}", "policy", newsroom.moment())
    await _reading(newsroom)


async def _reading(newsroom: Newsroom) -> None:
    store = newsroom.store
    for story in await store.latest(SITE, limit=5):
        for sort in Sort:
            await store.roots(SITE, story.story_id, sort=sort, after=None, limit=20)
            await store.listing(SITE, story.story_id, sort=sort, after=None, limit=20)
    await store.most_discussed(SITE, limit=5)
    await store.queue_size(SITE, now=newsroom.moment())
    await store.events_after(0, limit=200)


async def record(url: str) -> None:
    """Work two shifts on an empty database: one before the change of tables, one after."""
    database = open_database(url)
    await migrate(database)
    recorded = Recorded(database)
    newsroom = Newsroom(Store(recorded))
    parts = {}
    for part in PARTS:
        recorded.blocks = []
        await a_shift(newsroom)
        parts[part] = [block for block in recorded.blocks if block["steps"]]
    kind = "postgres" if recorded.is_postgres else "sqlite"
    whole = {"revision": HEAD, "statements": list(recorded.statements), **parts}
    path = FOLDER / f"{HEAD}-{kind}.json"
    path.write_text(json.dumps(whole, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    await recorded.close()


async def both() -> None:
    """Record on each database."""
    with tempfile.TemporaryDirectory() as folder, private_cluster() as server:
        await record(f"{folder}/belowline.db")
        async with server.database() as url:
            await record(url)


if __name__ == "__main__":
    asyncio.run(both())
