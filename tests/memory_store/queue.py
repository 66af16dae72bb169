"""Read what waits at the desk from dicts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from belowline.conversation.comment import Appeal, Comment, Report
from belowline.desk.filters import NO_FILTERS, Filters, WithEditors
from belowline.desk.ports import Offers, QueueCursor, Waiting
from belowline.desk.stake import Stake
from belowline.kernel.ids import CommentId, SiteId
from belowline.moderation.languages import languages_of
from tests.memory_store.tables import OnTables, findings_of, key_of


class MemoryQueue(OnTables):
    """See `belowline.desk.ports.QueueStore`."""

    async def queue(
        self,
        site_id: SiteId,
        *,
        filters: Filters = NO_FILTERS,
        after: QueueCursor | None,
        limit: int,
        now: datetime,
    ) -> Sequence[Waiting]:
        """Return comments that need attention, the worst first."""
        found = sorted(
            (
                Waiting(each, self._tables.stakes[key_of(each)])
                for each in self._waiting(site_id, filters, now)
            ),
            key=_place,
        )
        if after is not None:
            last = (after.urgent_since, after.comment_id)
            found = [each for each in found if _place(each) > last]
        return found[:limit]

    async def queue_size(
        self, site_id: SiteId, *, filters: Filters = NO_FILTERS, now: datetime
    ) -> int:
        """Count the comments that need attention."""
        return len(self._waiting(site_id, filters, now))

    async def stake(self, site_id: SiteId, comment_id: CommentId) -> Stake | None:
        """Return what is at stake with a comment that waits."""
        comment = self._kept(site_id, comment_id)
        return None if comment.attention is None else self._tables.stakes[key_of(comment)]

    async def offers(self, site_id: SiteId) -> Offers:
        """Return what the queue can be filtered by."""
        waiting = [each for each in self._of(site_id) if each.attention is not None]
        found = (finding for each in waiting for finding in findings_of(self._tables, each))
        return Offers(
            sections=sorted({self._section(each) for each in waiting} - {""}),
            languages=sorted({self._language(each) for each in waiting} - {""}),
            detectors=sorted({each.detector for each in found}),
        )

    async def reports(self, site_id: SiteId, comment_id: CommentId) -> Sequence[Report]:
        """Return the reports on a comment, oldest first."""
        reports = self._tables.reports.get((site_id, comment_id), {})
        return sorted(reports.values(), key=lambda each: (each.created_at, each.report_id))

    async def appeals(self, site_id: SiteId, comment_id: CommentId) -> Sequence[Appeal]:
        """Return the appeals about a comment, oldest first."""
        about = [
            appeal
            for appeal in self._tables.appeals
            if (appeal.site_id, appeal.comment_id) == (site_id, comment_id)
        ]
        return sorted(about, key=lambda each: (each.created_at, each.appeal_id))

    def _waiting(self, site_id: SiteId, filters: Filters, now: datetime) -> list[Comment]:
        waiting = (each for each in self._of(site_id) if each.attention is not None)
        return [each for each in waiting if self._is_asked_for(each, filters, now)]

    def _is_asked_for(self, comment: Comment, filters: Filters, now: datetime) -> bool:
        said = self._tables.reports.get(key_of(comment), {}).values()
        reasons = {each.reason for each in said if each.outcome is None}
        found = findings_of(self._tables, comment)
        is_over = filters.age and comment.created_at < now - filters.age.span
        asked: list[tuple[object, set[Any]]] = [
            (filters.clause, {*reasons, *(each.clause for each in found)}),
            (filters.detector, {each.detector for each in found}),
            (filters.waits, {comment.attention}),
            (filters.state, {comment.state}),
            (filters.story, {comment.story_id}),
            (filters.section, {self._section(comment)}),
            (filters.reader, {comment.author.reader_id}),
            (filters.reporter, {each.reader_id for each in said}),
            (filters.language, {self._language(comment)}),
            (filters.age and filters.age.is_over, {is_over}),
            (filters.escalated, {self._with_editors(comment)}),
        ]
        return all(wanted is None or wanted in there for wanted, there in asked)

    def _with_editors(self, comment: Comment) -> WithEditors:
        asked = any(
            (each.site_id, each.comment_id) == key_of(comment) and each.answered_by is None
            for each in self._tables.escalations
        )
        return WithEditors.YES if asked else WithEditors.NO

    def _section(self, comment: Comment) -> str:
        return self._tables.stories[comment.site_id, comment.story_id].section

    def _language(self, comment: Comment) -> str:
        number = comment.pending or comment.revision
        judged = (r for r in self._tables.revisions[key_of(comment)] if r.number == number)
        words = next((each.text for each in judged), "")
        return next(iter(languages_of(words)), "")


def _place(waiting: Waiting) -> tuple[datetime, str]:
    at = waiting.stake.urgent_since
    return at.replace(microsecond=at.microsecond // 1000 * 1000), waiting.comment.comment_id
