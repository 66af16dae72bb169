"""Sanction a reader as a moderator, take it back at once, and decide about an appeal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from belowline.conversation.words import check_note
from belowline.desk.undo import UNDO_WITHIN
from belowline.kernel.clock import Clock
from belowline.kernel.errors import Conflict, Forbidden, NotFound, Refused
from belowline.kernel.ids import NewId, ReaderId, SiteId
from belowline.people.access import Right, require
from belowline.people.ports import PeopleStore
from belowline.people.reader import Reader
from belowline.people.sanctions import (
    Complaint,
    Measure,
    Sanction,
    SanctionStore,
    in_force,
)

# Longer than a year is a ban, which says so.
LONGEST_SUSPENSION = timedelta(days=366)
LONGEST_REASON = 500
# More than a newsroom can keep an eye on; the newest are shown.
MOST_SHOWN = 200
# What a slow network may add on the way there and back.
_ON_THE_WAY = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class SanctionOrder:
    """What a moderator decided about a reader; `until` is for a suspension only."""

    site_id: SiteId
    reader_id: ReaderId
    measure: str
    reason: str
    until: datetime | None = None


class PeopleAndSanctions(PeopleStore, SanctionStore, Protocol):
    """Readers, and what was imposed on them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SanctionReader:
    """The use case; call it with the moderator and the order."""

    store: PeopleAndSanctions
    clock: Clock
    new_id: NewId

    async def __call__(self, me: Reader | None, order: SanctionOrder) -> Sanction:
        """Keep the sanction.

        Raises Refused for an unknown measure, a missing reason or a bad end; Forbidden `staff` for
        a colleague; NotFound for nobody; Conflict `nothing-to-lift`.
        """
        require(Right.MODERATE, me)
        assert me is not None
        now = self.clock()
        measure, reason = _measure(order.measure), _reason(order.reason)
        until = _end(order.until, now) if measure is Measure.SUSPEND else None
        reader = await self.store.reader(order.site_id, order.reader_id)
        if reader is None:
            raise _nobody()
        if reader.role.is_staff:
            raise Forbidden("Whoever works at the desk can't be sanctioned here.", code="staff")
        if measure is Measure.LIFT:
            known = await self.store.sanctions(order.site_id, order.reader_id)
            if in_force(known, now) is None:
                raise Conflict("Nothing limits this reader any more.", code="nothing-to-lift")
        sanction = Sanction(
            site_id=order.site_id,
            sanction_id=self.new_id(),
            reader_id=order.reader_id,
            measure=measure,
            reason=reason,
            until=until,
            by=me.reader_id,
            by_name=me.name,
            created_at=now,
        )
        if not await self.store.add_sanction(sanction):
            raise _nobody()
        return sanction

    async def undo(self, me: Reader | None, site_id: SiteId, sanction_id: str) -> Sanction:
        """Take one's own sanction back within ten seconds; later, lift it.

        Raises NotFound, Forbidden for another's, Conflict `too-late` or `appealed-meanwhile`.
        """
        require(Right.MODERATE, me)
        assert me is not None
        now = self.clock()
        sanction = await self.store.sanction(site_id, sanction_id)
        if sanction is None:
            raise NotFound("There is no such sanction.")
        if sanction.by != me.reader_id:
            raise Forbidden("Only who imposed it can take it back. You can lift it.")
        if now > sanction.created_at + UNDO_WITHIN + _ON_THE_WAY:
            raise Conflict("It is too late to take this back. You can lift it.", code="too-late")
        if not await self.store.undo_sanction(sanction, at=now):
            raise Conflict(
                "It was taken back already, or the reader has appealed.", code="appealed-meanwhile"
            )
        return sanction

    async def of(
        self, me: Reader | None, site_id: SiteId, reader_id: ReaderId
    ) -> Sequence[Sanction]:
        """Return all that was imposed on a reader, oldest first."""
        require(Right.MODERATE, me)
        return await self.store.sanctions(site_id, reader_id)

    async def in_force(self, me: Reader | None, site_id: SiteId) -> Sequence[Sanction]:
        """Return what limits readers now, newest first."""
        require(Right.MODERATE, me)
        return await self.store.sanctions_in_force(site_id, self.clock(), limit=MOST_SHOWN)

    async def complaints(self, me: Reader | None, site_id: SiteId) -> Sequence[Sanction]:
        """Return the sanctions whose readers wait for an answer, the oldest appeal first."""
        require(Right.MODERATE, me)
        return await self.store.complaints(site_id, limit=MOST_SHOWN)

    async def answer(
        self, me: Reader | None, site_id: SiteId, sanction_id: str, *, grant: bool, reply: str
    ) -> None:
        """Decide about an appeal against a sanction.

        Raises Forbidden `own-sanction` for who imposed it, Refused for no reply, NotFound where no
        appeal waits, Conflict `answered-meanwhile`.
        """
        require(Right.MODERATE, me)
        assert me is not None
        reply = check_note(reply, field="reply")
        sanction = await self.store.sanction(site_id, sanction_id)
        if sanction is None or sanction.complaint is None:
            raise NotFound("No appeal waits here.")
        if sanction.by == me.reader_id:
            raise Forbidden(
                "The reader appeals against your own sanction: somebody else has to decide.",
                code="own-sanction",
            )
        if not reply:
            raise Refused(
                "Say to the reader why you decide as you do.", code="message-missing", field="reply"
            )
        answered = Complaint(
            text=sanction.complaint.text,
            made_at=sanction.complaint.made_at,
            granted=grant,
            reply=reply,
            by_name=me.name,
            answered_at=self.clock(),
        )
        if not await self.store.answer_complaint(sanction, answered, by=me.reader_id):
            raise Conflict("Somebody has answered this appeal.", code="answered-meanwhile")


def _measure(text: str) -> Measure:
    try:
        return Measure(text)
    except ValueError:
        raise Refused(
            f"measure must be one of {', '.join(Measure)}.", code="unknown-measure", field="measure"
        ) from None


def _reason(text: str) -> str:
    reason = check_note(text, field="reason", longest=LONGEST_REASON)
    if not reason:
        raise Refused(
            "Say why: the reader is told the reason.", code="reason-missing", field="reason"
        )
    return reason


def _end(until: datetime | None, now: datetime) -> datetime:
    if until is None or not now < until <= now + LONGEST_SUSPENSION:
        raise Refused(
            "A suspension ends within a year, and not before it begins.",
            code="bad-end",
            field="until",
        )
    return until


def _nobody() -> NotFound:
    return NotFound("There is no such reader.")
