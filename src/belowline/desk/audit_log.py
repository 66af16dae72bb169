"""Check a site's log, search it, and write into it what happens outside the store."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from belowline.conversation.comment import RulingRecord
from belowline.desk.audit import Act, Entry, Head, Note, ruling_digest
from belowline.desk.audit_chain import Chain, Fault
from belowline.desk.sanction_log import sanction_digest
from belowline.kernel.ids import ReaderId, RulingId, SiteId
from belowline.people.access import Right, require
from belowline.people.reader import Reader
from belowline.people.sanctions import Sanction

# One screen of entries.
LOG_PAGE = 50
# Entries that are checked at once: some megabytes.
CHECKED_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries are looked for; None is any. `until` is the first moment that is too late."""

    by: ReaderId | None = None
    act: str | None = None
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class LogCursor:
    """Where the last page of a search ended."""

    at: datetime
    number: int


class AuditStore(Protocol):
    """Keeps a log for each site, to which entries are only ever added.

    The store writes an entry in the transaction of what it tells of: a person's or the readers'
    ruling, the engine's on a comment that is public (`CommentStore`), a sign-in (`PeopleStore`).
    """

    async def add_entry(self, note: Note) -> Entry:
        """Write one more entry, durable when the call returns."""
        ...

    async def take_policy(self, site_id: SiteId, version: str, at: datetime) -> bool:
        """Note which policy is in force from now on; False, and nothing, where it was already."""
        ...

    async def entries(self, site_id: SiteId, *, after: int, limit: int) -> Sequence[Entry]:
        """Return the entries behind this number, in the order of their numbers."""
        ...

    async def head(self, site_id: SiteId) -> Head | None:
        """Return where the log ends as the store knows it, None where nothing was written yet."""
        ...

    async def rulings_named(
        self, site_id: SiteId, ruling_ids: Sequence[RulingId]
    ) -> Mapping[RulingId, RulingRecord]:
        """Return those of the rulings that exist."""
        ...

    async def sanctions_named(
        self, site_id: SiteId, sanction_ids: Sequence[str]
    ) -> Mapping[str, Sanction]:
        """Return those of the sanctions that exist."""
        ...

    async def search_log(
        self, site_id: SiteId, wanted: Wanted, *, before: LogCursor | None, limit: int
    ) -> Sequence[Entry]:
        """Return entries in front of the cursor, the newest first."""
        ...

    async def staff(self, site_id: SiteId) -> Sequence[Reader]:
        """Return everybody who works at the desk, by name."""
        ...


@dataclass(frozen=True, slots=True)
class LogPage:
    """A page of a search, and where the next begins (None: nowhere)."""

    entries: Sequence[Entry]
    staff: Sequence[Reader]
    next: LogCursor | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchLog:
    """The use case: editors and owners look at what was done."""

    store: AuditStore

    async def __call__(
        self, me: Reader | None, site_id: SiteId, wanted: Wanted, *, before: LogCursor | None
    ) -> LogPage:
        """Return a page of what is looked for, the newest first."""
        require(Right.OVERSEE, me)
        found = await self.store.search_log(site_id, wanted, before=before, limit=LOG_PAGE + 1)
        page = found[:LOG_PAGE]
        following = LogCursor(page[-1].at, page[-1].number) if len(found) > LOG_PAGE else None
        return LogPage(page, await self.store.staff(site_id), following)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyLog:
    """The use case: look at every entry, and at the rulings that they tell of."""

    store: AuditStore

    async def __call__(
        self,
        site_id: SiteId,
        *,
        kept: Sequence[Head] = (),
        progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> Chain:
        """Return what was found; entries that are written meanwhile are not looked at."""
        chain = Chain(kept)
        head = await self.store.head(site_id)
        last = head.number if head else 0
        after = 0
        while after < last:
            page = await self.store.entries(
                site_id, after=after, limit=min(CHECKED_AT_ONCE, last - after)
            )
            page = [entry for entry in page if entry.number <= last]
            if not page:
                break
            for entry in page:
                chain.add(entry)
            await self._compare_rulings(site_id, page, chain)
            await self._compare_sanctions(site_id, page, chain)
            after = page[-1].number
            progress(after, last)
        chain.end(head)
        await self._look_behind(site_id, last, chain)
        return chain

    async def _compare_rulings(
        self, site_id: SiteId, entries: Sequence[Entry], chain: Chain
    ) -> None:
        told: dict[RulingId, tuple[int, object]] = {}
        for entry in entries:
            if entry.act == Act.RULING and (facts := _facts(entry)):
                told[RulingId(str(facts.get("ruling")))] = entry.number, facts.get("record")
        rulings = await self.store.rulings_named(site_id, list(told))
        for ruling_id, (number, digest) in told.items():
            ruling = rulings.get(ruling_id)
            if ruling is None:
                chain.note(number, Fault.RULING, "tells of a ruling that is gone")
            elif ruling_digest(ruling) != digest:
                chain.note(number, Fault.RULING, "tells of a ruling that was changed since")

    async def _compare_sanctions(
        self, site_id: SiteId, entries: Sequence[Entry], chain: Chain
    ) -> None:
        told: dict[str, tuple[int, object]] = {}
        for entry in entries:
            if entry.act == Act.SANCTION and "record" in (facts := _facts(entry)):
                told[str(facts.get("sanction"))] = entry.number, facts["record"]
        found = await self.store.sanctions_named(site_id, list(told))
        for sanction_id, (number, digest) in told.items():
            sanction = found.get(sanction_id)
            if sanction is None:
                chain.note(number, Fault.SANCTION, "tells of a sanction that is gone")
            elif sanction_digest(sanction) != digest:
                chain.note(number, Fault.SANCTION, "tells of a sanction that was changed since")

    async def _look_behind(self, site_id: SiteId, last: int, chain: Chain) -> None:
        """An entry past the end was written meanwhile, which moved the end, or slipped in."""
        behind = await self.store.entries(site_id, after=last, limit=1)
        head = await self.store.head(site_id)
        if behind and (head is None or head.number < behind[0].number):
            chain.unheaded(behind[0].number)


def _facts(entry: Entry) -> Mapping[str, object]:
    """Return the details; what was made unreadable has been told as changed."""
    try:
        facts = entry.facts
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}
