"""Take one's own ruling back at once, as if it had not been made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from belowline.conversation.comment import Comment, RulingRecord
from belowline.conversation.ports import CommentStore
from belowline.desk.escalations import EscalationStore
from belowline.kernel.clock import Clock
from belowline.kernel.errors import Conflict, Forbidden, NotFound
from belowline.kernel.ids import CommentId, RulingId, SiteId
from belowline.people.access import Right, require
from belowline.people.reader import Reader

# Long enough to see that it was the wrong key, too short for anybody to have answered.
UNDO_WITHIN = timedelta(seconds=10)
# What a slow network may add on the way there and back.
_ON_THE_WAY = timedelta(seconds=5)


class UndoStore(Protocol):
    """Remembers how comments stood before moderators ruled."""

    async def undo(
        self, site_id: SiteId, comment_id: CommentId, ruling_id: RulingId, *, at: datetime
    ) -> Comment:
        """Put a comment, and the reports, notices and appeals a ruling settled, back to before it.

        The comment's latest ruling is then the one before, and `rulings` tells no longer of this
        one, which stays kept. Raises Conflict `ruled-meanwhile` where another followed, or where
        it was no moderator's; `withdrawn` where its author took the comment back,
        `appealed-meanwhile` where they appealed. The author is told of the ruling no longer, and
        the log that it was taken back.
        """
        ...

    async def undone(self, site_id: SiteId, comment_id: CommentId) -> Sequence[RulingRecord]:
        """Return the rulings on a comment that were taken back, oldest first."""
        ...


class RulingStore(CommentStore, UndoStore, EscalationStore, Protocol):
    """Comments, how they stood before moderators ruled, and what was handed to the editors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """The use case; call it with the moderator and their ruling."""

    store: RulingStore
    clock: Clock

    async def __call__(
        self, me: Reader | None, site_id: SiteId, comment_id: CommentId, ruling_id: RulingId
    ) -> Comment:
        """Return the comment as it stood before.

        Raises Conflict `too-late` after ten seconds, `ruled-meanwhile` or `appealed-meanwhile`
        where somebody was faster;
        Forbidden for another's ruling; NotFound for one that there is not.
        """
        require(Right.MODERATE, me)
        assert me is not None
        now = self.clock()
        rulings = await self.store.rulings(site_id, comment_id)
        ruling = next((each for each in rulings if each.ruling_id == ruling_id), None)
        if ruling is None:
            return await self._from_editors(me, site_id, comment_id, ruling_id)
        if ruling.by != me.reader_id:
            raise Forbidden("Only who ruled can take it back. You can rule anew.")
        _check_time(now, ruling.created_at)
        return await self.store.undo(site_id, comment_id, ruling_id, at=now)

    async def _from_editors(
        self, me: Reader, site_id: SiteId, comment_id: CommentId, escalation_id: str
    ) -> Comment:
        """Do the same where it was no ruling, but handed to the editors."""
        found = await self.store.escalations(site_id, [comment_id])
        given = (each for each in found.get(comment_id, ()) if each.escalation_id == escalation_id)
        escalation = next(given, None)
        comment = await self.store.comment(site_id, comment_id)
        if escalation is None or comment is None:
            raise NotFound("There is no such ruling.")
        if escalation.by != me.reader_id:
            raise Forbidden("Only who asked the editors can take that back.")
        now = self.clock()
        _check_time(now, escalation.created_at)
        await self.store.take_back_escalation(site_id, escalation_id, at=now)
        return comment


def _check_time(now: datetime, made_at: datetime) -> None:
    if now > made_at + UNDO_WITHIN + _ON_THE_WAY:
        raise Conflict("It is too late to take this back. You can rule anew.", code="too-late")
