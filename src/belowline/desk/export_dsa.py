"""Make the statements of reasons and the report of a time, and note in the log that it was done."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TextIO

from belowline.conversation.ports import PolicyStore
from belowline.desk.audit import Act, Entry, Note
from belowline.desk.audit_log import AuditStore
from belowline.desk.decided import DecidedCursor, DecidedStore
from belowline.desk.dsa_accounts import account_statement
from belowline.desk.dsa_report import Row, StatementCounts, report_csv, report_rows
from belowline.desk.dsa_statements import Statement, checked, statement
from belowline.desk.numbers import DECIDED_PAGE, count_up
from belowline.kernel.clock import Clock
from belowline.kernel.ids import SiteId
from belowline.moderation import Policy, PolicyError, parse_policy

# The database takes so many with one call.
BATCH = 100


class ExportStore(DecidedStore, PolicyStore, AuditStore, Protocol):
    """What was decided, by which policy, and the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """Where it goes: the statements, the report as CSV and as a page; `keep` makes them stay."""

    statements: TextIO
    report: TextIO
    page: TextIO
    keep: Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportDsa:
    """The use case. `policy` is the current one, for rulings whose own can't be read any more.

    `draw` makes a page of the report, with charts.
    """

    store: ExportStore
    policy: Policy
    clock: Clock
    draw: Callable[[Sequence[Row]], str]

    async def __call__(
        self,
        site_id: SiteId,
        *,
        since: datetime,
        until: datetime,
        policy_url: str,
        into: Files,
    ) -> StatementCounts:
        """Write the files, then the entry in the log, then keep them; raises Refused.

        Each line of statements is the body of one call of the database's `/statements`.
        """
        out = _Batches(into.statements)
        policies = {self.policy.version: self.policy}
        after: DecidedCursor | None = None
        while page := await self.store.decided(
            site_id, since=since, until=until, after=after, limit=DECIDED_PAGE
        ):
            for decided in page:
                restriction = decided.restriction
                if restriction is not None:
                    version = decided.ruling.policy_version
                    if version not in policies:
                        policies[version] = await self._policy(site_id, version)
                    made = statement(decided, restriction, policies[version], policy_url=policy_url)
                    out.add(checked(made))
            last = page[-1].ruling
            after = DecidedCursor(last.created_at, last.ruling_id)
        for sanction in await self.store.limited(site_id, since=since, until=until):
            out.add(checked(account_statement(sanction, self.policy, policy_url=policy_url)))
        out.end()
        numbers = await count_up(self.store, site_id, since=since, until=until)
        rows = report_rows(numbers, out.counts)
        told, drawn = report_csv(rows), self.draw(rows)
        into.report.write(told)
        into.page.write(drawn)
        digests = {
            "statements-sha256": out.digest,
            "report-sha256": hashlib.sha256(told.encode()).hexdigest(),
            "page-sha256": hashlib.sha256(drawn.encode()).hexdigest(),
        }
        await self._note(site_id, since, until, out.counts.count, digests)
        into.keep()
        return out.counts

    async def _policy(self, site_id: SiteId, version: str) -> Policy:
        text = await self.store.policy_text(site_id, version)
        try:
            return parse_policy(text) if text else self.policy
        except PolicyError:
            return self.policy

    async def _note(
        self,
        site_id: SiteId,
        since: datetime,
        until: datetime,
        count: int,
        digests: Mapping[str, str],
    ) -> Entry:
        return await self.store.add_entry(
            Note(
                site_id=site_id,
                at=self.clock(),
                act=Act.EXPORT,
                by=None,
                subject="dsa",
                details={
                    "since": f"{since:%Y-%m-%d}",
                    "until": f"{until:%Y-%m-%d}",
                    "statements": count,
                    **digests,
                },
            )
        )


class _Batches:
    """Writes statements, so many a line."""

    def __init__(self, out: TextIO) -> None:
        self.counts = StatementCounts()
        self._out = out
        self._hash = hashlib.sha256()
        self._batch: list[Statement] = []

    @property
    def digest(self) -> str:
        """Return the SHA-256 of what was written."""
        return self._hash.hexdigest()

    def add(self, made: Statement) -> None:
        """Add one."""
        self.counts.add(made)
        self._batch.append(made)
        if len(self._batch) == BATCH:
            self.end()

    def end(self) -> None:
        """Write what is left."""
        if self._batch:
            line = json.dumps({"statements": self._batch}, ensure_ascii=False) + "\n"
            self._out.write(line)
            self._hash.update(line.encode())
            self._batch = []
