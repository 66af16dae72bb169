"""Whether a sanction that is changed behind the log is found."""

import pytest
from sqlalchemy import text

from belowline.desk.audit_chain import Fault
from belowline.desk.audit_log import VerifyLog
from belowline.people.sanctions import Measure
from belowline.store.database import open_database
from belowline.store.store import Store
from tests.contracts.newsroom import SITE, Newsroom
from tests.contracts.test_sanctions import imposed

pytestmark = pytest.mark.anyio


async def faults(url: str) -> list[Fault]:
    store = await Store.open_to_read(url)
    try:
        return [each.fault for each in (await VerifyLog(store=store)(SITE)).found]
    finally:
        await store.close()


async def change(url: str, statement: str) -> None:
    database = open_database(url)
    async with database.writing() as connection:
        await connection.execute(text(statement))
    await database.close()


async def test_a_sanction_that_is_changed_or_deleted_behind_the_log_is_found(url: str) -> None:
    store = await Store.open(url)
    newsroom = Newsroom(store)
    reader = await newsroom.reader()
    await store.add_sanction(imposed(newsroom, reader, Measure.BAN))
    await store.close()

    await change(url, "UPDATE sanctions SET by_name = '', reason = ''")
    assert await faults(url) == []
    await change(url, "UPDATE sanctions SET measure = 'warn'")
    assert await faults(url) == [Fault.SANCTION]
    await change(url, "DELETE FROM sanctions")
    assert await faults(url) == [Fault.SANCTION]
