"""Say what a moderator is shown with a comment, and ask a store for it for many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from belowline.conversation.comment import Appeal, Comment, Report, Revision, RulingRecord
from belowline.conversation.notice import IllegalNotice
from belowline.conversation.threads import ThreadOrder
from belowline.desk.escalations import Escalation
from belowline.kernel.ids import CommentId, SiteId
from belowline.stories.story import Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """All that is kept about a comment but the comment itself, each list oldest first.

    `judged` is the revision a ruling would be about: the edit that waits, else what stands.
    `author_published` counts what the author has published, up to `ports.MOST_COUNTED`.
    `undone` are the rulings that were taken back, `thread_order` the latest about the thread.
    """

    judged: Revision
    story: Story
    parent: Comment | None
    author_published: int
    reports: Sequence[Report]
    appeals: Sequence[Appeal]
    notices: Sequence[IllegalNotice]
    rulings: Sequence[RulingRecord]
    undone: Sequence[RulingRecord]
    escalations: Sequence[Escalation]
    thread_order: ThreadOrder | None


class GatheringStore(Protocol):
    """Reads everything about some comments."""

    async def gather(
        self, site_id: SiteId, comments: Sequence[Comment]
    ) -> Mapping[CommentId, Gathered]:
        """Return what is kept about each of the comments, in as many looks for one as for all.

        What is gone (a story, a revision) has taken its comment with it: that one is left out.
        """
        ...
