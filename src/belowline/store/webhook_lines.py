"""Keep how far each webhook was told, and lend its line to one process at a time."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.webhook_line import Line
from belowline.kernel.ids import SiteId
from belowline.store.columns import Moment
from belowline.store.database import OnDatabase
from belowline.store.schema import events
from belowline.store.tables.webhooks import webhook_lines as table

_LINES = select(table).where(table.c.site_id == bindparam("site_id")).order_by(table.c.hook)
_NEWEST = select(func.coalesce(func.max(events.c.number), 0)).where(
    events.c.site_id == bindparam("of_site")
)
_OF_HOOK = (table.c.site_id == bindparam("of_site"), table.c.hook == bindparam("of_hook"))
_ONE = select(table).where(*_OF_HOOK)
_LEND = (
    update(table)
    .where(
        *_OF_HOOK,
        or_(
            table.c.lent_to == bindparam("by"),
            table.c.lent_until <= bindparam("now", type_=Moment),
        ),
    )
    .values(lent_to=bindparam("by"), lent_until=bindparam("until", type_=Moment))
)


class WebhookLines(OnDatabase):
    """The lines of all sites; see `belowline.conversation.webhook_line.LineStore`."""

    async def lines(self, site_id: SiteId) -> Sequence[Line]:
        """Return all lines of the site, by name."""
        async with self._database.reading() as connection:
            return [_line(row) for row in await connection.execute(_LINES, {"site_id": site_id})]

    async def claim_line(
        self, site_id: SiteId, hook: str, *, by: str, now: datetime, until: datetime
    ) -> Line | None:
        """Lend the line to `by` until then; None while somebody else has it."""
        key = {"of_site": site_id, "of_hook": hook}
        try:
            async with self._database.writing() as connection:
                if (await connection.execute(_ONE, key)).first() is None:
                    await _begin(connection, site_id, hook, now)
                lent = await connection.execute(_LEND, key | {"by": by, "now": now, "until": until})
                if lent.rowcount == 0:
                    return None
                return _line((await connection.execute(_ONE, key)).one())
        except IntegrityError:  # another process began it at the same moment, and has it now
            return None

    async def move_line(self, site_id: SiteId, line: Line, *, by: str, until: datetime) -> bool:
        """Keep how far the line is and lend it on; False, and nothing kept, if it isn't theirs."""
        move = (
            update(table)
            .where(table.c.site_id == site_id, table.c.hook == line.hook, table.c.lent_to == by)
            .values(**asdict(line), lent_until=until)
        )
        async with self._database.writing() as connection:
            return (await connection.execute(move)).rowcount == 1

    async def rewind_line(
        self, site_id: SiteId, hook: str, *, since: datetime, now: datetime
    ) -> Line | None:
        """Go back to before the first event of `since`, for whoever claims it next."""
        before = select(func.min(events.c.number)).where(
            events.c.site_id == site_id, events.c.at >= since
        )
        async with self._database.writing() as connection:
            first = (await connection.execute(before)).scalar_one()
            if first is None:
                first = (await connection.execute(_NEWEST, {"of_site": site_id})).scalar_one() + 1
            moved = await connection.execute(
                update(table)
                .where(table.c.site_id == site_id, table.c.hook == hook)
                # Whoever has it may not move it any more.
                .values(
                    number=first - 1, part=0, attempts=0, due_at=now, lent_to="", lent_until=now
                )
            )
            if moved.rowcount == 0:
                return None
            key = {"of_site": site_id, "of_hook": hook}
            return _line((await connection.execute(_ONE, key)).one())


async def _begin(connection: AsyncConnection, site_id: SiteId, hook: str, now: datetime) -> None:
    newest = (await connection.execute(_NEWEST, {"of_site": site_id})).scalar_one()
    values = {
        "site_id": site_id,
        "hook": hook,
        "number": newest,
        "part": 0,
        "attempts": 0,
        "due_at": now,
        "lent_to": "",
        "lent_until": now,
    }
    await connection.execute(insert(table), values)


def _line(row: Any) -> Line:
    return Line(
        hook=row.hook,
        number=row.number,
        part=row.part,
        attempts=row.attempts,
        due_at=row.due_at,
    )
