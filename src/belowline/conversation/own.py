"""The one door to a comment for its author."""

from datetime import datetime, timedelta

from belowline.conversation.comment import Comment, State
from belowline.conversation.ports import CommentStore
from belowline.kernel.errors import Forbidden, NotFound
from belowline.kernel.ids import CommentId, ReaderId, SiteId


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


def edit_until(comment: Comment, window: timedelta) -> datetime | None:
    """Return until when the author may edit, None if there is nothing that can be edited."""
    if comment.state not in (State.PUBLISHED, State.HELD):
        return None
    return comment.created_at + window
