"""Keep the versions of the policy that were saved at the desk."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.desk.audit import policy_note
from belowline.desk.policy_versions import SavedPolicy
from belowline.kernel.errors import Conflict
from belowline.kernel.ids import SiteId
from belowline.store.audit import append, last_policy, lock_head
from belowline.store.database import OnDatabase
from belowline.store.events import record_policy
from belowline.store.records import AnyRow
from belowline.store.schema import policies, readers
from belowline.store.tables.policy import saved_policies

_WITH_NAMES = (
    select(saved_policies, readers.c.name.label("by_name"))
    .outerjoin(
        readers,
        (readers.c.site_id == saved_policies.c.site_id)
        & (readers.c.reader_id == saved_policies.c.by_id),
    )
    .where(saved_policies.c.site_id == bindparam("site_id"))
    .order_by(saved_policies.c.number.desc())
    .limit(bindparam("limit"))
)
_ONE = _WITH_NAMES.where(saved_policies.c.number == bindparam("number"))
_BEFORE = _WITH_NAMES.where(saved_policies.c.number < bindparam("before"))
_NEWEST = (
    select(saved_policies.c.number)
    .where(saved_policies.c.site_id == bindparam("site_id"))
    .order_by(saved_policies.c.number.desc())
    .limit(1)
)
_IS_KEPT = select(policies.c.version).where(
    policies.c.site_id == bindparam("site_id"), policies.c.version == bindparam("version")
)


class SavedPolicies(OnDatabase):
    """The saved policies of all sites; see `belowline.desk.policy_versions.SavedPolicyStore`."""

    async def save_policy(
        self, saved: SavedPolicy, *, whole: str, first: SavedPolicy | None = None
    ) -> None:
        """Keep a version as the site's newest."""
        key = {"site_id": saved.site_id}
        async with self._database.writing() as connection:
            await lock_head(connection, saved.site_id)  # two that save at once take turns
            newest = (await connection.execute(_NEWEST, key)).scalar_one_or_none() or 0
            if newest == 0 and first is not None:
                await _add(connection, first)
                newest = first.number
            if saved.number != newest + 1:
                raise Conflict(
                    "Somebody saved another version meanwhile. Look at it before you save yours.",
                    code="policy-changed",
                )
            await _keep_whole(connection, saved, whole)
            await _add(connection, saved)
            before = await last_policy(connection, saved.site_id)
            await append(connection, policy_note(saved, whole=whole, before=before))
            await record_policy(connection, saved.site_id, saved.saved_at)

    async def saved_policy(self, site_id: SiteId, number: int | None = None) -> SavedPolicy | None:
        """Return a version, without a number the newest."""
        key = {"site_id": site_id, "limit": 1, "number": number}
        async with self._database.reading() as connection:
            found = await connection.execute(_WITH_NAMES if number is None else _ONE, key)
            row = found.one_or_none()
        return _saved(row) if row else None

    async def saved_policies(
        self, site_id: SiteId, *, before: int | None, limit: int
    ) -> Sequence[SavedPolicy]:
        """Return the versions in front of this number, the newest first."""
        key = {"site_id": site_id, "limit": limit, "before": before}
        async with self._database.reading() as connection:
            found = await connection.execute(_WITH_NAMES if before is None else _BEFORE, key)
            return tuple(map(_saved, found))


async def _keep_whole(connection: AsyncConnection, saved: SavedPolicy, whole: str) -> None:
    key: dict[str, Any] = {"site_id": saved.site_id, "version": saved.version}
    if (await connection.execute(_IS_KEPT, key)).first() is None:
        row = {**key, "text": whole, "kept_at": saved.saved_at}
        await connection.execute(insert(policies), row)


async def _add(connection: AsyncConnection, saved: SavedPolicy) -> None:
    values = {
        "by_id" if name == "by" else name: getattr(saved, name)
        for name in SavedPolicy.__dataclass_fields__
        if name != "by_name"
    }
    await connection.execute(insert(saved_policies), values)


def _saved(row: AnyRow) -> SavedPolicy:
    values = dict(row._mapping)
    return SavedPolicy(by=values.pop("by_id"), **values)
