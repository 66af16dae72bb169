"""Hand a comment that waits to the editors, with a word about why."""

from dataclasses import dataclass

from belowline.conversation.words import check_note
from belowline.desk.escalations import Escalation, EscalationStore
from belowline.kernel.clock import Clock
from belowline.kernel.errors import Refused
from belowline.kernel.ids import CommentId, NewId, RulingId, SiteId
from belowline.people.access import Right, require
from belowline.people.reader import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalate:
    """The use case; call it with the moderator, the comment, what they saw and their note."""

    store: EscalationStore
    clock: Clock
    new_id: NewId

    async def __call__(
        self, me: Reader | None, site_id: SiteId, comment_id: CommentId, seen: RulingId, note: str
    ) -> Escalation:
        """Keep it; raises Refused without a note, and what `EscalationStore.escalate` raises."""
        require(Right.MODERATE, me)
        assert me is not None
        note = self.check(note)
        escalation = Escalation(
            site_id=site_id,
            escalation_id=self.new_id(),
            comment_id=comment_id,
            ruling_id=seen,
            by=me.reader_id,
            by_name=me.name,
            note=note,
            created_at=self.clock(),
        )
        await self.store.escalate(escalation)
        return escalation

    def check(self, note: str) -> str:
        """Return the note; raises Refused where there is none."""
        note = check_note(note, field="note")
        if not note:
            raise Refused(
                "Say in a note to the editors what makes this hard to decide.",
                code="note-missing",
                field="note",
            )
        return note
