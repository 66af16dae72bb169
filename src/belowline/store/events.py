"""Write down what happened, in the transaction in which it happened, and read it in order."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import BigInteger, bindparam, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.comment import Comment
from belowline.kernel.events import Event, EventKind
from belowline.kernel.ids import MAIN_SITE, SiteId, StoryId
from belowline.store.database import OnDatabase
from belowline.store.prepared import Prepared
from belowline.store.schema import events

# An arbitrary number that names our lock among all advisory locks of a PostgreSQL database. The
# site that needs no name has it alone, as when it was every site's.
_EVENT_LOCK = 0x42454C4F57

_TAKE_TURN = Prepared(select(func.pg_advisory_xact_lock(bindparam("lock", type_=BigInteger))))
_LAST = select(func.coalesce(func.max(events.c.number), 0)).where(
    events.c.site_id == bindparam("of_site")
)
_AFTER = Prepared(
    select(events)
    .where(events.c.site_id == bindparam("of_site"), events.c.number > bindparam("behind"))
    .order_by(events.c.number)
    .limit(bindparam("limit"))
)
_ADD = Prepared(insert(events).values(number=_LAST.scalar_subquery() + 1))


class Events(OnDatabase):
    """What happened on all sites; see `belowline.conversation.ports.EventStore`."""

    async def last_event(self, site_id: SiteId) -> int:
        """Return the number of the site's newest event, 0 if there is none."""
        async with self._database.looking() as connection:
            last: int = (await connection.execute(_LAST, {"of_site": site_id})).scalar_one()
        return last

    async def events_after(self, site_id: SiteId, number: int, *, limit: int) -> Sequence[Event]:
        """Return the site's events behind this number, oldest first, none left out."""
        key = {"of_site": site_id, "behind": number, "limit": limit}
        async with self._database.looking() as connection:
            found = await _AFTER.ask(connection, key)
            return tuple(Event(**row._mapping) for row in found)


async def record_policy(connection: AsyncConnection, site_id: SiteId, at: datetime) -> None:
    """Add the event that another policy is in force: the last thing that a transaction does."""
    await _add(connection, [_values(site_id, "", "", EventKind.POLICY, at)])


async def record_story(
    connection: AsyncConnection, site_id: SiteId, story_id: StoryId, at: datetime
) -> None:
    """Add the event that a story itself changed: the last thing that a transaction does.

    It is a change without a comment and no kind of its own: while the installation is renewed
    process by process, those of the version before have to be able to read it.
    """
    await _add(connection, [_values(site_id, story_id, "", EventKind.CHANGED, at)])


async def record(
    connection: AsyncConnection,
    comment: Comment,
    kind: EventKind,
    at: datetime,
    likes: int | None = None,
) -> None:
    """Add an event: the last thing that a transaction does.

    `likes` is their number where nothing else changed: no kind of its own, for the same reason.

    Event numbers must become visible in order, or who reads behind 7 would miss a 6 that is kept
    a moment later. SQLite has one writer at a time anyway. On PostgreSQL a lock, held until the
    commit, makes it so, one for each site. With it the next number is simply the site's last plus
    one, without a gap.
    """
    values = _values(comment.site_id, comment.story_id, comment.comment_id, kind, at)
    await _add(connection, [values | {"likes": likes}])


async def record_all(
    connection: AsyncConnection, happened: Sequence[tuple[Comment, EventKind, datetime]]
) -> None:
    """Add an event for each, in this order; also the last thing that a transaction does."""
    await _add(
        connection,
        [
            _values(comment.site_id, comment.story_id, comment.comment_id, kind, at)
            for comment, kind, at in happened
        ],
    )


async def _add(connection: AsyncConnection, rows: list[dict[str, object]]) -> None:
    if connection.dialect.name == "postgresql":
        # In one order, so that nobody waits for somebody who waits for them.
        for lock in sorted({_lock_of(str(row["site_id"])) for row in rows}):
            await _TAKE_TURN.ask(connection, {"lock": lock})
    await _ADD.tell(connection, rows)


@cache
def _lock_of(site_id: str) -> int:
    """Return the number of a site's lock; two that had the same would only wait for each other."""
    if site_id == MAIN_SITE:
        return _EVENT_LOCK
    digest = hashlib.sha256(f"{_EVENT_LOCK}\0{site_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def _values(
    site_id: SiteId, story_id: str, comment_id: str, kind: EventKind, at: datetime
) -> dict[str, object]:
    return {
        "of_site": site_id,
        "site_id": site_id,
        "story_id": story_id,
        "comment_id": comment_id,
        "kind": kind,
        "at": at,
    }
