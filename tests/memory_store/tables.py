"""Hold everything in plain dicts, and count a thread anew after each change."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from math import fsum
from typing import Any

from belowline.conversation.blocks import Block
from belowline.conversation.comment import (
    Appeal,
    Comment,
    Report,
    Revision,
    RulingRecord,
    Source,
    State,
    Traces,
)
from belowline.conversation.notice import IllegalNotice
from belowline.conversation.nudge import Step
from belowline.conversation.ranking import Voice, best_score
from belowline.conversation.statement import Told
from belowline.conversation.threads import ThreadOrder
from belowline.conversation.webhook_line import Line
from belowline.desk.audit import NOTHING_BEFORE, Entry, Head, Note, entry_after, ruling_note
from belowline.desk.escalations import Escalation
from belowline.desk.habits import Habits
from belowline.desk.policy_versions import SavedPolicy
from belowline.desk.presence import Taken
from belowline.desk.saved_views import SavedView
from belowline.desk.second_look import SecondLook
from belowline.desk.stake import Ground, Stake, stake_of
from belowline.desk.suggest import Suggestion
from belowline.kernel.clock import Clock, utc_now
from belowline.kernel.errors import NotFound
from belowline.kernel.events import Event, EventKind
from belowline.kernel.ids import CommentId, ReaderId, RulingId, SiteId, StoryId
from belowline.mail.digest import Digest
from belowline.mail.mail import Mail, Topic
from belowline.moderation import Finding
from belowline.people.email_change import EmailChange
from belowline.people.erasure import Erasure
from belowline.people.language import ReaderLanguage
from belowline.people.members import LinkRequest
from belowline.people.passkeys import Challenge, Passkey
from belowline.people.reader import Reader
from belowline.people.sanctions import Sanction
from belowline.people.sign_on import Account
from belowline.people.site_key import KnownKey
from belowline.stories.learn import Origin
from belowline.stories.story import Story

CommentKey = tuple[SiteId, CommentId]
WORDS = ("revision", "text", "html", "edited_at", "featured_at")


@dataclass
class Link:
    """A one-time link or a session."""

    reader_id: ReaderId
    expires_at: datetime


@dataclass(frozen=True)
class Trail:
    """The traces of one revision."""

    key: CommentKey
    number: int
    author_id: ReaderId
    created_at: datetime
    traces: Traces


@dataclass
class Tables:
    """All that is kept."""

    stories: dict[tuple[SiteId, StoryId], Story] = field(default_factory=dict)
    descriptions: dict[tuple[SiteId, StoryId], Origin] = field(default_factory=dict)
    readers: dict[tuple[SiteId, ReaderId], Reader] = field(default_factory=dict)
    links: dict[tuple[SiteId, str], Link] = field(default_factory=dict)
    sessions: dict[tuple[SiteId, str], Link] = field(default_factory=dict)
    comments: dict[CommentKey, Comment] = field(default_factory=dict)
    once_public: set[CommentKey] = field(default_factory=set)
    revisions: dict[CommentKey, list[Revision]] = field(default_factory=dict)
    rulings: dict[CommentKey, list[RulingRecord]] = field(default_factory=dict)
    second_looks: dict[SiteId, SecondLook] = field(default_factory=dict)
    reports: dict[CommentKey, dict[ReaderId, Report]] = field(default_factory=dict)
    likes: dict[CommentKey, dict[ReaderId, Voice]] = field(default_factory=dict)
    appeals: list[Appeal] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    trails: list[Trail] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)
    log: list[Entry] = field(default_factory=list)
    policies: dict[tuple[SiteId, str], str] = field(default_factory=dict)
    saved_policies: list[SavedPolicy] = field(default_factory=list)
    notices: list[IllegalNotice] = field(default_factory=list)
    thread_orders: list[ThreadOrder] = field(default_factory=list)
    told: dict[tuple[SiteId, RulingId], Told] = field(default_factory=dict)
    stakes: dict[CommentKey, Stake] = field(default_factory=dict)
    undoable: dict[tuple[SiteId, RulingId], Any] = field(default_factory=dict)
    undone: dict[CommentKey, list[RulingRecord]] = field(default_factory=dict)
    views: dict[tuple[SiteId, ReaderId, str], SavedView] = field(default_factory=dict)
    nudges: Counter[tuple[SiteId, date, Step]] = field(default_factory=Counter)
    taken: dict[CommentKey, Taken] = field(default_factory=dict)
    blocks: dict[tuple[SiteId, str], Block] = field(default_factory=dict)
    sanctions: dict[tuple[SiteId, str], Sanction] = field(default_factory=dict)
    email_changes: list[EmailChange] = field(default_factory=list)
    follows: dict[tuple[SiteId, ReaderId, StoryId], datetime] = field(default_factory=dict)
    digests: dict[tuple[SiteId, ReaderId], Digest] = field(default_factory=dict)
    languages: dict[tuple[SiteId, ReaderId], ReaderLanguage] = field(default_factory=dict)
    passkeys: dict[tuple[SiteId, str], Passkey] = field(default_factory=dict)
    challenges: dict[tuple[SiteId, str], Challenge] = field(default_factory=dict)
    link_requests: list[LinkRequest] = field(default_factory=list)
    mails: dict[tuple[SiteId, str], Mail] = field(default_factory=dict)
    mail_cursors: dict[SiteId, int] = field(default_factory=dict)
    mail_stops: dict[tuple[SiteId, str], frozenset[Topic]] = field(default_factory=dict)
    accounts: dict[tuple[SiteId, str, str], tuple[Account, ReaderId]] = field(default_factory=dict)
    revoked: dict[tuple[SiteId, str], datetime] = field(default_factory=dict)
    page_reads: dict[tuple[SiteId, StoryId], tuple[datetime, int]] = field(default_factory=dict)
    lines: dict[tuple[SiteId, str], tuple[Line, str, datetime]] = field(default_factory=dict)
    escalations: list[Escalation] = field(default_factory=list)
    habits: dict[tuple[SiteId, ReaderId], Habits] = field(default_factory=dict)
    tallies: dict[tuple[SiteId, datetime], tuple[int, str]] = field(default_factory=dict)
    erasures: dict[tuple[SiteId, ReaderId], Erasure] = field(default_factory=dict)
    hashed_emails: dict[tuple[SiteId, ReaderId], str] = field(default_factory=dict)

    site_keys: dict[SiteId, KnownKey] = field(default_factory=dict)

    def events_of(self, site_id: SiteId) -> list[Event]:
        """Return what happened at a site."""
        return [each for each in self.events if each.site_id == site_id]


def key_of(comment: Comment) -> CommentKey:
    """Return what a comment is kept under."""
    return comment.site_id, comment.comment_id


class OnTables:
    """Something that keeps its things in the tables."""

    def __init__(self, tables: Tables, clock: Clock = utc_now) -> None:
        self._tables = tables
        self._clock = clock

    def _of(self, site_id: SiteId) -> list[Comment]:
        return [each for each in self._tables.comments.values() if each.site_id == site_id]

    def _kept(self, site_id: SiteId, comment_id: CommentId) -> Comment:
        comment = self._tables.comments.get((site_id, comment_id))
        if comment is None:
            raise NotFound("There is no such comment here.")
        return comment

    def _write(self, note: Note) -> Entry:
        """Add an entry to the site's log."""
        log = [entry for entry in self._tables.log if entry.site_id == note.site_id]
        head = Head(log[-1].number, log[-1].digest) if log else Head(0, NOTHING_BEFORE)
        self._tables.log.append(entry_after(head, note))
        return self._tables.log[-1]

    def _log_ruling(self, ruling: RulingRecord) -> None:
        revisions = self._tables.revisions[ruling.site_id, ruling.comment_id]
        words = next(each.text for each in revisions if each.number == ruling.revision)
        self._write(ruling_note(ruling, words))

    def _put(
        self, comment: Comment, at: datetime, *, otherwise: EventKind = EventKind.KEPT
    ) -> Comment:
        """Put the comment as decided, count anew, add the event, move the story's version."""
        key = key_of(comment)
        before = self._tables.comments.get(key)
        self._tables.comments[key] = comment
        if comment.state is State.PUBLISHED or (before is None and comment.state is State.REMOVED):
            self._tables.once_public.add(key)
        self._recount(comment)
        after = self._tables.comments[key]
        kind = _public_change(before, after)
        if kind is not None:
            story_key = comment.site_id, comment.story_id
            story = self._tables.stories[story_key]
            self._tables.stories[story_key] = replace(story, version=story.version + 1)
        self._tables.stakes[key] = stake_in(self._tables, after)
        self._tell(after, kind or otherwise, at)
        return after

    def _tell(
        self, comment: Comment, kind: EventKind, at: datetime, likes: int | None = None
    ) -> None:
        self._add_event(comment.site_id, comment.story_id, comment.comment_id, kind, at, likes)

    def _tell_of_story(self, story: Story, at: datetime) -> None:
        self._add_event(story.site_id, story.story_id, CommentId(""), EventKind.CHANGED, at)

    def _add_event(
        self,
        site_id: SiteId,
        story_id: StoryId,
        comment_id: CommentId,
        kind: EventKind,
        at: datetime,
        likes: int | None = None,
    ) -> None:
        self._tables.events.append(
            Event(
                number=len(self._tables.events_of(site_id)) + 1,
                site_id=site_id,
                story_id=story_id,
                comment_id=comment_id,
                kind=kind,
                at=at,
                likes=likes,
            )
        )

    def _recount(self, changed: Comment) -> None:
        thread = [
            comment
            for comment in self._tables.comments.values()
            if (comment.site_id, comment.story_id) == (changed.site_id, changed.story_id)
        ]
        replies: dict[CommentId, int] = {}
        descendants: dict[CommentId, int] = {}
        for comment in sorted(thread, key=lambda comment: -comment.depth):
            counted = self._counted(comment, replies, descendants)
            self._tables.comments[key_of(comment)] = counted
            if counted.shown and comment.parent_id is not None:
                replies[comment.parent_id] = replies.get(comment.parent_id, 0) + 1
                descendants[comment.root_id] = descendants.get(comment.root_id, 0) + 1
        story_key = changed.site_id, changed.story_id
        self._tables.stories[story_key] = replace(
            self._tables.stories[story_key],
            comment_count=sum(comment.state is State.PUBLISHED for comment in thread),
        )
        for comment in thread:
            counted = self._tables.comments[key_of(comment)]
            if (counted.replies, counted.likes) != (comment.replies, comment.likes):
                self._tables.stakes[key_of(comment)] = stake_in(self._tables, counted)

    def _counted(
        self, comment: Comment, replies: dict[CommentId, int], descendants: dict[CommentId, int]
    ) -> Comment:
        key = key_of(comment)
        likes = len(self._tables.likes.get(key, ()))
        answers = replies.get(comment.comment_id, 0)
        is_public = comment.state is State.PUBLISHED
        return replace(
            comment,
            shown=is_public or (key in self._tables.once_public and answers > 0),
            was_public=key in self._tables.once_public,
            likes=likes,
            replies=answers,
            descendants=descendants.get(comment.comment_id, 0),
            best=best_score(comment.text, circles_of(self._tables, key), answers),
            report_weight=fsum(
                report.weight
                for report in self._tables.reports.get(key, {}).values()
                if report.outcome is None
            ),
        )


def circles_of(tables: Tables, key: CommentKey) -> Counter[int]:
    """Add up what the likes of a comment count, by circle."""
    circles: Counter[int] = Counter()
    for voice in tables.likes.get(key, {}).values():
        circles[voice.circle] += voice.weight
    return circles


def stake_in(tables: Tables, comment: Comment) -> Stake:
    """Return what is at stake with a comment as things stand."""
    story = tables.stories[comment.site_id, comment.story_id]
    said = tables.reports.get(key_of(comment), {}).values()
    grounds = [
        *(Ground(each.clause, each.score) for each in findings_of(tables, comment)),
        *(Ground(r.reason, min(1.0, r.weight / 2)) for r in said if r.outcome is None),
    ]
    return stake_of(comment, grounds, story_comments=story.comment_count)


def findings_of(tables: Tables, comment: Comment) -> Sequence[Finding]:
    """Return what the engine found in the words that a ruling would be about."""
    number = comment.pending or comment.revision
    ruled = [
        each
        for each in tables.rulings[key_of(comment)]
        if each.source is Source.ENGINE and each.revision == number
    ]
    return ruled[-1].findings if ruled else ()


def _public_change(before: Comment | None, after: Comment) -> EventKind | None:
    was_public = before is not None and before.state is State.PUBLISHED
    is_public = after.state is State.PUBLISHED
    if is_public != was_public:
        return EventKind.PUBLISHED if is_public else EventKind.HIDDEN
    if before is None:
        return None
    if is_public:
        same = all(getattr(before, word) == getattr(after, word) for word in WORDS)
        return None if same else EventKind.CHANGED
    return EventKind.HIDDEN if after.shown and before.state is not after.state else None
