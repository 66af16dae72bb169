"""What the desk needs from a store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from belowline.conversation.comment import Appeal, Comment, Report
from belowline.kernel.ids import CommentId, SiteId


@dataclass(frozen=True, slots=True)
class QueueCursor:
    """Where the last page of the queue ended."""

    since: datetime
    comment_id: str


class QueueStore(Protocol):
    """Reads what waits at the desk. Rulings are kept through `conversation.ports.CommentStore`."""

    async def queue(
        self, site_id: SiteId, *, after: QueueCursor | None, limit: int
    ) -> Sequence[Comment]:
        """Return comments that need attention, the longest waiting first."""
        ...

    async def queue_size(self, site_id: SiteId) -> int:
        """Count the comments that need attention."""
        ...

    async def reports(self, site_id: SiteId, comment_id: CommentId) -> Sequence[Report]:
        """Return the reports on a comment, oldest first."""
        ...

    async def appeals(self, site_id: SiteId, comment_id: CommentId) -> Sequence[Appeal]:
        """Return the appeals about a comment, oldest first."""
        ...
