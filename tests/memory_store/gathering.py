"""Gather everything about some comments, one after the other."""

from collections.abc import Mapping, Sequence

from belowline.conversation.comment import Comment
from belowline.desk.gathering import Gathered
from belowline.kernel.ids import CommentId, SiteId
from tests.memory_store.escalations import MemoryEscalations
from tests.memory_store.notices import MemoryNotices
from tests.memory_store.queue import MemoryQueue
from tests.memory_store.reading import MemoryReading
from tests.memory_store.stories import MemoryStories
from tests.memory_store.tables import key_of
from tests.memory_store.thread_orders import MemoryThreadOrders


class MemoryGathering(
    MemoryReading,
    MemoryStories,
    MemoryQueue,
    MemoryNotices,
    MemoryThreadOrders,
    MemoryEscalations,
):
    """See `belowline.desk.gathering.GatheringStore`."""

    async def gather(
        self, site_id: SiteId, comments: Sequence[Comment]
    ) -> Mapping[CommentId, Gathered]:
        """Return what is kept about each of the comments."""
        found = [(each.comment_id, await self._all_about(each)) for each in comments]
        return {comment_id: gathered for comment_id, gathered in found if gathered is not None}

    async def _all_about(self, comment: Comment) -> Gathered | None:
        site_id, comment_id = key_of(comment)
        judged = await self.revision(site_id, comment_id, comment.pending or comment.revision)
        story = await self.story(site_id, comment.story_id)
        if judged is None or story is None:
            return None
        parent = await self.comment(site_id, comment.parent_id) if comment.parent_id else None
        record = await self.author_record(site_id, comment.author.reader_id, recent=0)
        return Gathered(
            judged=judged,
            story=story,
            parent=parent,
            author_published=record.published,
            reports=await self.reports(site_id, comment_id),
            appeals=await self.appeals(site_id, comment_id),
            notices=await self.notices(site_id, comment_id),
            rulings=await self.rulings(site_id, comment_id),
            undone=self._tables.undone.get((site_id, comment_id), []),
            escalations=(await self.escalations(site_id, [comment_id]))[comment_id],
            thread_order=await self.thread_order(site_id, comment.story_id),
        )
