"""The one door to a comment for its author."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from belowline.conversation.comment import Comment, RulingRecord, Source, State
from belowline.conversation.ports import CommentStore
from belowline.kernel.errors import Forbidden, NotFound
from belowline.kernel.ids import CommentId, ReaderId, SiteId

# Somebody who is asked may be away; after a week the conversation has gone on.
ASKED_EDIT_WINDOW = timedelta(days=7)


async def access_own(
    store: CommentStore, site_id: SiteId, comment_id: CommentId, reader_id: ReaderId | None
) -> Comment:
    """Return the reader's own comment.

    Raises Forbidden for a public comment of somebody else, NotFound where even its existence is
    none of the reader's business.
    """
    comment = await store.comment(site_id, comment_id)
    if comment is None:
        raise NotFound("There is no such comment.")
    if reader_id is not None and comment.author.reader_id == reader_id:
        return comment
    if comment.shown:
        raise Forbidden("Only its author can do this.", code="not-yours")
    raise NotFound("There is no such comment.")


def edit_until(
    comment: Comment, window: timedelta, rulings: Sequence[RulingRecord] = ()
) -> datetime | None:
    """Return until when the author may edit, None if there is nothing that can be edited.

    A moderator who asked for better words opens the window anew.
    """
    if comment.state not in (State.PUBLISHED, State.HELD):
        return None
    until = comment.created_at + window
    asked = asked_edit(rulings)
    return max(until, asked.created_at + ASKED_EDIT_WINDOW) if asked else until


def asked_edit(rulings: Sequence[RulingRecord]) -> RulingRecord | None:
    """Return the ruling that asks the author for an edit, None where the last one doesn't."""
    by_people = (each for each in reversed(rulings) if each.source is Source.MODERATOR)
    last = next(by_people, None)
    return last if last and last.asks_edit else None
