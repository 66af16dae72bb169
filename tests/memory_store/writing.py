"""Keep what authors write and what is ruled on it, in dicts."""

from dataclasses import replace
from datetime import datetime

from belowline.conversation.answers import answer_to
from belowline.conversation.comment import (
    NO_TRACES,
    Appeal,
    Attention,
    Comment,
    Outcome,
    Revision,
    RulingRecord,
    Source,
    State,
    Traces,
    Verdict,
)
from belowline.conversation.statement import Told
from belowline.kernel.errors import Conflict, NotFound, Refused
from belowline.kernel.ids import RulingId
from belowline.people.reader import Reader
from tests.memory_store.tables import key_of
from tests.memory_store.traces import MemoryTraces

_RAISED_BY_READERS = (Attention.REPORTED, Attention.APPEALED, Attention.ILLEGAL)


class MemoryWriting(MemoryTraces):
    """See the first half of `belowline.conversation.ports.CommentStore`."""

    async def add_comment(
        self,
        comment: Comment,
        ruling: RulingRecord,
        *,
        traces: Traces = NO_TRACES,
        told: str | None = None,
        newcomer: Reader | None = None,
    ) -> Comment:
        """Keep a new comment, its first revision, its ruling and the event."""
        story = self._tables.stories.get((comment.site_id, comment.story_id))
        if story is None:
            raise NotFound("There is no such story here.")
        if not story.open:
            raise Refused("Comments on this story are closed.", code="story-closed")
        if comment.parent_id is not None:
            parent = self._tables.comments.get((comment.site_id, comment.parent_id))
            if parent is None or parent.state is not State.PUBLISHED:
                raise Refused("The comment you answer is no longer there.", code="parent-gone")
        if newcomer is not None:
            self._tables.readers[newcomer.site_id, newcomer.reader_id] = newcomer
        first = Revision(
            number=comment.revision,
            text=comment.text,
            html=comment.html,
            created_at=comment.created_at,
        )
        self._tables.revisions[key_of(comment)] = [first]
        self._tables.rulings[key_of(comment)] = [ruling]
        if told is not None:
            self._tables.told[ruling.site_id, ruling.ruling_id] = Told(
                site_id=ruling.site_id,
                ruling_id=ruling.ruling_id,
                comment_id=ruling.comment_id,
                digest=told,
                told_at=ruling.created_at,
            )
        self._keep_traces(comment, first, traces)
        return self._put(_dated(comment, comment.created_at), comment.created_at)

    async def add_revision(
        self,
        changed: Comment,
        revision: Revision,
        ruling: RulingRecord,
        *,
        seen: RulingId,
        traces: Traces = NO_TRACES,
    ) -> Comment:
        """Keep an edit, its ruling and the comment as it stands after both."""
        before = self._as_seen(changed, seen)
        self._tables.revisions[key_of(before)].append(revision)
        self._keep_traces(before, revision, traces)
        return self._rule(before, changed, ruling)

    async def add_ruling(
        self, changed: Comment, ruling: RulingRecord, *, seen: RulingId
    ) -> Comment:
        """Keep a ruling and the comment as it stands after it, and settle what it answers."""
        return self._rule(self._as_seen(changed, seen), changed, ruling)

    async def withdraw(self, comment: Comment) -> Comment:
        """Take a comment back."""
        kept = self._kept(comment.site_id, comment.comment_id)
        if kept.state is State.WITHDRAWN:
            return kept
        revisions = self._tables.revisions[key_of(kept)]
        revisions[:] = [replace(revision, text="", html="") for revision in revisions]
        self._forget_traces(kept)
        blank = replace(
            kept,
            state=State.WITHDRAWN,
            text="",
            html="",
            pending=None,
            attention=None,
            attention_since=None,
            featured_at=None,
        )
        return self._put(blank, self._clock())

    def _as_seen(self, changed: Comment, seen: RulingId) -> Comment:
        kept = self._kept(changed.site_id, changed.comment_id)
        if kept.ruling_id != seen:
            raise Conflict("Somebody ruled on this comment meanwhile.", code="ruled-meanwhile")
        if kept.state is State.WITHDRAWN:
            raise Conflict("The author took this comment back.", code="withdrawn-meanwhile")
        return kept

    def _rule(self, before: Comment, changed: Comment, ruling: RulingRecord) -> Comment:
        self._tables.rulings[key_of(before)].append(ruling)
        self._settle(before, changed, ruling)
        if ruling.source is not Source.ENGINE or before.state is State.PUBLISHED:
            self._log_ruling(ruling)
        decided = replace(
            before,
            state=changed.state,
            revision=changed.revision,
            pending=changed.pending,
            text=changed.text,
            html=changed.html,
            edited_at=changed.edited_at,
            cleared=changed.cleared,
            attention=changed.attention,
            attention_since=changed.attention_since,
            ruling_id=ruling.ruling_id,
            featured_at=changed.featured_at,
        )
        raised = before.attention in _RAISED_BY_READERS
        outranked = decided.attention is None or before.attention is Attention.ILLEGAL
        if raised and outranked and ruling.source is not Source.MODERATOR:
            decided = replace(
                decided, attention=before.attention, attention_since=before.attention_since
            )
        return self._put(_dated(decided, ruling.created_at), ruling.created_at)

    def _settle(self, comment: Comment, after: Comment, ruling: RulingRecord) -> None:
        if ruling.source is not Source.MODERATOR or ruling.verdict is Verdict.HOLD:
            return
        if ruling.verdict is not Verdict.PUBLISH and after.state is State.PUBLISHED:
            return
        stands = ruling.verdict is Verdict.PUBLISH
        reports = self._tables.reports.get(key_of(comment), {})
        for report in [report for report in reports.values() if report.outcome is None]:
            outcome = Outcome.DISMISSED if stands else Outcome.UPHELD
            reports[report.reader_id] = replace(report, outcome=outcome)
            reporter = self._tables.readers.get((report.site_id, report.reader_id))
            if reporter is not None:
                self._tables.readers[report.site_id, report.reader_id] = replace(
                    reporter,
                    reports_upheld=reporter.reports_upheld + (not stands),
                    reports_dismissed=reporter.reports_dismissed + stands,
                )
        self._tables.notices = [
            replace(each, answered_by=ruling.ruling_id, answered_at=ruling.created_at)
            if (each.site_id, each.comment_id) == key_of(comment) and each.answered_by is None
            else each
            for each in self._tables.notices
        ]
        self._tables.appeals = [
            self._answered(appeal, ruling)
            if (appeal.site_id, appeal.comment_id) == key_of(comment) and appeal.outcome is None
            else appeal
            for appeal in self._tables.appeals
        ]

    def _answered(self, appeal: Appeal, ruling: RulingRecord) -> Appeal:
        rulings = self._tables.rulings[appeal.site_id, appeal.comment_id]
        appealed = next((each for each in rulings if each.ruling_id == appeal.ruling_id), None)
        stands = ruling.verdict is Verdict.PUBLISH
        return replace(
            appeal,
            outcome=Outcome.UPHELD if stands else Outcome.DISMISSED,
            answer=answer_to(appealed, ruling) if appealed else None,
            answered_by=ruling.ruling_id if appealed else None,
            answered_at=ruling.created_at if appealed else None,
        )


def _dated(comment: Comment, at: datetime) -> Comment:
    since = None if comment.attention is None else comment.attention_since or at
    return replace(comment, attention_since=since)
