"""Say what it is to hand a comment to the editors, and what a store keeps of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from belowline.desk.audit import Act, Note, sha256_of
from belowline.kernel.errors import Forbidden
from belowline.kernel.ids import CommentId, ReaderId, RulingId, SiteId
from belowline.people.access import Right, may
from belowline.people.reader import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """A moderator's request that an editor decides; `note` says what makes it hard.

    It takes nothing from anybody: a public comment stays public, a held one held. `ruling_id` is
    the latest ruling that the moderator saw, `answered_by` the one that ended the waiting.
    """

    site_id: SiteId
    escalation_id: str
    comment_id: CommentId
    ruling_id: RulingId
    by: ReaderId
    by_name: str
    note: str
    created_at: datetime
    answered_by: RulingId | None = None


class EscalationStore(Protocol):
    """Keeps what was handed to the editors."""

    async def escalate(self, escalation: Escalation) -> None:
        """Keep it, and an entry in the log.

        Raises Conflict `ruled-meanwhile` where the latest ruling is another than it names,
        `not-waiting` where the comment waits for nobody, `escalated-already` where an editor is
        asked already, NotFound for an unknown comment. A moderator's ruling on the comment answers
        it (`CommentStore.add_ruling`), and whoever takes that ruling back asks again.
        """
        ...

    async def escalations(
        self, site_id: SiteId, comment_ids: Sequence[CommentId]
    ) -> Mapping[CommentId, Sequence[Escalation]]:
        """Return what was handed over and not taken back, oldest first; nothing for the rest."""
        ...

    async def take_back_escalation(
        self, site_id: SiteId, escalation_id: str, *, at: datetime
    ) -> None:
        """Forget that an editor was asked; the log keeps both.

        Raises Conflict `ruled-meanwhile` where somebody has ruled since.
        """
        ...


def open_one(escalations: Sequence[Escalation]) -> Escalation | None:
    """Return the one that waits for an editor, None if there is none."""
    return next((each for each in escalations if each.answered_by is None), None)


async def check_escalation(
    store: EscalationStore, site_id: SiteId, comment_id: CommentId, me: Reader
) -> None:
    """Raises Forbidden for a moderator where a colleague has asked for an editor."""
    if may(Right.OVERSEE, me):
        return
    found = await store.escalations(site_id, [comment_id])
    asked = open_one(found.get(comment_id, ()))
    if asked is not None:
        raise Forbidden(
            f"{asked.by_name} handed this to the editors: one of them decides.", code="escalated"
        )


def escalation_note(escalation: Escalation, at: datetime, *, taken_back: bool = False) -> Note:
    """Return what the log says of it; the moderator's words stand there as a hash."""
    return Note(
        site_id=escalation.site_id,
        at=at,
        act=Act.ESCALATION,
        by=escalation.by,
        subject=escalation.comment_id,
        details={
            "escalation": escalation.escalation_id,
            "ruling": escalation.ruling_id,
            "note": sha256_of(escalation.escalation_id, escalation.note),
            "taken back": int(taken_back),
        },
    )
