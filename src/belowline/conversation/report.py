"""Report a comment, or take the report back."""

from dataclasses import dataclass
from math import inf
from typing import Protocol

from belowline.conversation.comment import (
    ILLEGAL,
    Comment,
    Report,
    RulingRecord,
    Source,
    State,
    Verdict,
)
from belowline.conversation.in_force import InForce
from belowline.conversation.ports import CommentStore
from belowline.conversation.removals import Removals, RemovalStore, removals
from belowline.conversation.reported import MOST_REPORTS, ReportedStore, vain_of
from belowline.conversation.words import check_note
from belowline.kernel.clock import Clock
from belowline.kernel.errors import NotFound, Refused
from belowline.kernel.ids import CommentId, NewId, ReaderId, RulingId, SiteId
from belowline.moderation import ENGINE_VERSION
from belowline.people.patience import InVain
from belowline.people.reader import Reader
from belowline.people.sanctions import SanctionStore, standing_of
from belowline.people.trust import report_weight

LONGEST_CONTACT = 254
# Weights are added up here in another way than in the store.
_ROUNDING = 0.001


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A report as the reader sends it. `address` is a keyed hash of the network address."""

    site_id: SiteId
    comment_id: CommentId
    reporter: Reader
    reason: str
    address: str
    note: str = ""
    contact: str = ""


class ReportStore(CommentStore, ReportedStore, RemovalStore, SanctionStore, Protocol):
    """Comments with what is said of them, what came of it, and what limits readers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeReport:
    """The use case; call it with a notice."""

    store: ReportStore
    in_force: InForce
    clock: Clock
    new_id: NewId

    async def __call__(self, notice: Notice) -> tuple[Report, bool]:
        """Keep the report; return it, and whether it is the reader's first on this comment.

        Raises Refused for an unknown reason, an own comment, a notice of illegal content without
        an explanation, or after too many reports in vain; NotFound where there is no public
        comment; Forbidden for who is suspended or banned, except for illegal content, which
        anybody may report.
        """
        reason, note, contact = self._checked(notice)
        comment = await self.store.comment(notice.site_id, notice.comment_id)
        if comment is None or not can_be_reported(comment):
            raise NotFound("There is no such comment.")
        if comment.author.reader_id == notice.reporter.reader_id:
            raise Refused(
                "This is your own comment. You can withdraw it instead.", code="own-comment"
            )
        await self._check_may_report(notice)
        same = await self.store.address_reports(notice.site_id, comment.comment_id, notice.address)
        report = Report(
            site_id=notice.site_id,
            report_id=self.new_id(),
            comment_id=comment.comment_id,
            reader_id=notice.reporter.reader_id,
            reason=reason,
            note=note or None,
            contact=contact or None,
            address=notice.address,
            weight=report_weight(notice.reporter, same_address=same),
            created_at=self.clock(),
        )
        _, is_new = await self.store.add_report(
            report, hold_at=await self._hold_at(comment, report), hold=self._hold(comment, report)
        )
        return report, is_new

    async def in_vain(self, site_id: SiteId, reader_id: ReaderId) -> InVain:
        """Return which reports of this reader came to nothing of late."""
        found = await self.store.reported_by(site_id, reader_id, limit=MOST_REPORTS)
        return vain_of(found, self.clock())

    async def removals(self, site_id: SiteId) -> Removals:
        """Return how many comments reports took down within a day, and how many they may."""
        limit = self.in_force.policy.removals_per_day
        return await removals(self.store, site_id, limit, self.clock())

    async def _hold_at(self, comment: Comment, report: Report) -> float:
        """Past the day's limit a report is kept and shown to moderators, and takes nothing down."""
        threshold = self.in_force.policy.report_threshold
        # Most reports are far from it, and counting a day's rulings is the dearest question here.
        if comment.report_weight + report.weight < threshold - _ROUNDING:
            return threshold
        return inf if (await self.removals(comment.site_id)).is_reached else threshold

    async def _check_may_report(self, notice: Notice) -> None:
        if notice.reason == ILLEGAL:
            return
        reader_id = notice.reporter.reader_id
        standing = await standing_of(self.store, notice.site_id, reader_id, self.clock())
        standing.check_may_write()
        (await self.in_vain(notice.site_id, reader_id)).check()

    def _checked(self, notice: Notice) -> tuple[str, str, str]:
        reasons = [clause.name for clause in self.in_force.policy.clauses] + [ILLEGAL]
        if notice.reason not in reasons:
            raise Refused(
                f"reason must be one of {', '.join(reasons)}.",
                code="unknown-reason",
                field="reason",
            )
        note = check_note(notice.note, field="note")
        contact = check_note(notice.contact, field="contact", longest=LONGEST_CONTACT)
        if notice.reason == ILLEGAL and not note:
            raise Refused(
                "Say which law you think the comment breaks, and how.",
                code="note-missing",
                field="note",
            )
        return notice.reason, note, contact

    def _hold(self, comment: Comment, report: Report) -> RulingRecord:
        """Return the ruling that takes effect if this report reaches the threshold."""
        return RulingRecord(
            site_id=comment.site_id,
            ruling_id=RulingId(self.new_id()),
            comment_id=comment.comment_id,
            revision=comment.revision,
            verdict=Verdict.HOLD,
            source=Source.REPORTS,
            by=None,
            by_name=None,
            clause=None if report.reason == ILLEGAL else report.reason,
            note=None,
            findings=(),
            scores={},
            unchecked=(),
            policy_version=self.in_force.policy.version,
            engine_version=ENGINE_VERSION,
            created_at=report.created_at,
        )


def can_be_reported(comment: Comment) -> bool:
    """Say whether readers may speak against it: what crosses with a hold still counts."""
    return comment.state is State.PUBLISHED or (comment.state is State.HELD and comment.was_public)


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoReport:
    """Take a report back while nobody has acted on it."""

    store: CommentStore

    async def __call__(
        self, site_id: SiteId, comment_id: CommentId, reporter: Reader | None
    ) -> None:
        """Raises NotFound where there is no open report by this reader."""
        undone = reporter is not None and await self.store.undo_report(
            site_id, comment_id, reporter.reader_id
        )
        if not undone:
            raise NotFound("You have no open report on this comment.")
