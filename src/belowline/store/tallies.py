"""Keep what was counted of days that are over."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.exc import IntegrityError

from belowline.kernel.ids import SiteId
from belowline.store.columns import Moment
from belowline.store.database import OnDatabase
from belowline.store.tables.tallies import tallies

_DAYS = select(tallies.c.day, tallies.c.text).where(
    tallies.c.site_id == bindparam("site_id"),
    tallies.c.form == bindparam("form"),
    tallies.c.day >= bindparam("since", type_=Moment),
    tallies.c.day < bindparam("until", type_=Moment),
)
_FORGET = delete(tallies).where(
    tallies.c.site_id == bindparam("of_site"), tallies.c.day == bindparam("of_day", type_=Moment)
)


class Tallies(OnDatabase):
    """What was counted on all sites; see `belowline.desk.read_numbers.TallyStore`."""

    async def tallies(
        self, site_id: SiteId, *, form: int, since: datetime, until: datetime
    ) -> Mapping[datetime, str]:
        """Return what was kept in this form of the days that begin in the time."""
        key = {"site_id": site_id, "form": form, "since": since, "until": until}
        async with self._database.reading() as connection:
            return {row.day: row.text for row in await connection.execute(_DAYS, key)}

    async def keep_tally(self, site_id: SiteId, day: datetime, *, form: int, text: str) -> None:
        """Keep what was counted of a day, in the place of what was."""
        row = {"site_id": site_id, "day": day, "form": form, "text": text}
        try:
            async with self._database.writing() as connection:
                await connection.execute(_FORGET, {"of_site": site_id, "of_day": day})
                await connection.execute(insert(tallies), row)
        except IntegrityError:
            pass  # Somebody counted the same day at the same moment, and kept the same.
