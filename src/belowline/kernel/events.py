"""Say what happened, mostly to a comment, for open pages and other processes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from belowline.kernel.ids import CommentId, SiteId, StoryId


class EventKind(StrEnum):
    """What happened. Only the first three are told to the public, and only of comments."""

    PUBLISHED = "published"
    CHANGED = "changed"
    HIDDEN = "hidden"
    KEPT = "kept"  # held or rejected: nothing public changed
    REPORTED = "reported"
    POLICY = "policy"  # another policy is in force; the event names no story and no comment

    @property
    def is_public(self) -> bool:
        """Say whether open pages may be told."""
        return self in (EventKind.PUBLISHED, EventKind.CHANGED, EventKind.HIDDEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened, numbered in the order in which it was kept.

    Where the story itself changed (opened, closed, paused, described), it names no comment. `likes`
    is the number of a comment's likes where nothing else of it changed.
    """

    number: int
    site_id: SiteId
    story_id: StoryId
    comment_id: CommentId
    kind: EventKind
    at: datetime
    likes: int | None = None

    @property
    def is_told(self) -> bool:
        """Say whether open pages are told of it: of comments that the public may see."""
        return self.kind.is_public and bool(self.comment_id)
