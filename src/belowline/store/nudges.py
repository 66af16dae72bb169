"""Count how often readers were asked to think again, and what they did."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from belowline.conversation.nudge import Step
from belowline.kernel.ids import SiteId
from belowline.store.database import OnDatabase
from belowline.store.tables.nudges import nudges

_ONE_MORE = (
    update(nudges)
    .where(
        nudges.c.site_id == bindparam("of_site"),
        nudges.c.day == bindparam("of_day"),
        nudges.c.step == bindparam("of_step"),
    )
    .values(number=nudges.c.number + 1)
)
_COUNTED = (
    select(nudges.c.step, func.sum(nudges.c.number))
    .where(
        nudges.c.site_id == bindparam("site_id"),
        nudges.c.day >= bindparam("first"),
        nudges.c.day <= bindparam("last"),
    )
    .group_by(nudges.c.step)
)


class Nudges(OnDatabase):
    """The counts of all sites; see `belowline.conversation.nudge.NudgeStore`."""

    async def count_nudge(self, site_id: SiteId, day: date, step: Step) -> None:
        """Count one more, however many do so at once."""
        if await self._one_more(site_id, day, step):
            return
        first = {"site_id": site_id, "day": day.isoformat(), "step": step.value, "number": 1}
        try:
            async with self._database.writing() as connection:
                await connection.execute(insert(nudges), first)
        except IntegrityError:  # Somebody else counted the day's first meanwhile.
            await self._one_more(site_id, day, step)

    async def nudges(
        self, site_id: SiteId, *, since: datetime, until: datetime
    ) -> Mapping[Step, int]:
        """Return how often each step was taken on the UTC days of this time."""
        last = (until - timedelta(microseconds=1)).astimezone(UTC).date()
        key = {
            "site_id": site_id,
            "first": since.astimezone(UTC).date().isoformat(),
            "last": last.isoformat(),
        }
        async with self._database.reading() as connection:
            found = await connection.execute(_COUNTED, key)
            return {Step(step): int(number) for step, number in found}

    async def _one_more(self, site_id: SiteId, day: date, step: Step) -> bool:
        key = {"of_site": site_id, "of_day": day.isoformat(), "of_step": step.value}
        async with self._database.writing() as connection:
            return (await connection.execute(_ONE_MORE, key)).rowcount > 0
