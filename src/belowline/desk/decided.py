"""What a ruling did to a comment, told from everything that was decided before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from belowline.conversation.comment import (
    ILLEGAL,
    Appeal,
    Outcome,
    Report,
    RulingRecord,
    Source,
    Verdict,
)
from belowline.kernel.ids import RulingId, SiteId, StoryId
from belowline.people.sanctions import Measure, Sanction


class Restriction(StrEnum):
    """What a ruling takes away."""

    REJECTED = "rejected"  # it was never public
    REMOVED = "removed"  # it was public
    HIDDEN = "hidden"  # it was public, and waits for a person
    EDIT = "edit"  # new words are not taken; the old ones stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A ruling with what is known of its comment. `earlier` are the rulings before it."""

    ruling: RulingRecord
    story_id: StoryId
    written_at: datetime
    earlier: Sequence[RulingRecord]
    reports: Sequence[Report]
    appeals: Sequence[Appeal]

    @property
    def restriction(self) -> Restriction | None:
        """Return what it took away, None for nothing that was there."""
        standing = _Standing()
        for ruling in self.earlier:
            standing.after(ruling)
        return standing.after(self.ruling)

    @property
    def found(self) -> RulingRecord | None:
        """Return the engine's ruling on the same words where it spoke against them."""
        for ruling in (self.ruling, *reversed(self.earlier)):
            same = ruling.revision == self.ruling.revision
            if ruling.source is Source.ENGINE and same and ruling.verdict is not Verdict.PUBLISH:
                return ruling
        return None

    @property
    def notices(self) -> Sequence[Report]:
        """Return the reports that came since a person last ruled, and before this ruling."""
        since = self._answered_at
        return [
            report
            for report in self.reports
            if report.created_at <= self.ruling.created_at
            and (since is None or report.created_at > since)
        ]

    @property
    def is_noticed_as_illegal(self) -> bool:
        """Say whether a reader said that it breaks the law."""
        return any(report.reason == ILLEGAL for report in self.notices)

    @property
    def clause(self) -> str | None:
        """Return the clause that it was ruled under: a person's word, else the gravest finding."""
        if self.ruling.clause is not None or not self.ruling.findings:
            return self.ruling.clause
        return max(self.ruling.findings, key=lambda finding: finding.score).clause

    @property
    def waited_since(self) -> datetime | None:
        """Return since when it had waited for this person's ruling, None if it had not."""
        since = self._answered_at
        begun = [
            ruling.created_at
            for ruling in self.earlier
            if ruling.source is not Source.MODERATOR and ruling.verdict is Verdict.HOLD
        ]
        begun += [report.created_at for report in self.notices]
        begun += [appeal.created_at for appeal in self.appeals]
        begun = [
            at for at in begun if at <= self.ruling.created_at and (since is None or at > since)
        ]
        return min(begun, default=None)

    @property
    def _answered_at(self) -> datetime | None:
        by_people = (each.created_at for each in self.earlier if each.source is Source.MODERATOR)
        return max(by_people, default=None)


class _Standing:
    """How a comment stands, ruling by ruling; see `belowline.conversation.states`."""

    def __init__(self) -> None:
        self.is_first = True
        self.is_public = False
        self.was_public = False
        self.is_gone = False
        self.edit_waits = False
        self.by_others = False

    def after(self, ruling: RulingRecord) -> Restriction | None:
        """Take a ruling, and say what it took away."""
        is_engine = ruling.source is Source.ENGINE
        taken = self._by_engine(ruling) if is_engine else self._by_others(ruling)
        self.is_first = False
        self.was_public = self.was_public or self.is_public
        self.is_gone = self.is_gone or taken in (Restriction.REJECTED, Restriction.REMOVED)
        return taken

    def _by_engine(self, ruling: RulingRecord) -> Restriction | None:
        if ruling.verdict is Verdict.PUBLISH:
            self.is_public = self.is_public or not (self.was_public or self.by_others)
            self.edit_waits = False
        elif ruling.verdict is Verdict.HOLD:
            self.edit_waits = self.is_public
        else:
            return Restriction.REJECTED if self.is_first else Restriction.EDIT
        return None

    def _by_others(self, ruling: RulingRecord) -> Restriction | None:
        self.by_others = True
        if ruling.verdict is Verdict.PUBLISH:
            self.is_public, self.is_gone, self.edit_waits = True, False, False
            return None
        was_public, self.is_public = self.is_public, False
        if ruling.verdict is Verdict.HOLD:
            return Restriction.HIDDEN if was_public else None
        if ruling.verdict is Verdict.REJECT and was_public and self.edit_waits:
            self.is_public, self.edit_waits = True, False
            return Restriction.EDIT
        if self.is_gone:
            return None  # it was confirmed, not taken away again
        return Restriction.REMOVED if was_public or self.was_public else Restriction.REJECTED


@dataclass(frozen=True, slots=True)
class DecidedCursor:
    """Where the last page of rulings ended."""

    at: datetime
    ruling_id: RulingId


class DecidedStore(Protocol):
    """Reads what was decided in a time, and changes nothing. `until` is the first moment behind."""

    async def decided(
        self,
        site_id: SiteId,
        *,
        since: datetime,
        until: datetime,
        after: DecidedCursor | None,
        limit: int,
    ) -> Sequence[Decided]:
        """Return the rulings behind the cursor in the order of time, with their comments.

        The engine's to publish are left out: there are too many, and nothing follows from them.
        """
        ...

    async def posted(
        self, site_id: SiteId, *, since: datetime, until: datetime
    ) -> Mapping[Verdict, int]:
        """Count the comments posted in the time, by the engine's first word on each."""
        ...

    async def reported(
        self, site_id: SiteId, *, since: datetime, until: datetime
    ) -> Mapping[tuple[str, Outcome | None], int]:
        """Count the reports made in the time, by reason and what came of them."""
        ...

    async def appealed(
        self, site_id: SiteId, *, since: datetime, until: datetime
    ) -> Mapping[Outcome | None, int]:
        """Count the appeals made in the time, by what came of them."""
        ...

    async def imposed(
        self, site_id: SiteId, *, since: datetime, until: datetime
    ) -> Mapping[Measure, int]:
        """Count what was imposed on readers in the time, and not taken back at once."""
        ...

    async def limited(
        self, site_id: SiteId, *, since: datetime, until: datetime
    ) -> Sequence[Sanction]:
        """Return those of them that limit their readers, the oldest first."""
        ...

    async def headlines(
        self, site_id: SiteId, story_ids: Sequence[StoryId]
    ) -> Mapping[StoryId, str]:
        """Return the stories' headlines."""
        ...
