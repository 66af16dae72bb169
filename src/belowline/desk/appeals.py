"""See to it that an appeal is decided by somebody else, and with a reason."""

from collections.abc import Sequence
from typing import Protocol

from belowline.conversation.comment import Appeal, Comment, RulingRecord, Verdict
from belowline.conversation.ports import CommentStore
from belowline.desk.ports import QueueStore
from belowline.kernel.errors import Forbidden, Refused
from belowline.people.reader import Reader


class AppealsStore(CommentStore, QueueStore, Protocol):
    """Rulings, and the appeals against them."""


def own_ruling(
    me: Reader, appeals: Sequence[Appeal], rulings: Sequence[RulingRecord]
) -> RulingRecord | None:
    """Return the ruling of mine that an appeal waits against, None if there is none."""
    appealed = {appeal.ruling_id for appeal in appeals if appeal.outcome is None}
    mine = (each for each in rulings if each.ruling_id in appealed and each.by == me.reader_id)
    return next(mine, None)


async def check_appeals(
    store: AppealsStore, comment: Comment, me: Reader, verdict: Verdict, message: str
) -> None:
    """Raises Forbidden for who would decide about their own ruling, Refused for no reason given."""
    appeals = await store.appeals(comment.site_id, comment.comment_id)
    if not any(appeal.outcome is None for appeal in appeals):
        return
    if own_ruling(me, appeals, await store.rulings(comment.site_id, comment.comment_id)):
        raise Forbidden(
            "The author appeals against your own ruling: somebody else has to decide.",
            code="own-ruling",
        )
    if verdict is not Verdict.PUBLISH and not message:
        raise Refused(
            "The author appealed: say in a message to them why your ruling is what it is.",
            code="message-missing",
            field="message",
        )
