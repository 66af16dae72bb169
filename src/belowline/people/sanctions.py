"""Say what a moderator imposed on a reader, what of it is in force, and what the reader is told.

Sanctions are only ever added. Of those that limit a reader the newest is in force: it takes the
place of the one before, and lifting it leaves none. A warning limits nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from belowline.kernel.errors import Forbidden
from belowline.kernel.ids import ReaderId, SiteId
from belowline.kernel.said import Said

# As long as an appeal against a ruling: six months by any calendar.
APPEAL_WINDOW = timedelta(days=184)


class Measure(StrEnum):
    """What is imposed, or that it is lifted."""

    WARN = "warn"
    HOLD = "hold"  # every new comment waits for a moderator
    SUSPEND = "suspend"  # nothing can be written until a day
    BAN = "ban"
    LIFT = "lift"

    @property
    def silences(self) -> bool:
        """Say whether the reader can't write."""
        return self in (Measure.SUSPEND, Measure.BAN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """A reader's appeal against a sanction, and what a second moderator said; None while it waits.

    `granted` says that the sanction was lifted, or the warning taken back.
    """

    text: str
    made_at: datetime
    granted: bool | None = None
    reply: str = ""
    by_name: str = ""
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sanction:
    """One decision about one reader. `reason` is told to the reader.

    `until` is when a suspension ends, None for all others. `read_at` is when the reader said that
    they know of it, `undone_at` when its moderator took it back at once, as if it had not been.
    """

    site_id: SiteId
    sanction_id: str
    reader_id: ReaderId
    measure: Measure
    reason: str
    until: datetime | None
    by: ReaderId
    by_name: str
    created_at: datetime
    read_at: datetime | None = None
    undone_at: datetime | None = None
    complaint: Complaint | None = None

    @property
    def stands(self) -> bool:
        """Say whether it was neither taken back nor lifted on appeal."""
        return self.undone_at is None and not (self.complaint and self.complaint.granted)

    @property
    def appeal_until(self) -> datetime:
        """Return until when the reader may appeal."""
        return self.created_at + APPEAL_WINDOW


class SanctionStore(Protocol):
    """Keeps sanctions, each with its entry in the log, in one transaction.

    In the same transaction the e-mail to the reader is queued, where e-mails have begun and the
    reader left an address; an answer to an appeal is told the moderator who imposed it, too.
    """

    async def add_sanction(self, sanction: Sanction) -> bool:
        """Keep a sanction and its entry; False, and nothing, where there is no such reader."""
        ...

    async def sanctions(self, site_id: SiteId, reader_id: ReaderId) -> Sequence[Sanction]:
        """Return all of a reader's, oldest first, those too that were taken back."""
        ...

    async def sanction(self, site_id: SiteId, sanction_id: str) -> Sanction | None:
        """Return one, or None."""
        ...

    async def sanctions_in_force(
        self, site_id: SiteId, now: datetime, *, limit: int
    ) -> Sequence[Sanction]:
        """Return the newest that limit their readers now, each reader's one, newest first."""
        ...

    async def complaints(self, site_id: SiteId, *, limit: int) -> Sequence[Sanction]:
        """Return sanctions whose readers' appeals wait, the oldest appeal first."""
        ...

    async def undo_sanction(self, sanction: Sanction, *, at: datetime) -> bool:
        """Note that it was taken back, here and in the log; False where it was, or where its
        reader has appealed."""
        ...

    async def read_sanctions(self, site_id: SiteId, reader_id: ReaderId, at: datetime) -> None:
        """Note that the reader knows of all that there are."""
        ...

    async def complain(self, sanction: Sanction, text: str, at: datetime) -> bool:
        """Keep the reader's appeal; False where there is one already."""
        ...

    async def answer_complaint(
        self, sanction: Sanction, complaint: Complaint, *, by: ReaderId
    ) -> bool:
        """Keep the answer, here and in the log; False where there is one already."""
        ...


def in_force(sanctions: Sequence[Sanction], now: datetime) -> Sanction | None:
    """Return the sanction that limits the reader now, None for none; they come oldest first."""
    limiting = (each for each in reversed(sanctions) if each.measure is not Measure.WARN)
    newest = next((each for each in limiting if each.stands), None)
    if newest is None or newest.measure is Measure.LIFT:
        return None
    return newest if newest.until is None or now < newest.until else None


def news_of(sanctions: Sequence[Sanction], now: datetime) -> tuple[Sanction, ...]:
    """Return what the reader has not been told yet: warnings, and what limits them."""
    limiting = in_force(sanctions, now)
    return tuple(
        each
        for each in sanctions
        if each.stands
        and each.read_at is None
        and (each.measure is Measure.WARN or each == limiting)
    )


def what_it_means(sanction: Sanction) -> Said:
    """Return a sentence to the reader, without the reason."""
    if sanction.measure is Measure.SUSPEND and sanction.until is not None:
        return Said("You can’t take part here until %(time)s.", {"time": sanction.until})
    return {
        Measure.WARN: Said("A moderator has warned you."),
        Measure.HOLD: Said("A moderator looks at each of your comments before it is public."),
        Measure.SUSPEND: Said("You can’t take part here."),
        Measure.BAN: Said("You can’t take part here any more."),
        Measure.LIFT: Said("A moderator has lifted what limited you."),
    }[sanction.measure]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What limits a reader at one moment, None for nothing."""

    sanction: Sanction | None

    @property
    def is_held(self) -> bool:
        """Say whether every new word of theirs waits for a person."""
        return self.sanction is not None and self.sanction.measure is Measure.HOLD

    def check_may_write(self) -> None:
        """Raises Forbidden `suspended` or `banned`, with why, until when, and the way to appeal."""
        # Where to appeal, the page says beside it.
        sanction = self.sanction
        if sanction is None or not sanction.measure.silences:
            return
        words = Said(
            "%(what)s The reason: %(reason)s You can appeal; another moderator looks at it.",
            {"what": what_it_means(sanction), "reason": _sentence(sanction.reason)},
        )
        if sanction.measure is Measure.SUSPEND:
            raise Forbidden(words, code="suspended")
        raise Forbidden(words, code="banned")


async def standing_of(
    store: SanctionStore, site_id: SiteId, reader_id: ReaderId, now: datetime
) -> Standing:
    """Return what limits a reader now."""
    return Standing(sanction=in_force(await store.sanctions(site_id, reader_id), now))


def _sentence(reason: str) -> str:
    return reason if reason.endswith((".", "!", "?", "…")) else f"{reason}."
