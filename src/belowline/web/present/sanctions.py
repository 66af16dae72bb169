"""Turn sanctions into what the desk and their reader are shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from belowline.desk.undo import UNDO_WITHIN
from belowline.kernel.ids import ReaderId
from belowline.people.reader import Reader
from belowline.people.sanctions import Complaint, Measure, Sanction, in_force, what_it_means
from belowline.web.present.comments import moment
from belowline.web.views import Moment
from belowline.web.words import gettext, marked, say

# How long a suspension may be, as a form offers it: days, and their name.
SPANS = ((1, "a day"), (3, "three days"), (7, "a week"), (30, "a month"), (90, "three months"))

_DONE = {
    Measure.WARN: "Warned",
    Measure.HOLD: "Every comment held",
    Measure.SUSPEND: "Suspended",
    Measure.BAN: "Banned",
    Measure.LIFT: "Lifted",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintView:
    """A reader's appeal; `outcome` and `reply` are empty while it waits."""

    text: str
    made: Moment
    outcome: str
    reply: str
    who: str
    answered: Moment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SanctionView:
    """A sanction: `done` names it for moderators, `means` says to the reader what it means.

    `now` says what has become of it, empty where nothing has. `reader` is a name.
    """

    id: str
    reader_id: str
    reader: str
    measure: str
    done: str
    means: str
    reason: str
    who: str
    at: Moment
    until: Moment | None
    now: str
    read: Moment | None
    is_in_force: bool
    may_undo: bool
    may_appeal: bool
    appeal_until: Moment
    complaint: ComplaintView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SanctionsView:
    """All that was imposed on one reader, newest first, and what a form offers.

    `limit` is what is in force, None for nothing; `may` says whether this reader can be sanctioned.
    """

    reader_id: str
    sanctions: Sequence[SanctionView]
    limit: SanctionView | None
    may: bool
    spans: Sequence[tuple[int, str]] = SPANS


def sanctions_view(
    sanctions: Sequence[Sanction], *, reader_id: ReaderId, may: bool, me: Reader, now: datetime
) -> SanctionsView:
    """Return a reader's sanctions as a moderator sees them."""
    shown = sanction_views(sanctions, now, me=me)[::-1]
    return SanctionsView(
        reader_id=reader_id,
        sanctions=shown,
        limit=next((each for each in shown if each.is_in_force), None),
        may=may,
    )


def sanction_views(
    sanctions: Sequence[Sanction], now: datetime, *, me: Reader | None = None
) -> list[SanctionView]:
    """Return one reader's sanctions in the order given, which is the oldest first."""
    limiting = in_force(sanctions, now)
    return [sanction_view(each, now, is_in_force=each == limiting, me=me) for each in sanctions]


def sanction_view(
    sanction: Sanction, now: datetime, *, is_in_force: bool, me: Reader | None, reader: str = ""
) -> SanctionView:
    """Return one sanction."""
    is_mine = me is not None and sanction.by == me.reader_id
    complaint = sanction.complaint
    open_to_appeal = sanction.measure is not Measure.LIFT and now <= sanction.appeal_until
    return SanctionView(
        id=sanction.sanction_id,
        reader_id=sanction.reader_id,
        reader=reader,
        measure=sanction.measure,
        done=_DONE[sanction.measure],
        means=say(what_it_means(sanction)),
        reason=sanction.reason,
        who=sanction.by_name,
        at=moment(sanction.created_at),
        until=moment(sanction.until) if sanction.until else None,
        now=gettext(_now(sanction, now, is_in_force=is_in_force)),
        read=moment(sanction.read_at) if sanction.read_at else None,
        is_in_force=is_in_force,
        may_undo=is_mine
        and sanction.undone_at is None
        and complaint is None
        and now <= sanction.created_at + UNDO_WITHIN,
        may_appeal=open_to_appeal and complaint is None and sanction.stands,
        appeal_until=moment(sanction.appeal_until),
        complaint=_complaint_view(complaint) if complaint else None,
    )


def _now(sanction: Sanction, now: datetime, *, is_in_force: bool) -> str:
    if sanction.undone_at is not None:
        return marked("Taken back at once")
    if not sanction.stands:
        return marked("Taken back on appeal")
    if is_in_force:
        return marked("In force")
    if sanction.measure in (Measure.WARN, Measure.LIFT):
        return ""
    has_ended = sanction.until is not None and sanction.until <= now
    return marked("Ended") if has_ended else marked("No longer in force")


def _complaint_view(complaint: Complaint) -> ComplaintView:
    outcome = {None: "", True: "Granted", False: "Refused"}[complaint.granted]
    return ComplaintView(
        text=complaint.text,
        made=moment(complaint.made_at),
        outcome=outcome,
        reply=complaint.reply,
        who=complaint.by_name,
        answered=moment(complaint.answered_at) if complaint.answered_at else None,
    )
