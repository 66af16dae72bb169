"""Keep passkeys and challenges in dicts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from belowline.desk.audit import Act, Note
from belowline.kernel.ids import ReaderId, SiteId
from belowline.people.passkeys import Challenge, Passkey, known_already, too_many
from tests.memory_store.tables import OnTables


class MemoryPasskeys(OnTables):
    """See `belowline.people.passkeys.PasskeyStore`."""

    async def add_challenge(self, challenge: Challenge, *, now: datetime) -> None:
        """Keep a challenge, and forget those that have expired."""
        kept = self._tables.challenges
        self._tables.challenges = {
            key: each for key, each in kept.items() if each.expires_at > now
        } | {(challenge.site_id, challenge.digest): challenge}

    async def take_challenge(
        self, site_id: SiteId, digest: str, *, now: datetime
    ) -> Challenge | None:
        """Return a challenge and forget it."""
        challenge = self._tables.challenges.pop((site_id, digest), None)
        return challenge if challenge and challenge.expires_at > now else None

    async def add_passkey(self, passkey: Passkey, *, most: int) -> None:
        """Keep a passkey, and an entry in the log."""
        if len(await self.passkeys_of(passkey.site_id, passkey.reader_id)) >= most:
            raise too_many()
        if (passkey.site_id, passkey.passkey_id) in self._tables.passkeys:
            raise known_already()
        self._tables.passkeys[passkey.site_id, passkey.passkey_id] = passkey
        self._note(passkey, "added", passkey.created_at)

    async def passkey(self, site_id: SiteId, passkey_id: str) -> Passkey | None:
        """Return the passkey, or None."""
        return self._tables.passkeys.get((site_id, passkey_id))

    async def passkeys_of(self, site_id: SiteId, reader_id: ReaderId) -> Sequence[Passkey]:
        """Return the reader's passkeys, oldest first."""
        mine = [
            each
            for each in self._tables.passkeys.values()
            if (each.site_id, each.reader_id) == (site_id, reader_id)
        ]
        return sorted(mine, key=lambda each: (each.created_at, each.passkey_id))

    async def use_passkey(self, passkey: Passkey, *, count: int, at: datetime) -> bool:
        """Move the counter on from the one that `passkey` has."""
        kept = await self.passkey(passkey.site_id, passkey.passkey_id)
        if kept is None or kept.count != passkey.count:
            return False
        moved = replace(kept, count=count, used_at=at)
        self._tables.passkeys[passkey.site_id, passkey.passkey_id] = moved
        return True

    async def remove_passkey(
        self, site_id: SiteId, reader_id: ReaderId, passkey_id: str, *, at: datetime
    ) -> bool:
        """Forget a passkey of this reader, with an entry in the log."""
        kept = await self.passkey(site_id, passkey_id)
        if kept is None or kept.reader_id != reader_id:
            return False
        del self._tables.passkeys[site_id, passkey_id]
        self._note(kept, "removed", at)
        return True

    def _note(self, passkey: Passkey, done: str, at: datetime) -> None:
        self._write(
            Note(
                site_id=passkey.site_id,
                at=at,
                act=Act.PASSKEY,
                by=passkey.reader_id,
                subject=passkey.reader_id,
                details={"done": done, "passkey": passkey.passkey_id},
            )
        )
