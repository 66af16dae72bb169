"""Keep reports, likes and appeals in dicts."""

from dataclasses import replace

from belowline.conversation.comment import (
    ILLEGAL,
    Appeal,
    Attention,
    Comment,
    Report,
    RulingRecord,
    Source,
    State,
)
from belowline.conversation.ranking import LIKES_REMEMBERED, voice_of
from belowline.kernel.events import EventKind
from belowline.kernel.ids import CommentId, ReaderId, SiteId
from tests.memory_store.tables import OnTables, key_of


class MemoryVoices(OnTables):
    """See the second half of `belowline.conversation.ports.CommentStore`."""

    async def add_report(
        self, report: Report, *, hold_at: float, hold: RulingRecord
    ) -> tuple[Comment, bool]:
        """Keep a report and add its weight."""
        kept = self._kept(report.site_id, report.comment_id)
        reports = self._tables.reports.setdefault(key_of(kept), {})
        if report.reader_id in reports:
            return kept, False
        reports[report.reader_id] = report
        if kept.state is not State.WITHDRAWN:
            kept = _noticed(kept, report)
        self._recount(kept)
        weight = self._kept(kept.site_id, kept.comment_id).report_weight
        if weight >= hold_at and kept.state is State.PUBLISHED and not kept.cleared:
            ruling = replace(hold, revision=kept.revision)
            self._tables.rulings[key_of(kept)].append(ruling)
            self._log_ruling(ruling)
            kept = replace(kept, state=State.HELD, ruling_id=hold.ruling_id)
        return self._put(kept, report.created_at, otherwise=EventKind.REPORTED), True

    async def undo_report(
        self, site_id: SiteId, comment_id: CommentId, reader_id: ReaderId
    ) -> bool:
        """Take back a report without outcome; say whether there was one."""
        kept = self._kept(site_id, comment_id)
        reports = self._tables.reports.get(key_of(kept), {})
        if reader_id not in reports or reports[reader_id].outcome is not None:
            return False
        del reports[reader_id]
        if kept.attention in (Attention.REPORTED, Attention.ILLEGAL):
            reason = self._still_waits_for(kept)
            since = None if reason is None else kept.attention_since
            kept = replace(kept, attention=reason, attention_since=since)
        self._put(kept, self._clock())
        return True

    async def address_reports(self, site_id: SiteId, comment_id: CommentId, address: str) -> int:
        """Count the reports on the comment that came from this address."""
        reports = self._tables.reports.get((site_id, comment_id), {})
        return sum(report.address == address for report in reports.values())

    async def like(self, site_id: SiteId, comment_id: CommentId, reader_id: ReaderId) -> int:
        """Keep one like of this reader, once."""
        kept = self._kept(site_id, comment_id)
        likes = self._tables.likes.setdefault(key_of(kept), {})
        if reader_id not in likes:
            authors = self._liked_authors(kept, reader_id)
            reader = self._tables.readers.get((site_id, reader_id))
            likes[reader_id] = voice_of(reader, authors)
            self._likes_changed(kept)
        return len(likes)

    async def unlike(self, site_id: SiteId, comment_id: CommentId, reader_id: ReaderId) -> int:
        """Take the like back, if there is one."""
        kept = self._kept(site_id, comment_id)
        likes = self._tables.likes.setdefault(key_of(kept), {})
        if reader_id in likes:
            del likes[reader_id]
            self._likes_changed(kept)
        return len(likes)

    async def add_appeal(self, appeal: Appeal) -> bool:
        """Keep an appeal and put the comment on the desk."""
        kept = self._kept(appeal.site_id, appeal.comment_id)
        if any(
            (other.site_id, other.ruling_id) == (appeal.site_id, appeal.ruling_id)
            for other in self._tables.appeals
        ):
            return False
        self._tables.appeals.append(appeal)
        if kept.attention is None:
            kept = replace(kept, attention=Attention.APPEALED, attention_since=appeal.created_at)
        self._put(kept, appeal.created_at)
        return True

    def _liked_authors(self, comment: Comment, reader_id: ReaderId) -> set[ReaderId]:
        liked = [each for each in self._of(comment.site_id) if self._likes(each, reader_id)]
        newest = sorted(
            [*liked, comment], key=lambda each: (each.story_id, each.comment_id), reverse=True
        )
        return {each.author.reader_id for each in newest[:LIKES_REMEMBERED]}

    def _likes(self, comment: Comment, reader_id: ReaderId) -> bool:
        return reader_id in self._tables.likes.get(key_of(comment), {})

    def _likes_changed(self, comment: Comment) -> None:
        self._recount(comment)
        is_public = comment.state is State.PUBLISHED
        if is_public:
            key = comment.site_id, comment.story_id
            story = self._tables.stories[key]
            self._tables.stories[key] = replace(story, version=story.version + 1)
        kind = EventKind.CHANGED if is_public else EventKind.KEPT
        self._tell(comment, kind, self._clock(), len(self._tables.likes[key_of(comment)]))

    def _still_waits_for(self, comment: Comment) -> Attention | None:
        key = key_of(comment)
        open_reports = [
            report
            for report in self._tables.reports.get(key, {}).values()
            if report.outcome is None
        ]
        noticed = any(
            (each.site_id, each.comment_id) == key and each.answered_by is None
            for each in self._tables.notices
        )
        if noticed or any(report.reason == ILLEGAL for report in open_reports):
            return Attention.ILLEGAL
        if comment.state is State.HELD:
            return _held_for(self._tables.rulings[key][-1])
        if comment.pending is not None:
            return Attention.EDITED
        if any(
            (appeal.site_id, appeal.comment_id) == key and appeal.outcome is None
            for appeal in self._tables.appeals
        ):
            return Attention.APPEALED
        asked = any(
            (each.site_id, each.comment_id) == key and each.answered_by is None
            for each in self._tables.escalations
        )
        return Attention.REPORTED if open_reports or asked else None


def _noticed(comment: Comment, report: Report) -> Comment:
    if comment.attention is None:
        reason = Attention.ILLEGAL if report.reason == ILLEGAL else Attention.REPORTED
        return replace(comment, attention=reason, attention_since=report.created_at)
    if report.reason == ILLEGAL:
        return replace(comment, attention=Attention.ILLEGAL)
    return comment


def _held_for(ruling: RulingRecord) -> Attention:
    if ruling.source is Source.REPORTS:
        return Attention.REPORTED
    return Attention.UNCHECKED if ruling.unchecked else Attention.HELD
