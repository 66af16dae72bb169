"""Withdraw a comment: its text goes, the replies stay."""

from dataclasses import dataclass

from belowline.conversation.comment import Comment, State
from belowline.conversation.own import access_own
from belowline.conversation.ports import CommentStore
from belowline.kernel.ids import CommentId, ReaderId, SiteId


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """The use case."""

    store: CommentStore

    async def __call__(
        self, site_id: SiteId, comment_id: CommentId, reader_id: ReaderId | None
    ) -> Comment:
        """Withdraw the reader's own comment; doing it twice is no error."""
        comment = await access_own(self.store, site_id, comment_id, reader_id)
        if comment.state is State.WITHDRAWN:
            return comment
        return await self.store.withdraw(comment)
