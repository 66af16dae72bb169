"""Tell a reader what came of their reports and appeals, and nothing about whoever else wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from belowline.conversation.comment import Appeal, Outcome, Report, State
from belowline.kernel.ids import ReaderId, SiteId
from belowline.people.patience import InVain, in_vain

# What somebody wants to look back on; the older ones they have forgotten.
MOST_REPORTS = 50


@dataclass(frozen=True, slots=True)
class Reported:
    """A report, the story beneath which the comment stands, and where the comment is now."""

    report: Report
    headline: str
    story_id: str
    state: State


@dataclass(frozen=True, slots=True)
class Appealed:
    """An appeal, the story beneath which the comment stands, and where the comment is now."""

    appeal: Appeal
    headline: str
    story_id: str
    state: State


class ReportedStore(Protocol):
    """Reads what one reader reported, and appealed against."""

    async def reported_by(
        self, site_id: SiteId, reader_id: ReaderId, *, limit: int
    ) -> Sequence[Reported]:
        """Return the reader's reports, newest first."""
        ...

    async def appealed_by(
        self, site_id: SiteId, reader_id: ReaderId, *, limit: int
    ) -> Sequence[Appealed]:
        """Return the reader's appeals with their answers, newest first."""
        ...


def vain_of(found: Sequence[Reported], now: datetime) -> InVain:
    """Return which of a reader's reports came to nothing of late."""
    ended = [
        (each.report.outcome is Outcome.UPHELD, each.report.created_at)
        for each in found
        if each.report.outcome is not None
    ]
    return in_vain(ended, now)
