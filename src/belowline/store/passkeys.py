"""Keep members' passkeys, and each challenge until it is met, once."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from belowline.desk.audit import Act, Note
from belowline.kernel.ids import ReaderId, SiteId
from belowline.people.passkeys import Challenge, Passkey, known_already, too_many
from belowline.store.audit import append
from belowline.store.database import OnDatabase
from belowline.store.schema import readers
from belowline.store.tables.passkeys import passkey_challenges, passkeys


class PasskeysOfMembers(OnDatabase):
    """The passkeys of all sites; see `belowline.people.passkeys.PasskeyStore`."""

    async def add_challenge(self, challenge: Challenge, *, now: datetime) -> None:
        """Keep a challenge, and forget those that have expired."""
        async with self._database.writing() as connection:
            await connection.execute(
                delete(passkey_challenges).where(
                    passkey_challenges.c.site_id == challenge.site_id,
                    passkey_challenges.c.expires_at <= now,
                )
            )
            await connection.execute(insert(passkey_challenges), asdict(challenge))

    async def take_challenge(
        self, site_id: SiteId, digest: str, *, now: datetime
    ) -> Challenge | None:
        """Return a challenge and forget it."""
        this = (passkey_challenges.c.site_id == site_id, passkey_challenges.c.digest == digest)
        async with self._database.writing() as connection:
            row = (await connection.execute(select(passkey_challenges).where(*this))).one_or_none()
            gone = await connection.execute(delete(passkey_challenges).where(*this))
        if row is None or gone.rowcount == 0 or row.expires_at <= now:
            return None
        return Challenge(**row._mapping)

    async def add_passkey(self, passkey: Passkey, *, most: int) -> None:
        """Keep a passkey, and an entry in the log."""
        mine = _mine(passkey.site_id, passkey.reader_id)
        try:
            async with self._database.writing() as connection:
                # Two at once take turns, so that the number holds.
                await connection.execute(
                    select(readers.c.reader_id)
                    .where(
                        readers.c.site_id == passkey.site_id,
                        readers.c.reader_id == passkey.reader_id,
                    )
                    .with_for_update()
                )
                query = select(func.count()).select_from(passkeys).where(*mine)
                if (await connection.execute(query)).scalar_one() >= most:
                    raise too_many()
                await connection.execute(insert(passkeys), asdict(passkey))
                await _note(connection, passkey, "added", passkey.created_at)
        except IntegrityError:
            raise known_already() from None

    async def passkey(self, site_id: SiteId, passkey_id: str) -> Passkey | None:
        """Return the passkey, or None."""
        query = select(passkeys).where(*_this(site_id, passkey_id))
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else Passkey(**row._mapping)

    async def passkeys_of(self, site_id: SiteId, reader_id: ReaderId) -> Sequence[Passkey]:
        """Return the reader's passkeys, oldest first."""
        query = (
            select(passkeys)
            .where(*_mine(site_id, reader_id))
            .order_by(passkeys.c.created_at, passkeys.c.passkey_id)
        )
        async with self._database.reading() as connection:
            return [Passkey(**row._mapping) for row in await connection.execute(query)]

    async def use_passkey(self, passkey: Passkey, *, count: int, at: datetime) -> bool:
        """Move the counter on from the one that `passkey` has."""
        this = _this(passkey.site_id, passkey.passkey_id)
        async with self._database.writing() as connection:
            moved = await connection.execute(
                update(passkeys)
                .where(*this, passkeys.c.count == passkey.count)
                .values(count=count, used_at=at)
            )
            return moved.rowcount == 1

    async def remove_passkey(
        self, site_id: SiteId, reader_id: ReaderId, passkey_id: str, *, at: datetime
    ) -> bool:
        """Forget a passkey of this reader, with an entry in the log."""
        this = (*_this(site_id, passkey_id), passkeys.c.reader_id == reader_id)
        async with self._database.writing() as connection:
            row = (await connection.execute(select(passkeys).where(*this))).one_or_none()
            gone = await connection.execute(delete(passkeys).where(*this))
            if row is None or gone.rowcount == 0:
                return False
            await _note(connection, Passkey(**row._mapping), "removed", at)
            return True


async def forget_passkeys(
    connection: AsyncConnection, site_id: SiteId, reader_id: ReaderId, at: datetime
) -> None:
    """Forget all passkeys of a reader in this transaction, with an entry in the log for each."""
    mine = _mine(site_id, reader_id)
    for row in (await connection.execute(select(passkeys).where(*mine))).all():
        await _note(connection, Passkey(**row._mapping), "removed", at)
    await connection.execute(delete(passkeys).where(*mine))


async def _note(connection: AsyncConnection, passkey: Passkey, done: str, at: datetime) -> None:
    note = Note(
        site_id=passkey.site_id,
        at=at,
        act=Act.PASSKEY,
        by=passkey.reader_id,
        subject=passkey.reader_id,
        details={"done": done, "passkey": passkey.passkey_id},
    )
    await append(connection, note)


def _this(site_id: SiteId, passkey_id: str) -> tuple[Any, Any]:
    return passkeys.c.site_id == site_id, passkeys.c.passkey_id == passkey_id


def _mine(site_id: SiteId, reader_id: ReaderId) -> tuple[Any, Any]:
    return passkeys.c.site_id == site_id, passkeys.c.reader_id == reader_id
