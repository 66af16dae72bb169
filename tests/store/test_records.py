"""Rows that an older version wrote are still read."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import update

from belowline.moderation import Finding
from belowline.store.database import open_database
from belowline.store.migrate import migrate
from belowline.store.schema import rulings
from belowline.store.store import Store
from tests.contracts.newsroom import SITE, Newsroom

pytestmark = pytest.mark.anyio


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """Lend an empty store."""
    database = open_database(url)
    await migrate(database)
    yield Store(database)
    await database.close()


async def test_a_finding_of_before_there_were_modes_has_none(store: Store) -> None:
    newsroom = Newsroom(store)
    comment = await newsroom.post(await newsroom.story())
    old = {"clause": "spam", "score": 0.5, "start": 0, "end": 4, "detector": "d", "reason": "R."}
    async with store._database.writing() as connection:
        await connection.execute(update(rulings).values(findings=[old]))

    (kept,) = await store.rulings(SITE, comment.comment_id)

    assert kept.findings == (Finding("spam", 0.5, 0, 4, "d", "R."),)
    assert kept.shadows == ()
