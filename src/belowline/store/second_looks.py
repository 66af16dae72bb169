"""Keep how far a run has come that rules again on what is public, with the rulings it made."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.desk.second_look import Fate, SecondLook, Settled
from belowline.kernel.errors import Conflict
from belowline.kernel.ids import SiteId
from belowline.store.comments_write import keep_ruling
from belowline.store.database import OnDatabase
from belowline.store.records import AnyRow
from belowline.store.tables.second_looks import second_looks
from belowline.store.visibility import lock_story

_OF_SITE = select(second_looks).where(second_looks.c.site_id == bindparam("site_id"))
_FORGET = delete(second_looks).where(second_looks.c.site_id == bindparam("of_site"))
_ADD = insert(second_looks)
_LOCK = _OF_SITE.with_for_update()
_REACH = (
    update(second_looks)
    .where(second_looks.c.site_id == bindparam("of_site"))
    .values(
        after_id=bindparam("reached"),
        read=bindparam("has_read"),
        fates=bindparam("with_fates"),
        ended_at=bindparam("ended"),
    )
)


class SecondLooks(OnDatabase):
    """The latest run of each site; see `belowline.desk.second_look.SecondLookStore`."""

    async def second_look(self, site_id: SiteId) -> SecondLook | None:
        """Return the latest run, also where it has ended."""
        async with self._database.reading() as connection:
            row = (await connection.execute(_OF_SITE, {"site_id": site_id})).one_or_none()
        return None if row is None else _look(row)

    async def begin_second_look(self, look: SecondLook) -> SecondLook:
        """Keep a new run in the place of the one before, and return it as it is kept."""
        async with self._database.writing() as connection:
            await connection.execute(_FORGET, {"of_site": look.site_id})
            await connection.execute(_ADD, _values(look))
            return _look((await connection.execute(_OF_SITE, {"site_id": look.site_id})).one())

    async def settle_second_look(
        self, before: SecondLook, after: SecondLook, settled: Sequence[Settled]
    ) -> SecondLook:
        """Keep these rulings and how far the run has come with them, or none of it."""
        async with self._database.writing() as connection:
            await _check_place(connection, before)
            # All at first and in one order: who else writes has one thread, and nobody waits for
            # somebody who waits for them.
            for story_id in sorted({each.comment.story_id for each in settled}):
                await lock_story(connection, before.site_id, story_id)
            fates = Counter(after.fates)
            for each in settled:
                fates[await _fate(connection, each)] += 1
            reached = replace(after, fates=dict(fates))
            await connection.execute(_REACH, _reached(reached))
        return reached


async def _check_place(connection: AsyncConnection, before: SecondLook) -> None:
    row = (await connection.execute(_LOCK, {"site_id": before.site_id})).one_or_none()
    if row is None or _look(row) != before:
        raise Conflict(
            "Another run has taken over. This one ends here, and nothing is ruled on twice.",
            code="second-look-elsewhere",
        )


async def _fate(connection: AsyncConnection, settled: Settled) -> Fate:
    try:
        await keep_ruling(connection, settled.comment, settled.ruling, seen=settled.seen)
    except Conflict:  # somebody ruled, edited or withdrew it meanwhile: theirs holds
        return Fate.SPARED
    return settled.fate


def _look(row: AnyRow) -> SecondLook:
    return SecondLook(
        site_id=row.site_id,
        policy_version=row.policy_version,
        engine_version=row.engine_version,
        since=row.since,
        began_at=row.began_at,
        after=row.after_id,
        read=row.read,
        fates={Fate(name): count for name, count in row.fates.items()},
        ended_at=row.ended_at,
    )


def _values(look: SecondLook) -> dict[str, Any]:
    return {
        "site_id": look.site_id,
        "policy_version": look.policy_version,
        "engine_version": look.engine_version,
        "since": look.since,
        "began_at": look.began_at,
        "after_id": look.after,
        "read": look.read,
        "fates": _counts(look),
        "ended_at": look.ended_at,
    }


def _reached(look: SecondLook) -> dict[str, Any]:
    return {
        "of_site": look.site_id,
        "reached": look.after,
        "has_read": look.read,
        "with_fates": _counts(look),
        "ended": look.ended_at,
    }


def _counts(look: SecondLook) -> dict[str, int]:
    return {fate.value: count for fate, count in look.fates.items()}
