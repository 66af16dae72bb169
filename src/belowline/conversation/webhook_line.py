"""How far a webhook has been told what the outbox holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from belowline.kernel.ids import SiteId


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """All up to event `number` is told, and `part` happenings of the next one.

    `attempts` to tell what comes next have failed; from `due_at` on it is tried again.
    """

    hook: str
    number: int
    part: int
    attempts: int
    due_at: datetime


class LineStore(Protocol):
    """Keeps the lines, and lends each to one sender at a time."""

    async def lines(self, site_id: SiteId) -> Sequence[Line]:
        """Return all lines of the site, by name."""
        ...

    async def claim_line(
        self, site_id: SiteId, hook: str, *, by: str, now: datetime, until: datetime
    ) -> Line | None:
        """Lend the line to `by` until then; None while somebody else has it.

        A line that there isn't yet begins behind the newest event.
        """
        ...

    async def move_line(self, site_id: SiteId, line: Line, *, by: str, until: datetime) -> bool:
        """Keep how far the line is and lend it on; False, and nothing kept, if it isn't theirs."""
        ...

    async def rewind_line(
        self, site_id: SiteId, hook: str, *, since: datetime, now: datetime
    ) -> Line | None:
        """Go back to before the first event of `since`, for whoever claims it next; None where
        there is no such line."""
        ...
