"""Write the log, each entry hashed over the one before it, and read it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Select,
    bindparam,
    insert,
    literal,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.conversation.comment import RulingRecord
from belowline.desk.audit import NOTHING_BEFORE, Act, Entry, Head, Note, entry_after, sha256_of
from belowline.desk.audit_log import LogCursor, Wanted
from belowline.kernel.ids import RulingId, SiteId
from belowline.people.reader import Reader
from belowline.store.columns import Moment
from belowline.store.database import OnDatabase
from belowline.store.records import AnyRow, reader_from, ruling_from
from belowline.store.schema import policies, readers, rulings
from belowline.store.tables.audit import IS_STAFF, audit, audit_heads

_HEAD = select(audit_heads.c.number, audit_heads.c.digest).where(
    audit_heads.c.site_id == bindparam("site_id")
)
_LOCK_HEAD = _HEAD.with_for_update()
_FIRST_HEAD = text(
    "INSERT INTO audit_heads (site_id, number, digest) VALUES (:site_id, 0, :digest)"
    " ON CONFLICT DO NOTHING"
)
_MOVE_HEAD = (
    update(audit_heads)
    .where(audit_heads.c.site_id == bindparam("of_site"))
    .values(number=bindparam("number"), digest=bindparam("digest"))
)
_ADD = insert(audit)
_OF_SITE = select(audit).where(audit.c.site_id == bindparam("site_id"))
_BEHIND = (
    _OF_SITE.where(audit.c.number > bindparam("after"))
    .order_by(audit.c.number)
    .limit(bindparam("limit"))
)
_place = tuple_(audit.c.at, audit.c.number)
_SEARCH = _OF_SITE.order_by(audit.c.at.desc(), audit.c.number.desc()).limit(bindparam("limit"))
_LAST_POLICY = (
    select(audit.c.subject)
    .where(audit.c.site_id == bindparam("site_id"), audit.c.act == Act.POLICY.value)
    .order_by(audit.c.at.desc(), audit.c.number.desc())
    .limit(1)
)
_POLICY = select(policies.c.text).where(
    policies.c.site_id == bindparam("site_id"), policies.c.version == bindparam("version")
)
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_RULINGS = select(rulings).where(
    rulings.c.site_id == bindparam("site_id"), rulings.c.ruling_id.in_(_IDS)
)
_STAFF = (
    select(readers)
    .where(readers.c.site_id == bindparam("site_id"), IS_STAFF)
    .order_by(readers.c.name, readers.c.reader_id)
)


class Audit(OnDatabase):
    """The logs of all sites; see `belowline.desk.audit_log.AuditStore`."""

    async def add_entry(self, note: Note) -> Entry:
        """Write one more entry."""
        async with self._database.writing() as connection:
            return await append(connection, note)

    async def take_policy(self, site_id: SiteId, version: str, at: datetime) -> bool:
        """Note which policy is in force from now on; False, and nothing, where it was already."""
        key = {"site_id": site_id}
        async with self._database.writing() as connection:
            await lock_head(connection, site_id)  # two that start at once take turns
            last = await last_policy(connection, site_id)
            if last == version:
                return False
            words = await connection.execute(_POLICY, {**key, "version": version})
            details = {"before": last, "words": sha256_of(version, words.scalar_one_or_none())}
            note = Note(
                site_id=site_id, at=at, act=Act.POLICY, by=None, subject=version, details=details
            )
            await append(connection, note)
        return True

    async def entries(self, site_id: SiteId, *, after: int, limit: int) -> Sequence[Entry]:
        """Return the entries behind this number, in the order of their numbers."""
        key = {"site_id": site_id, "after": after, "limit": limit}
        async with self._database.reading() as connection:
            return tuple(map(_entry, await connection.execute(_BEHIND, key)))

    async def head(self, site_id: SiteId) -> Head | None:
        """Return where the log ends as the store knows it."""
        async with self._database.reading() as connection:
            return await _head(connection, _HEAD, site_id)

    async def rulings_named(
        self, site_id: SiteId, ruling_ids: Sequence[RulingId]
    ) -> Mapping[RulingId, RulingRecord]:
        """Return those of the rulings that exist."""
        if not ruling_ids:
            return {}
        key = {"site_id": site_id, "ids": list(ruling_ids)}
        async with self._database.reading() as connection:
            found = map(ruling_from, await connection.execute(_RULINGS, key))
            return {ruling.ruling_id: ruling for ruling in found}

    async def search_log(
        self, site_id: SiteId, wanted: Wanted, *, before: LogCursor | None, limit: int
    ) -> Sequence[Entry]:
        """Return entries in front of the cursor, the newest first."""
        query = _SEARCH.where(*_conditions(wanted))
        if before is not None:
            query = query.where(_place < tuple_(literal(before.at, Moment), before.number))
        async with self._database.reading() as connection:
            found = await connection.execute(query, {"site_id": site_id, "limit": limit})
            return tuple(map(_entry, found))

    async def staff(self, site_id: SiteId) -> Sequence[Reader]:
        """Return everybody who works at the desk, by name."""
        async with self._database.reading() as connection:
            found = await connection.execute(_STAFF, {"site_id": site_id})
            return tuple(map(reader_from, found))


async def append(connection: AsyncConnection, note: Note) -> Entry:
    """Write an entry in the transaction of what it tells of.

    It locks the site's log until the commit, so it comes behind every other lock but the events'.
    """
    entry = entry_after(await lock_head(connection, note.site_id), note)
    await connection.execute(_ADD, _values(entry))
    await connection.execute(
        _MOVE_HEAD, {"of_site": entry.site_id, "number": entry.number, "digest": entry.digest}
    )
    return entry


async def lock_head(connection: AsyncConnection, site_id: SiteId) -> Head:
    """Return where the log ends, and let nobody else add to it until the commit."""
    head = await _head(connection, _LOCK_HEAD, site_id)
    if head is None:
        await connection.execute(_FIRST_HEAD, {"site_id": site_id, "digest": NOTHING_BEFORE})
        head = await _head(connection, _LOCK_HEAD, site_id)
    assert head is not None
    return head


async def last_policy(connection: AsyncConnection, site_id: SiteId) -> str | None:
    """Return the version that the log last said is in force."""
    found = await connection.execute(_LAST_POLICY, {"site_id": site_id})
    version: str | None = found.scalar_one_or_none()
    return version


async def _head(connection: AsyncConnection, query: Select[Any], site_id: SiteId) -> Head | None:
    row = (await connection.execute(query, {"site_id": site_id})).one_or_none()
    return None if row is None else Head(row.number, row.digest)


def _conditions(wanted: Wanted) -> list[Any]:
    asked = (
        (wanted.by, audit.c.by_id.__eq__),
        (wanted.act, audit.c.act.__eq__),
        (wanted.subject, audit.c.subject.__eq__),
        (wanted.since, audit.c.at.__ge__),
        (wanted.until, audit.c.at.__lt__),
    )
    return [holds(value) for value, holds in asked if value is not None]


def _values(entry: Entry) -> dict[str, Any]:
    return {
        "by_id" if name == "by" else name: getattr(entry, name)
        for name in Entry.__dataclass_fields__
    }


def _entry(row: AnyRow) -> Entry:
    values = dict(row._mapping)
    return Entry(by=values.pop("by_id"), **values)
