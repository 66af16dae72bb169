"""Take a moderator's ruling back, in dicts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from belowline.conversation.comment import (
    Appeal,
    Attention,
    Comment,
    Outcome,
    Report,
    RulingRecord,
    Source,
    State,
)
from belowline.conversation.notice import IllegalNotice
from belowline.desk.audit import undo_note
from belowline.kernel.errors import Conflict
from belowline.kernel.ids import CommentId, RulingId, SiteId
from tests.memory_store.escalations import MemoryEscalations
from tests.memory_store.tables import key_of
from tests.memory_store.writing import MemoryWriting


@dataclass(frozen=True)
class Before:
    """How things stood before a ruling."""

    comment: Comment
    reports: Sequence[Report]
    appeals: Sequence[Appeal]
    notices: Sequence[IllegalNotice]


class MemoryUndoing(MemoryWriting, MemoryEscalations):
    """See `belowline.desk.undo.UndoStore`."""

    async def add_ruling(
        self, changed: Comment, ruling: RulingRecord, *, seen: RulingId
    ) -> Comment:
        """Keep a ruling, and how the comment stood before a moderator's."""
        kept = self._kept(changed.site_id, changed.comment_id)
        reports = self._tables.reports.get(key_of(kept), {}).values()
        before = Before(
            kept,
            [each for each in reports if each.outcome is None],
            [
                each
                for each in self._tables.appeals
                if (each.site_id, each.comment_id) == key_of(kept) and each.outcome is None
            ],
            [
                each
                for each in self._tables.notices
                if (each.site_id, each.comment_id) == key_of(kept) and each.answered_by is None
            ],
        )
        after = await super().add_ruling(changed, ruling, seen=seen)
        if ruling.source is Source.MODERATOR:
            self._tables.undoable[ruling.site_id, ruling.ruling_id] = before
            self._answer(kept, ruling)
        return after

    async def undo(
        self, site_id: SiteId, comment_id: CommentId, ruling_id: RulingId, *, at: datetime
    ) -> Comment:
        """Put a comment, and what readers said about it, back to before the ruling."""
        kept = self._kept(site_id, comment_id)
        before = self._tables.undoable.get((site_id, ruling_id))
        if kept.ruling_id != ruling_id or before is None:
            raise Conflict("Somebody ruled on this comment meanwhile.", code="ruled-meanwhile")
        if kept.state is State.WITHDRAWN:
            raise Conflict("Its author has withdrawn this comment.", code="withdrawn")
        against = [(each.site_id, each.ruling_id) for each in self._tables.appeals]
        if (site_id, ruling_id) in against:
            raise Conflict("Its author has appealed already.", code="appealed-meanwhile")
        rulings = self._tables.rulings[key_of(kept)]
        (taken_back,) = [each for each in rulings if each.ruling_id == ruling_id]
        rulings.remove(taken_back)
        self._tables.undone.setdefault(key_of(kept), []).append(taken_back)
        self._reopen(kept, before)
        self._ask_again(kept)
        was = before.comment
        earlier = replace(was, likes=kept.likes, replies=kept.replies, was_public=kept.was_public)
        if kept.attention is Attention.ILLEGAL:
            earlier = replace(
                earlier, attention=kept.attention, attention_since=kept.attention_since
            )
        self._tables.told.pop((site_id, ruling_id), None)
        self._write(undo_note(taken_back, at))
        return self._put(earlier, at)

    async def undone(self, site_id: SiteId, comment_id: CommentId) -> Sequence[RulingRecord]:
        """Return the rulings on a comment that were taken back."""
        return self._tables.undone.get((site_id, comment_id), [])

    def _reopen(self, comment: Comment, before: Before) -> None:
        reports = self._tables.reports.get(key_of(comment), {})
        for report in before.reports:
            ended = reports[report.reader_id].outcome
            reports[report.reader_id] = report
            reader = self._tables.readers.get((report.site_id, report.reader_id))
            if reader is not None and ended is not None:
                self._tables.readers[report.site_id, report.reader_id] = replace(
                    reader,
                    reports_upheld=reader.reports_upheld - (ended is Outcome.UPHELD),
                    reports_dismissed=reader.reports_dismissed - (ended is Outcome.DISMISSED),
                )
        were = {each.appeal_id: each for each in before.appeals}
        self._tables.appeals = [were.get(each.appeal_id, each) for each in self._tables.appeals]
        noticed = {each.notice_id: each for each in before.notices}
        self._tables.notices = [noticed.get(n.notice_id, n) for n in self._tables.notices]
