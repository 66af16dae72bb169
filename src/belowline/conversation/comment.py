"""A comment, its states, its revisions and the rulings on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from belowline.conversation.known import Known
from belowline.kernel.ids import CommentId, ReaderId, RulingId, SiteId, StoryId
from belowline.moderation import Finding
from belowline.people.reader import Role


class State(StrEnum):
    """Where a comment is in its life."""

    PUBLISHED = "published"
    HELD = "held"  # waits for a person
    REJECTED = "rejected"  # never was public
    WITHDRAWN = "withdrawn"  # taken back by its author
    REMOVED = "removed"  # was public, ruled out


class Attention(StrEnum):
    """Why a comment waits at the desk."""

    HELD = "held"
    UNCHECKED = "unchecked"  # a detector failed: "could not be checked"
    REPORTED = "reported"
    EDITED = "edited"  # an edit of a public comment waits; the old text is still public
    APPEALED = "appealed"
    ILLEGAL = "illegal"  # a notice that it breaks the law


class Source(StrEnum):
    """Who or what made a ruling."""

    ENGINE = "engine"
    REPORTS = "reports"
    MODERATOR = "moderator"


class Verdict(StrEnum):
    """What a ruling decides about a revision."""

    PUBLISH = "publish"
    HOLD = "hold"
    REJECT = "reject"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who wrote a comment, as the page shows it."""

    reader_id: ReaderId
    name: str
    role: Role
    badges: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What a reader wrote, as it stands now.

    `revision` is the number of the revision in `text` and `html`; `pending` is the number of an
    edit that waits for a person while the public text stands. `shown` says whether the thread has
    a place for it: it is published, or it was and has shown replies. `replies` counts its shown
    direct replies and, on a root, `descendants` all shown comments below it. `cleared` says that
    a moderator approved the text that stands. `ruling_id` is the latest ruling: whoever rules
    next says which one they saw. `best` is the sort key of "best", higher first. `featured_at` is
    when the editors picked it for its words.
    """

    site_id: SiteId
    comment_id: CommentId
    story_id: StoryId
    parent_id: CommentId | None
    root_id: CommentId
    depth: int
    author: Author
    state: State
    revision: int
    pending: int | None
    text: str
    html: str
    created_at: datetime
    edited_at: datetime | None
    likes: int
    replies: int
    descendants: int
    best: int
    shown: bool
    cleared: bool
    attention: Attention | None
    attention_since: datetime | None
    report_weight: float
    ruling_id: RulingId
    was_public: bool = False  # it was published once, so ruling it out removes it
    featured_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """The words of a comment at one time; `number` counts from 1."""

    number: int
    text: str
    html: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """What a revision's words leave behind, for comparing others with, and for asking again.

    `fingerprint` is None for words that many write alike; `hosts` are those linked to. `known` is
    what the engine knew beside the words.
    """

    fingerprint: int | None = None
    hosts: tuple[str, ...] = ()
    known: Known | None = None


NO_TRACES = Traces()


@dataclass(frozen=True, slots=True, kw_only=True)
class RulingRecord:
    """What was decided on one revision. Rulings are only ever added.

    `by` is the moderator, None for the engine and for reports. `clause` is the rule that a person
    named; the engine's clauses stand in its findings. `unchecked` names detectors that failed.
    `shadows` are what rules on trial saw: for the desk, and for nobody else. `note` is for the
    record; `message` is what the moderator tells the author, `reply` who sent a notice, and
    `asks_edit` says that the author is asked for better words. `features` says that the comment is
    one of the editors' picks from now on, or (False) no longer; None leaves that as it is.
    """

    site_id: SiteId
    ruling_id: RulingId
    comment_id: CommentId
    revision: int
    verdict: Verdict
    source: Source
    by: ReaderId | None
    by_name: str | None
    clause: str | None
    note: str | None
    findings: tuple[Finding, ...]
    scores: Mapping[str, float]
    unchecked: tuple[str, ...]
    policy_version: str
    engine_version: str
    created_at: datetime
    shadows: tuple[Finding, ...] = ()
    message: str | None = None
    reply: str | None = None
    asks_edit: bool = False
    features: bool | None = None


PAST_TENSE = {
    Verdict.PUBLISH: "published",
    Verdict.HOLD: "held",
    Verdict.REJECT: "rejected",
    Verdict.REMOVE: "removed",
}


class Outcome(StrEnum):
    """What came of a report or an appeal."""

    UPHELD = "upheld"
    DISMISSED = "dismissed"


class Answer(StrEnum):
    """What a person decided about a ruling that was appealed."""

    STANDS = "stands"
    CHANGED = "changed"  # it stands, under another clause
    REVERSED = "reversed"


ILLEGAL = "illegal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A reader's notice about a comment. `reason` is a clause's name or `illegal`.

    `address` is a keyed hash of the network address: enough to see one address behind many
    reports, not enough to know it. `weight` is what the report counts towards holding.
    """

    site_id: SiteId
    report_id: str
    comment_id: CommentId
    reader_id: ReaderId
    reason: str
    note: str | None
    contact: str | None
    address: str
    weight: float
    created_at: datetime
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """An author's complaint against a ruling.

    `answer` says what became of that ruling, `answered_by` which ruling said so, and when; None
    while the appeal waits, and for appeals of before answers were kept.
    """

    site_id: SiteId
    appeal_id: str
    comment_id: CommentId
    ruling_id: RulingId
    reader_id: ReaderId
    text: str
    created_at: datetime
    outcome: Outcome | None = None
    answer: Answer | None = None
    answered_by: RulingId | None = None
    answered_at: datetime | None = None
