"""Read threads, events and policies from dicts."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import datetime

from belowline.conversation.comment import Comment, Revision, RulingRecord, State
from belowline.conversation.paging import Cursor, Sort
from belowline.conversation.ports import AuthorRecord, Personal
from belowline.kernel.events import Event
from belowline.kernel.ids import CommentId, ReaderId, SiteId, StoryId
from tests.memory_store.tables import OnTables


class MemoryReading(OnTables):
    """See the reading half of `CommentStore`, and `EventStore`, `PolicyStore`."""

    def one_look(self) -> AbstractAsyncContextManager[object]:
        """Dicts are read in no time."""
        return nullcontext()

    async def comment(self, site_id: SiteId, comment_id: CommentId) -> Comment | None:
        """Return the comment in any state, or None."""
        return self._tables.comments.get((site_id, comment_id))

    async def comments(
        self, site_id: SiteId, comment_ids: Sequence[CommentId]
    ) -> Sequence[Comment]:
        """Return those of the comments that exist."""
        return [each for each in self._of(site_id) if each.comment_id in comment_ids]

    async def revision(
        self, site_id: SiteId, comment_id: CommentId, number: int
    ) -> Revision | None:
        """Return one revision, or None."""
        revisions = await self.revisions(site_id, comment_id)
        return next((each for each in revisions if each.number == number), None)

    async def revisions(self, site_id: SiteId, comment_id: CommentId) -> Sequence[Revision]:
        """Return all revisions, oldest first."""
        revisions = self._tables.revisions.get((site_id, comment_id), [])
        return sorted(revisions, key=lambda revision: revision.number)

    async def rulings(self, site_id: SiteId, comment_id: CommentId) -> Sequence[RulingRecord]:
        """Return all rulings on the comment, oldest first."""
        rulings = self._tables.rulings.get((site_id, comment_id), [])
        return sorted(rulings, key=lambda ruling: (ruling.created_at, ruling.ruling_id))

    async def author_record(
        self, site_id: SiteId, reader_id: ReaderId, *, recent: int
    ) -> AuthorRecord:
        """Return the author's record."""
        own = [each for each in self._of(site_id) if each.author.reader_id == reader_id]
        own.sort(key=lambda each: each.comment_id, reverse=True)
        texts = [each.text for each in own if each.state is not State.WITHDRAWN]
        published = sum(each.state is State.PUBLISHED for each in own)
        return AuthorRecord(published=published, recent=tuple(texts[:recent]))

    async def roots(
        self, site_id: SiteId, story_id: StoryId, *, sort: Sort, after: Cursor | None, limit: int
    ) -> Sequence[Comment]:
        """Return shown comments without a parent."""
        roots = [
            each
            for each in self._of(site_id)
            if each.story_id == story_id and each.shown and each.parent_id is None
        ]
        return _page(roots, sort, after, limit)

    async def featured(
        self, site_id: SiteId, story_id: StoryId, *, limit: int
    ) -> Sequence[Comment]:
        """Return published comments that the editors picked."""
        picked = [
            (each.featured_at, each.comment_id, each)
            for each in self._of(site_id)
            if each.story_id == story_id
            and each.state is State.PUBLISHED
            and each.featured_at is not None
        ]
        return [comment for _, _, comment in sorted(picked, reverse=True)][:limit]

    async def listing(
        self,
        site_id: SiteId,
        story_id: StoryId,
        *,
        sort: Sort,
        after: Cursor | None,
        limit: int,
        parent_id: CommentId | None = None,
    ) -> Sequence[Comment]:
        """Return published comments of the story, or only replies to one parent."""
        published = [
            each
            for each in self._of(site_id)
            if each.story_id == story_id
            and each.state is State.PUBLISHED
            and parent_id in (None, each.parent_id)
        ]
        return _page(published, sort, after, limit)

    async def branches(
        self, site_id: SiteId, root_ids: Sequence[CommentId], *, limit_each: int
    ) -> Mapping[CommentId, Sequence[Comment]]:
        """Return for each root its first shown descendants."""
        return {
            root_id: await self.branch(site_id, root_id, after=None, limit=limit_each)
            for root_id in root_ids
        }

    async def branch(
        self, site_id: SiteId, root_id: CommentId, *, after: CommentId | None, limit: int
    ) -> Sequence[Comment]:
        """Return shown descendants of one root behind `after`."""
        below = [
            each
            for each in self._of(site_id)
            if each.root_id == root_id and each.parent_id is not None and each.shown
        ]
        return _page(below, Sort.OLDEST, Cursor(after) if after else None, limit)

    async def personal(
        self, site_id: SiteId, story_id: StoryId, reader_id: ReaderId, *, limit: int
    ) -> Personal:
        """Return the reader's own comments, likes and reports in this story."""
        thread = [each for each in self._of(site_id) if each.story_id == story_id]
        own = [
            each
            for each in thread
            if each.author.reader_id == reader_id and each.state is not State.WITHDRAWN
        ]
        likes, reports = self._tables.likes, self._tables.reports
        ids = [each.comment_id for each in thread]
        return Personal(
            comments=tuple(_page(own, Sort.NEWEST, None, limit)),
            liked=frozenset(each for each in ids if reader_id in likes.get((site_id, each), ())),
            reported={
                each: reports[site_id, each][reader_id].reason
                for each in ids
                if reader_id in reports.get((site_id, each), {})
            },
        )

    async def last_event(self, site_id: SiteId) -> int:
        """Return the number of the site's newest event."""
        return len(self._tables.events_of(site_id))

    async def events_after(self, site_id: SiteId, number: int, *, limit: int) -> Sequence[Event]:
        """Return the site's events behind this number."""
        return self._tables.events_of(site_id)[number : number + limit]

    async def keep_policy(self, site_id: SiteId, version: str, text: str, at: datetime) -> None:
        """Keep a version."""
        self._tables.policies.setdefault((site_id, version), text)

    async def policy_text(self, site_id: SiteId, version: str) -> str | None:
        """Return the policy file as it was, or None."""
        return self._tables.policies.get((site_id, version))


def _page(found: list[Comment], sort: Sort, after: Cursor | None, limit: int) -> Sequence[Comment]:
    if sort is Sort.BEST:
        found = sorted(found, key=_best, reverse=True)
        if after is not None:
            found = [each for each in found if _best(each) < (after.best, after.comment_id)]
    elif sort is Sort.NEWEST:
        found = sorted(found, key=_id, reverse=True)
        if after is not None:
            found = [each for each in found if each.comment_id < after.comment_id]
    else:
        found = sorted(found, key=_id)
        if after is not None:
            found = [each for each in found if each.comment_id > after.comment_id]
    return found[:limit]


def _id(comment: Comment) -> str:
    return comment.comment_id


def _best(comment: Comment) -> tuple[int, str]:
    return comment.best, comment.comment_id
