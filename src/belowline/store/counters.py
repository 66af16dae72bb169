"""Count a site's threads anew, name every counter that says something else, and set it right."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.comment import Outcome
from belowline.kernel.ids import CommentId, SiteId, StoryId
from belowline.store.database import OnDatabase
from belowline.store.events import record_story
from belowline.store.recount import Fault, read_thread
from belowline.store.schema import comments, readers, reports, stories
from belowline.store.visibility import lock_story
from belowline.store.waiting import place_again

_RECORDS = (readers.c.reports_upheld, readers.c.reports_dismissed)
_OUTCOMES = {"reports_upheld": Outcome.UPHELD, "reports_dismissed": Outcome.DISMISSED}
# What is no number and was put there by nobody's counting: to be looked at, not to be written over.
_NOT_OURS = ("text",)
_LOCK_READER = (
    select(readers.c.reader_id)
    .where(readers.c.site_id == bindparam("site_id"), readers.c.reader_id == bindparam("reader_id"))
    .with_for_update(key_share=True)
)


class Counters(OnDatabase):
    """The counters of all sites; see `belowline.desk.check_counters.CounterStore`."""

    async def check_counters(self, site_id: SiteId, of: StoryId | None = None) -> list[str]:
        """Return one sentence for each counter that is wrong, of one story or of all."""
        async with self._database.snapshot() as connection:
            thread = await read_thread(connection, site_id, of)
        return list(map(str, thread.faults()))

    async def check_records(self, site_id: SiteId) -> list[str]:
        """Return one sentence for each reader whose settled reports are counted wrong."""
        async with self._database.snapshot() as connection:
            return list(map(str, await _wrong_records(connection, site_id)))

    async def repair_counters(self, site_id: SiteId, story_id: StoryId, at: datetime) -> int:
        """Set the counters of one story right, which is a change of it; return how many."""
        async with self._database.writing() as connection:
            await lock_story(connection, site_id, story_id)
            found = (await read_thread(connection, site_id, story_id)).faults()
            ours = [each for each in found if each.name not in _NOT_OURS]
            for each in ours:
                await _set_right(connection, site_id, each)
            if ours:
                await _moved(connection, site_id, story_id)
                await record_story(connection, site_id, story_id, at)
        return len(ours)

    async def repair_records(self, site_id: SiteId) -> int:
        """Set right what is counted of readers' settled reports; return how many counters."""
        async with self._database.snapshot() as connection:
            found = await _wrong_records(connection, site_id)
        for each in found:
            async with self._database.writing() as connection:
                # Who settles a report of theirs has this row to the end, so what is counted behind
                # it is all that there is.
                key = {"site_id": site_id, "reader_id": each.key}
                await connection.execute(_LOCK_READER, key)
                settled = select(func.count()).where(
                    reports.c.site_id == site_id,
                    reports.c.reader_id == each.key,
                    reports.c.outcome == _OUTCOMES[each.name],
                )
                counted = (await connection.execute(settled)).scalar_one()
                await connection.execute(
                    update(readers).filter_by(**key).values({each.name: counted})
                )
        return len(found)


async def _wrong_records(connection: AsyncConnection, site_id: SiteId) -> list[Fault]:
    settled = (
        select(reports.c.reader_id, reports.c.outcome, func.count().label("times"))
        .where(reports.c.site_id == site_id, reports.c.outcome.is_not(None))
        .group_by(reports.c.reader_id, reports.c.outcome)
    )
    times = {(row.reader_id, row.outcome): row.times for row in await connection.execute(settled)}
    # Who was erased has reports and no row any more.
    told = await connection.execute(
        select(readers.c.reader_id, *_RECORDS).where(readers.c.site_id == site_id)
    )
    return [
        Fault("reader", row.reader_id, name, kept, counted)
        for row in told
        for name, outcome in _OUTCOMES.items()
        if (kept := getattr(row, name)) != (counted := times.get((row.reader_id, outcome), 0))
    ]


async def _set_right(connection: AsyncConnection, site_id: SiteId, fault: Fault) -> None:
    if fault.name == "waiting":
        await place_again(connection, site_id, CommentId(fault.key))
        return
    key: dict[str, Any] = {"site_id": site_id, f"{fault.thing}_id": fault.key}
    table = stories if fault.thing == "story" else comments
    await connection.execute(update(table).filter_by(**key).values({fault.name: fault.counted}))


async def _moved(connection: AsyncConnection, site_id: SiteId, story_id: StoryId) -> None:
    key = {"site_id": site_id, "story_id": story_id}
    await connection.execute(update(stories).filter_by(**key).values(version=stories.c.version + 1))
