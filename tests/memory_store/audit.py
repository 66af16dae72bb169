"""Keep the log in a list."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from belowline.conversation.comment import RulingRecord
from belowline.desk.audit import Act, Entry, Head, Note, sha256_of
from belowline.desk.audit_log import LogCursor, Wanted
from belowline.kernel.ids import RulingId, SiteId
from belowline.people.reader import Reader
from tests.memory_store.tables import OnTables


class MemoryAudit(OnTables):
    """See `belowline.desk.audit_log.AuditStore`."""

    async def add_entry(self, note: Note) -> Entry:
        """Write one more entry."""
        return self._write(note)

    async def take_policy(self, site_id: SiteId, version: str, at: datetime) -> bool:
        """Note which policy is in force from now on."""
        taken = [entry for entry in self._log(site_id) if entry.act == Act.POLICY]
        before = taken[-1].subject if taken else None
        if before == version:
            return False
        words = sha256_of(version, self._tables.policies.get((site_id, version)))
        self._write(
            Note(
                site_id=site_id,
                at=at,
                act=Act.POLICY,
                by=None,
                subject=version,
                details={"before": before, "words": words},
            )
        )
        return True

    async def entries(self, site_id: SiteId, *, after: int, limit: int) -> Sequence[Entry]:
        """Return the entries behind this number."""
        return [entry for entry in self._log(site_id) if entry.number > after][:limit]

    async def head(self, site_id: SiteId) -> Head | None:
        """Return where the log ends."""
        log = self._log(site_id)
        return Head(log[-1].number, log[-1].digest) if log else None

    async def rulings_named(
        self, site_id: SiteId, ruling_ids: Sequence[RulingId]
    ) -> Mapping[RulingId, RulingRecord]:
        """Return those of the rulings that exist."""
        return {
            ruling.ruling_id: ruling
            for rulings in (*self._tables.rulings.values(), *self._tables.undone.values())
            for ruling in rulings
            if ruling.site_id == site_id and ruling.ruling_id in ruling_ids
        }

    async def search_log(
        self, site_id: SiteId, wanted: Wanted, *, before: LogCursor | None, limit: int
    ) -> Sequence[Entry]:
        """Return entries in front of the cursor, the newest first."""
        log = sorted(self._log(site_id), key=_place, reverse=True)
        last = (before.at, before.number) if before else None
        return [
            entry
            for entry in log
            if _fits(entry, wanted) and (last is None or _place(entry) < last)
        ][:limit]

    async def staff(self, site_id: SiteId) -> Sequence[Reader]:
        """Return everybody who works at the desk, by name."""
        staff = [
            reader
            for reader in self._tables.readers.values()
            if reader.site_id == site_id and reader.role.is_staff
        ]
        return sorted(staff, key=lambda reader: (reader.name, reader.reader_id))

    def _log(self, site_id: SiteId) -> list[Entry]:
        return [entry for entry in self._tables.log if entry.site_id == site_id]


def _place(entry: Entry) -> tuple[datetime, int]:
    return entry.at, entry.number


def _fits(entry: Entry, wanted: Wanted) -> bool:
    return (
        wanted.by in (None, entry.by)
        and wanted.act in (None, entry.act)
        and wanted.subject in (None, entry.subject)
        and (wanted.since is None or entry.at >= wanted.since)
        and (wanted.until is None or entry.at < wanted.until)
    )
