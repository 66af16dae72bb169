"""What the conversation needs from a store."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from belowline.conversation.comment import (
    NO_TRACES,
    Appeal,
    Comment,
    Report,
    Revision,
    RulingRecord,
    Traces,
)
from belowline.conversation.paging import Cursor, Sort
from belowline.kernel.events import Event
from belowline.kernel.ids import CommentId, ReaderId, RulingId, SiteId, StoryId
from belowline.people.reader import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorRecord:
    """What the engine may know of an author: how many comments were published, and the newest
    texts (any state), newest first."""

    published: int
    recent: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
    """What one reader sees in a thread that others don't.

    `comments` are the reader's own, newest first, in any state but withdrawn; `liked` and
    `reported` (with the reason) name comments.
    """

    comments: tuple[Comment, ...]
    liked: frozenset[CommentId]
    reported: Mapping[CommentId, str]


class CommentStore(Protocol):
    """Keeps comments with everything that is said about them.

    Each method that changes something does so in one transaction: all of it is kept, and durable,
    when the call returns, or none of it is. In the same transaction it adds the event and, where
    the public thread changed, moves the story's version and the counters (`comment_count` of the
    story = published comments; `replies`, `descendants`, `shown`, `best` of the comments above).
    """

    async def add_comment(
        self,
        comment: Comment,
        ruling: RulingRecord,
        *,
        traces: Traces = NO_TRACES,
        told: str | None = None,
        newcomer: Reader | None = None,
    ) -> Comment:
        """Keep a new comment, its first revision with its traces, its ruling and the event.

        `told` is the digest of the private link by which its author is told of the ruling at once.
        `newcomer` is its author where nobody kept them yet: both are kept, or neither.
        Raises Refused `story-closed` if the story closed meanwhile, `parent-gone` if the parent
        is no longer published.
        """
        ...

    def one_look(self) -> AbstractAsyncContextManager[object]:
        """Read what is asked for inside in one go; each question still sees the latest.

        Only for questions that are answered at once, one after the other.
        """
        ...

    async def comment(self, site_id: SiteId, comment_id: CommentId) -> Comment | None:
        """Return the comment in any state, or None."""
        ...

    async def comments(
        self, site_id: SiteId, comment_ids: Sequence[CommentId]
    ) -> Sequence[Comment]:
        """Return those of the comments that exist, in any order and state."""
        ...

    async def revision(
        self, site_id: SiteId, comment_id: CommentId, number: int
    ) -> Revision | None:
        """Return one revision, or None."""
        ...

    async def revisions(self, site_id: SiteId, comment_id: CommentId) -> Sequence[Revision]:
        """Return all revisions, oldest first."""
        ...

    async def rulings(self, site_id: SiteId, comment_id: CommentId) -> Sequence[RulingRecord]:
        """Return all rulings on the comment, oldest first."""
        ...

    async def add_revision(
        self,
        changed: Comment,
        revision: Revision,
        ruling: RulingRecord,
        *,
        seen: RulingId,
        traces: Traces = NO_TRACES,
    ) -> Comment:
        """Keep an edit with its traces, its ruling and the comment as it stands after both.

        Raises Conflict `ruled-meanwhile` if the comment's latest ruling is not `seen`.
        """
        ...

    async def add_ruling(
        self, changed: Comment, ruling: RulingRecord, *, seen: RulingId
    ) -> Comment:
        """Keep a ruling and the comment as it stands after it, and settle what it answers.

        A ruling by a moderator gives every open report on the comment its outcome and adds it to
        the reporters' records: upheld by reject and remove, dismissed by publish; likewise open
        appeals: upheld by publish, dismissed by reject and remove, with the answer that
        `answers.answer_to` names; a hold settles nothing, nor does refusing an edit while the
        public text stands. The report weight goes to 0 with a publish. Raises Conflict
        `ruled-meanwhile` as above.
        """
        ...

    async def withdraw(self, comment: Comment) -> Comment:
        """Set the comment to withdrawn, blank its text and html and those of every revision,
        forget their traces, clear `pending` and `attention`, keep its replies.

        Rulings stay; the text that their findings quote is gone.
        """
        ...

    async def add_report(
        self, report: Report, *, hold_at: float, hold: RulingRecord
    ) -> tuple[Comment, bool]:
        """Keep a report and add its weight; return the comment, and whether the report is new.

        A second report by the same reader on the same comment changes nothing and returns False.
        The comment gets attention `illegal` for that reason, else `reported`, unless it already
        waits at the desk (`illegal` outranks all). Where the weight reaches `hold_at`, the
        comment is published and no moderator cleared it, `hold` is added as its new ruling and
        the state becomes held.
        """
        ...

    async def undo_report(
        self, site_id: SiteId, comment_id: CommentId, reader_id: ReaderId
    ) -> bool:
        """Take back a report without outcome and its weight; say whether there was one.

        A comment that is already held stays held; one that waited only for this report leaves
        the desk.
        """
        ...

    async def address_reports(self, site_id: SiteId, comment_id: CommentId, address: str) -> int:
        """Count the reports on the comment that came from this (hashed) address."""
        ...

    async def like(self, site_id: SiteId, comment_id: CommentId, reader_id: ReaderId) -> int:
        """Keep one like of this reader, once, and return the number of likes."""
        ...

    async def unlike(self, site_id: SiteId, comment_id: CommentId, reader_id: ReaderId) -> int:
        """Take the like back, if there is one, and return the number of likes."""
        ...

    async def add_appeal(self, appeal: Appeal) -> bool:
        """Keep an appeal and put the comment on the desk; False if this ruling has one already."""
        ...

    async def author_record(
        self, site_id: SiteId, reader_id: ReaderId, *, recent: int
    ) -> AuthorRecord:
        """Return the author's record with up to `recent` texts."""
        ...

    async def roots(
        self, site_id: SiteId, story_id: StoryId, *, sort: Sort, after: Cursor | None, limit: int
    ) -> Sequence[Comment]:
        """Return shown comments without a parent, in order, behind the cursor.

        Newest and oldest sort by id (ids are made in time order), best by `best` downwards, then
        id downwards.
        """
        ...

    async def featured(
        self, site_id: SiteId, story_id: StoryId, *, limit: int
    ) -> Sequence[Comment]:
        """Return published comments of the story that the editors picked, the latest pick first."""
        ...

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
        """Return published comments of the story (any depth), or only replies to one parent."""
        ...

    async def branches(
        self, site_id: SiteId, root_ids: Sequence[CommentId], *, limit_each: int
    ) -> Mapping[CommentId, Sequence[Comment]]:
        """Return for each root its first shown descendants, oldest first."""
        ...

    async def branch(
        self, site_id: SiteId, root_id: CommentId, *, after: CommentId | None, limit: int
    ) -> Sequence[Comment]:
        """Return shown descendants of one root, oldest first, behind `after`."""
        ...

    async def personal(
        self, site_id: SiteId, story_id: StoryId, reader_id: ReaderId, *, limit: int
    ) -> Personal:
        """Return the reader's newest own comments in this story (any state but withdrawn, up to
        `limit`), and what they liked and reported there."""
        ...


class EventStore(Protocol):
    """Reads what happened at a site, in order. Each site counts its events from one."""

    async def last_event(self, site_id: SiteId) -> int:
        """Return the number of the site's newest event, 0 if there is none."""
        ...

    async def events_after(self, site_id: SiteId, number: int, *, limit: int) -> Sequence[Event]:
        """Return the site's events behind this number, oldest first, none left out."""
        ...


class PolicyStore(Protocol):
    """Keeps every version of a site's policy, so that old rulings can be explained."""

    async def keep_policy(self, site_id: SiteId, version: str, text: str, at: datetime) -> None:
        """Keep a version; the same version again changes nothing."""
        ...

    async def policy_text(self, site_id: SiteId, version: str) -> str | None:
        """Return the policy file as it was, or None."""
        ...
