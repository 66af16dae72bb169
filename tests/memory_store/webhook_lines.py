"""Keep how far each webhook was told, in a dict."""

from collections.abc import Sequence
from datetime import datetime

from belowline.conversation.webhook_line import Line
from belowline.kernel.ids import SiteId
from tests.memory_store.tables import OnTables


class MemoryLines(OnTables):
    """See `belowline.conversation.webhook_line.LineStore`."""

    async def lines(self, site_id: SiteId) -> Sequence[Line]:
        """Return all lines of the site, by name."""
        kept = self._tables.lines
        return [kept[key][0] for key in sorted(kept) if key[0] == site_id]

    async def claim_line(
        self, site_id: SiteId, hook: str, *, by: str, now: datetime, until: datetime
    ) -> Line | None:
        """Lend the line to `by` until then; None while somebody else has it."""
        newest = len(self._tables.events_of(site_id))
        begun = Line(hook=hook, number=newest, part=0, attempts=0, due_at=now)
        line, lent_to, lent_until = self._tables.lines.get((site_id, hook), (begun, "", now))
        if lent_to != by and lent_until > now:
            return None
        self._tables.lines[site_id, hook] = (line, by, until)
        return line

    async def move_line(self, site_id: SiteId, line: Line, *, by: str, until: datetime) -> bool:
        """Keep how far the line is and lend it on; False, and nothing kept, if it isn't theirs."""
        _, lent_to, _ = self._tables.lines[site_id, line.hook]
        if lent_to != by:
            return False
        self._tables.lines[site_id, line.hook] = (line, by, until)
        return True

    async def rewind_line(
        self, site_id: SiteId, hook: str, *, since: datetime, now: datetime
    ) -> Line | None:
        """Go back to before the first event of `since`, for whoever claims it next."""
        if (site_id, hook) not in self._tables.lines:
            return None
        events = self._tables.events_of(site_id)
        later = [each.number for each in events if each.at >= since]
        number = min(later, default=len(events) + 1) - 1
        line = Line(hook=hook, number=number, part=0, attempts=0, due_at=now)
        self._tables.lines[site_id, hook] = (line, "", now)
        return line
