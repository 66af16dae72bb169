"""Show a moderator what waits, with everything needed to rule on it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from belowline.conversation.comment import (
    Appeal,
    Comment,
    Report,
    Revision,
    RulingRecord,
)
from belowline.conversation.notice import IllegalNotice
from belowline.conversation.ports import CommentStore
from belowline.conversation.threads import ThreadMode, mode_by
from belowline.desk.escalations import Escalation, EscalationStore, open_one
from belowline.desk.filters import NO_FILTERS, Filters, WithEditors
from belowline.desk.gathering import Gathered, GatheringStore
from belowline.desk.ports import Offers, QueueCursor, QueueStore
from belowline.desk.stake import Stake
from belowline.desk.undo import UndoStore
from belowline.kernel.clock import Clock
from belowline.kernel.errors import NotFound
from belowline.kernel.ids import CommentId, SiteId
from belowline.people.access import Right, may, require
from belowline.people.reader import Reader
from belowline.stories.ports import StoryStore
from belowline.stories.story import Story

# One screen of work; the rest is brought in behind it.
QUEUE_PAGE = 20
# Comments that are brought in at once, between two rulings: more would keep the second waiting.
FURTHER_PAGE = 10
# Rows that are brought in at once: others wait for a tenth of a second meanwhile.
ROWS_PAGE = 240


class DeskStore(
    CommentStore, QueueStore, UndoStore, StoryStore, EscalationStore, GatheringStore, Protocol
):
    """Comments, what waits of them, what was taken back or handed on, and their stories."""


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
    notices: Sequence[IllegalNotice]
    escalations: Sequence[Escalation]
    mode: ThreadMode

    @property
    def escalated(self) -> Escalation | None:
        """Return how it was handed to the editors, None where nobody waits for one."""
        return open_one(self.escalations)


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
        """Return what waits and is as the filters ask, the worst first.

        What was handed to the editors, moderators are shown only where they ask for it.
        """
        items, following = await self.further(me, site_id, filters, after, limit=QUEUE_PAGE)
        return QueuePage(items, await self.size(me, site_id, filters), following)

    async def further(
        self,
        me: Reader | None,
        site_id: SiteId,
        filters: Filters,
        after: QueueCursor | None,
        *,
        limit: int,
    ) -> tuple[Sequence[DeskItem], QueueCursor | None]:
        """Return the same without its size: up to so many, and where the next ones begin."""
        require(Right.MODERATE, me)
        now, filters = self.clock(), _own_work(me, filters)
        found = await self.store.queue(
            site_id, filters=filters, after=after, limit=limit + 1, now=now
        )
        page = found[:limit]
        gathered = await self.store.gather(site_id, [each.comment for each in page])
        items = [
            _item(each.comment, each.stake, gathered[each.comment.comment_id])
            for each in page
            if each.comment.comment_id in gathered
        ]
        following = None
        if len(found) > limit:
            last = page[-1]
            following = QueueCursor(last.stake.urgent_since, last.comment.comment_id)
        return items, following

    async def size(self, me: Reader | None, site_id: SiteId, filters: Filters = NO_FILTERS) -> int:
        """Count what waits and is as the filters ask."""
        require(Right.MODERATE, me)
        return await self.store.queue_size(
            site_id, filters=_own_work(me, filters), now=self.clock()
        )

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
        stake = await self.store.stake(site_id, comment_id)
        gathered = (await self.store.gather(site_id, [comment])).get(comment_id)
        if gathered is None:
            raise NotFound("The story of this comment is gone.")
        return _item(comment, stake, gathered)


def _own_work(me: Reader | None, filters: Filters) -> Filters:
    """Leave out what only editors can decide, unless somebody asks for that."""
    if filters.escalated is not None or may(Right.OVERSEE, me):
        return filters
    return replace(filters, escalated=WithEditors.NO)


def _item(comment: Comment, stake: Stake | None, gathered: Gathered) -> DeskItem:
    return DeskItem(
        comment=comment,
        judged=gathered.judged,
        story=gathered.story,
        parent=gathered.parent,
        author_published=gathered.author_published,
        reports=gathered.reports,
        appeals=gathered.appeals,
        rulings=gathered.rulings,
        undone=gathered.undone,
        stake=stake,
        notices=gathered.notices,
        escalations=gathered.escalations,
        mode=mode_by(gathered.thread_order, gathered.story),
    )


async def judged_revision(store: CommentStore, comment: Comment) -> Revision:
    """Return the revision that a ruling is about: the edit that waits, else what stands."""
    number = comment.pending or comment.revision
    revision = await store.revision(comment.site_id, comment.comment_id, number)
    if revision is None:
        raise NotFound("This revision is gone.")
    return revision
