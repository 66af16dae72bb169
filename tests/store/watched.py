"""Watch what a store sends to its database, and have the database explain how it would do it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import event

from belowline.store.database import Database, open_database
from belowline.store.migrate import migrate
from belowline.store.store import Store
from tests.contracts.newsroom import Newsroom


class Watched:
    """A store with a long thread, and every statement that it sends."""

    def __init__(self, database: Database, store: Store, newsroom: Newsroom) -> None:
        self.database = database
        self.store = store
        self.newsroom = newsroom
        self.sent: list[tuple[str, Any]] = []
        # The test looks under the hood: what the readers' engine sends is what gets explained.
        event.listen(database._readers.sync_engine, "before_cursor_execute", self._note)

    def _note(self, _1: Any, _2: Any, statement: str, parameters: Any, *_3: Any) -> None:
        self.sent.append((statement, parameters))

    async def plans(self, *, by_index: bool = False) -> list[str]:
        """Explain everything that was sent so far.

        `by_index` has PostgreSQL take an index wherever one will do, as it does of itself in a
        table that is not as small as a test's.
        """
        explain = "EXPLAIN" if self.database.is_postgres else "EXPLAIN QUERY PLAN"
        sent = [each for each in self.sent if each[0].startswith("SELECT")]
        lines: list[str] = []
        async with self.database.writing() as connection:
            if by_index and self.database.is_postgres:
                await connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            for statement, parameters in sent:
                found = await connection.exec_driver_sql(f"{explain} {statement}", parameters)
                lines += [str(row[-1]) for row in found]
        return lines


@pytest.fixture
async def watched(url: str) -> AsyncIterator[Watched]:
    """Lend a store on each database, with an eye on what it sends."""
    database = open_database(url)
    await migrate(database)
    store = Store(database)
    yield Watched(database, store, Newsroom(store))
    await database.close()
