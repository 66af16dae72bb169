"""Keep this process's clock and ids behind what other processes, and those before it, have kept."""

import logging
from dataclasses import dataclass, field
from datetime import timedelta

from belowline.conversation.ports import EventStore
from belowline.kernel.clock import Clock, SteadyClock, utc_now
from belowline.kernel.events import Event
from belowline.kernel.ids import NewId, RisingIds, SiteId, first_at, new_id

LOG = logging.getLogger("belowline.main")

# One event that a wrong clock made must not hide what all others say.
LOOKED_AT = 100
# Clocks that somebody keeps right agree to a fraction of a second.
WORTH_A_WORD = timedelta(seconds=5)


@dataclass(slots=True)
class Timekeeper:
    """Hears of each event when it was kept.

    A comment of this process then sorts behind all that it knows of, though its machine's clock be
    behind another's, or behind what it was before a restart. What is too far ahead to be true is
    not believed.
    """

    clock: Clock = utc_now
    ids: NewId = new_id
    _told: set[str] = field(default_factory=set)

    async def begin(self, store: EventStore, site_id: SiteId) -> None:
        """Begin behind the newest events there are."""
        behind = max(0, await store.last_event(site_id) - LOOKED_AT)
        for event in await store.events_after(site_id, behind, limit=LOOKED_AT):
            self.heard(event)

    def heard(self, event: Event) -> None:
        """Go on behind this event."""
        # A clock of a test's own says what the test wants.
        if not (isinstance(self.clock, SteadyClock) and isinstance(self.ids, RisingIds)):
            return
        ahead = event.at - self.clock.read()
        is_believed = self.clock.hear(event.at)
        if ahead > WORTH_A_WORD:
            self._say(ahead, is_believed)
        for said in (first_at(event.at), event.comment_id):
            if said:
                self.ids.hear(said)

    def _say(self, ahead: timedelta, is_believed: bool) -> None:
        """Say once of each that clocks differ."""
        seconds = ahead.total_seconds()
        if is_believed:
            what = "new comments are dated behind what was kept"
        else:
            what = "too far to wait for, so new comments may stand before what was kept"
        if what not in self._told:
            self._told.add(what)
            LOG.warning(
                "an event is %.0f s ahead of this machine's clock: %s; set the clocks of all"
                " machines by one source (NTP)",
                seconds,
                what,
            )
