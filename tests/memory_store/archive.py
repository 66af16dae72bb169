"""Read everything that was written from dicts."""

from collections.abc import Sequence
from datetime import datetime

from belowline.conversation.comment import Comment, Source, State
from belowline.desk.ports import MOST_COUNTED, Written
from belowline.kernel.ids import CommentId, SiteId
from tests.memory_store.tables import OnTables, key_of


class MemoryArchive(OnTables):
    """See `belowline.desk.ports.ArchiveStore`."""

    async def written(
        self,
        site_id: SiteId,
        *,
        since: datetime | None,
        after: CommentId | None,
        limit: int,
        as_it_stands: bool = False,
    ) -> Sequence[Written]:
        """Return the comments of all stories behind `after`."""
        behind = [
            each for each in self._standing(site_id, since) if each.comment_id > (after or "")
        ]
        behind.sort(key=lambda each: each.comment_id)
        return [self._written(each, as_it_stands) for each in behind[:limit]]

    async def written_size(self, site_id: SiteId, *, since: datetime | None) -> int:
        """Count them."""
        return len(self._standing(site_id, since))

    async def written_spread(
        self, site_id: SiteId, *, since: datetime | None, most: int
    ) -> Sequence[CommentId]:
        """Return the ids of up to so many of them, evenly spread."""
        ids = sorted(each.comment_id for each in self._standing(site_id, since))
        of = len(ids)
        return [
            each
            for place, each in enumerate(ids, 1)
            if place * most // of > (place - 1) * most // of
        ]

    async def written_named(
        self, site_id: SiteId, comment_ids: Sequence[CommentId]
    ) -> Sequence[Written]:
        """Return those of the comments that were not withdrawn."""
        named = [each for each in self._standing(site_id, None) if each.comment_id in comment_ids]
        return [self._written(each) for each in sorted(named, key=lambda each: each.comment_id)]

    def _standing(self, site_id: SiteId, since: datetime | None) -> list[Comment]:
        return [
            each
            for each in self._tables.comments.values()
            if each.site_id == site_id
            and each.state is not State.WITHDRAWN
            and (since is None or each.created_at >= since)
        ]

    def _written(self, comment: Comment, as_it_stands: bool = False) -> Written:
        tables, key = self._tables, key_of(comment)
        latest = max(
            (
                each
                for each in tables.revisions[key]
                if not as_it_stands or each.number == comment.revision
            ),
            key=lambda each: each.number,
        )
        parent = comment.parent_id and tables.comments.get((comment.site_id, comment.parent_id))
        known = next(
            (
                trail.traces.known
                for trail in tables.trails
                if trail.key == key and trail.number == latest.number
            ),
            None,
        )
        then = parent.text if parent else ""
        if parent and known:
            then = next(
                (
                    each.text
                    for each in tables.revisions[key_of(parent)]
                    if each.number == known.answered
                ),
                then,
            )
        verdicts = [
            each.verdict
            for each in sorted(tables.rulings[key], key=lambda e: (e.created_at, e.ruling_id))
            if each.source is Source.MODERATOR and each.revision == latest.number
        ]
        published = sum(
            each.state is State.PUBLISHED
            for each in tables.comments.values()
            if each.site_id == comment.site_id
            and each.author.reader_id == comment.author.reader_id
            and each.comment_id < comment.comment_id
        )
        return Written(
            comment_id=comment.comment_id,
            created_at=comment.created_at,
            revision=latest.number,
            text=latest.text,
            is_public=comment.state is State.PUBLISHED,
            story=tables.stories[comment.site_id, comment.story_id],
            parent=then,
            author_id=comment.author.reader_id,
            author_name=comment.author.name,
            author_role=comment.author.role,
            author_published=min(published, MOST_COUNTED),
            verdict=verdicts[-1] if verdicts else None,
            known=known,
        )
