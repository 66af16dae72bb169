"""Like a comment, or take the like back."""

from dataclasses import dataclass

from belowline.conversation.comment import State
from belowline.conversation.ports import CommentStore
from belowline.kernel.errors import NotFound
from belowline.kernel.ids import CommentId, ReaderId, SiteId


@dataclass(frozen=True, slots=True, kw_only=True)
class Like:
    """The use case, both ways; each returns the number of likes after it."""

    store: CommentStore

    async def __call__(self, site_id: SiteId, comment_id: CommentId, reader_id: ReaderId) -> int:
        """Like once; again changes nothing. Raises NotFound unless the comment is public."""
        await self._public(site_id, comment_id)
        return await self.store.like(site_id, comment_id, reader_id)

    async def undo(self, site_id: SiteId, comment_id: CommentId, reader_id: ReaderId | None) -> int:
        """Take the like back; without one nothing changes."""
        likes = await self._public(site_id, comment_id)
        if reader_id is None:
            return likes
        return await self.store.unlike(site_id, comment_id, reader_id)

    async def _public(self, site_id: SiteId, comment_id: CommentId) -> int:
        comment = await self.store.comment(site_id, comment_id)
        if comment is None or comment.state is not State.PUBLISHED:
            raise NotFound("There is no such comment.")
        return comment.likes
