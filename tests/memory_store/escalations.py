"""Keep what was handed to the editors, in a list."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from belowline.conversation.comment import Comment, RulingRecord, Source
from belowline.desk.escalations import Escalation, escalation_note
from belowline.kernel.errors import Conflict
from belowline.kernel.ids import CommentId, RulingId, SiteId
from tests.memory_store.tables import OnTables


class MemoryEscalations(OnTables):
    """See `belowline.desk.escalations.EscalationStore`."""

    async def escalate(self, escalation: Escalation) -> None:
        """Keep it, and an entry in the log."""
        kept = self._kept(escalation.site_id, escalation.comment_id)
        if kept.ruling_id != escalation.ruling_id:
            raise Conflict("Somebody ruled on this comment meanwhile.", code="ruled-meanwhile")
        if kept.attention is None:
            raise Conflict("This comment waits for nobody.", code="not-waiting")
        if self._open(kept):
            raise Conflict("An editor is asked already.", code="escalated-already")
        self._tables.escalations.append(escalation)
        self._write(escalation_note(escalation, escalation.created_at))

    async def escalations(
        self, site_id: SiteId, comment_ids: Sequence[CommentId]
    ) -> Mapping[CommentId, Sequence[Escalation]]:
        """Return what was handed over and not taken back."""
        kept = [each for each in self._tables.escalations if each.site_id == site_id]
        return {
            comment_id: [each for each in kept if each.comment_id == comment_id]
            for comment_id in comment_ids
        }

    async def take_back_escalation(
        self, site_id: SiteId, escalation_id: str, *, at: datetime
    ) -> None:
        """Forget that an editor was asked."""
        for each in self._tables.escalations:
            is_it = (each.site_id, each.escalation_id) == (site_id, escalation_id)
            if is_it and each.answered_by is None:
                self._tables.escalations.remove(each)
                self._write(escalation_note(each, at, taken_back=True))
                return
        raise Conflict("Somebody has ruled on this meanwhile.", code="ruled-meanwhile")

    def _open(self, comment: Comment) -> list[Escalation]:
        return [
            each
            for each in self._tables.escalations
            if (each.site_id, each.comment_id) == (comment.site_id, comment.comment_id)
            and each.answered_by is None
        ]

    def _answer(self, comment: Comment, ruling: RulingRecord) -> None:
        if ruling.source is Source.MODERATOR:
            self._put_answer(comment, None, ruling.ruling_id)

    def _ask_again(self, comment: Comment) -> None:
        self._put_answer(comment, comment.ruling_id, None)

    def _put_answer(self, comment: Comment, old: RulingId | None, new: RulingId | None) -> None:
        self._tables.escalations = [
            replace(each, answered_by=new)
            if (each.site_id, each.comment_id) == (comment.site_id, comment.comment_id)
            and each.answered_by == old
            else each
            for each in self._tables.escalations
        ]
