"""Show a moderator what waits, with everything needed to rule on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from belowline.conversation.comment import (
    Appeal,
    Comment,
    Report,
    Revision,
    RulingRecord,
)
from belowline.conversation.ports import CommentStore
from belowline.desk.filters import NO_FILTERS, Filters
from belowline.desk.ports import Offers, QueueCursor, QueueStore
from belowline.desk.stake import Stake
from belowline.desk.undo import UndoStore
from belowline.kernel.clock import Clock
from belowline.kernel.errors import NotFound
from belowline.kernel.ids import CommentId, SiteId
from belowline.people.access import Right, require
from belowline.people.reader import Reader
from belowline.stories.ports import StoryStore
from belowline.stories.story import Story

# One screen of work; the next twenty are a keystroke away.
QUEUE_PAGE = 20


class DeskStore(CommentStore, QueueStore, UndoStore, StoryStore, Protocol):
    """Comments, what waits of them, what was taken back, and their stories."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskItem:
    """A comment at the desk. `judged` is the revision a ruling would be about."""

    comment: Comment
    judged: Revision
    story: Story
    parent: Comment | None
    author_published: int
    reports: Sequence[Report]
    appeals: Sequence[Appeal]
    rulings: Sequence[RulingRecord]
    undone: Sequence[RulingRecord]  # what moderators took back at once
    stake: Stake | None  # None where it does not wait


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of the queue, its size in all, and where the next page begins (None: nowhere)."""

    items: Sequence[DeskItem]
    size: int
    next: QueueCursor | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The reading side of the desk, for staff only."""

    store: DeskStore
    clock: Clock

    async def queue(
        self,
        me: Reader | None,
        site_id: SiteId,
        *,
        filters: Filters = NO_FILTERS,
        after: QueueCursor | None,
    ) -> QueuePage:
        """Return what waits and is as the filters ask, the worst first."""
        require(Right.MODERATE, me)
        now = self.clock()
        found = await self.store.queue(
            site_id, filters=filters, after=after, limit=QUEUE_PAGE + 1, now=now
        )
        page = found[:QUEUE_PAGE]
        items = [await self._item(each.comment, each.stake) for each in page]
        following = None
        if len(found) > QUEUE_PAGE:
            last = page[-1]
            following = QueueCursor(last.stake.urgent_since, last.comment.comment_id)
        size = await self.store.queue_size(site_id, filters=filters, now=now)
        return QueuePage(items, size, following)

    async def size(self, me: Reader | None, site_id: SiteId, filters: Filters = NO_FILTERS) -> int:
        """Count what waits and is as the filters ask."""
        require(Right.MODERATE, me)
        return await self.store.queue_size(site_id, filters=filters, now=self.clock())

    async def exists(self, me: Reader | None, site_id: SiteId, comment_id: CommentId) -> None:
        """Raises NotFound where there is no such comment."""
        require(Right.MODERATE, me)
        if await self.store.comment(site_id, comment_id) is None:
            raise NotFound("There is no such comment.")

    async def offers(self, me: Reader | None, site_id: SiteId) -> Offers:
        """Return what the queue can be filtered by."""
        require(Right.MODERATE, me)
        return await self.store.offers(site_id)

    async def item(self, me: Reader | None, site_id: SiteId, comment_id: CommentId) -> DeskItem:
        """Return one comment in any state; raises NotFound."""
        require(Right.MODERATE, me)
        comment = await self.store.comment(site_id, comment_id)
        if comment is None:
            raise NotFound("There is no such comment.")
        return await self._item(comment, await self.store.stake(site_id, comment_id))

    async def _item(self, comment: Comment, stake: Stake | None) -> DeskItem:
        store, site_id, comment_id = self.store, comment.site_id, comment.comment_id
        story = await store.story(site_id, comment.story_id)
        if story is None:
            raise NotFound("The story of this comment is gone.")
        parent = await store.comment(site_id, comment.parent_id) if comment.parent_id else None
        record = await store.author_record(site_id, comment.author.reader_id, recent=0)
        return DeskItem(
            comment=comment,
            judged=await judged_revision(store, comment),
            story=story,
            parent=parent,
            author_published=record.published,
            reports=await store.reports(site_id, comment_id),
            appeals=await store.appeals(site_id, comment_id),
            rulings=await store.rulings(site_id, comment_id),
            undone=await store.undone(site_id, comment_id),
            stake=stake,
        )


async def judged_revision(store: CommentStore, comment: Comment) -> Revision:
    """Return the revision that a ruling is about: the edit that waits, else what stands."""
    number = comment.pending or comment.revision
    revision = await store.revision(comment.site_id, comment.comment_id, number)
    if revision is None:
        raise NotFound("This revision is gone.")
    return revision
