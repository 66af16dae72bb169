"""What open pages are told: an event with the comment it is about."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from belowline.conversation.comment import Comment
from belowline.kernel.events import Event
from belowline.kernel.ids import SiteId, StoryId


@dataclass(frozen=True, slots=True)
class News:
    """An event with the comment it is about, as the comment stands now."""

    event: Event
    comment: Comment


class NewsWire(Protocol):
    """Brings the news of a story to whoever listens in this process."""

    def wake(self) -> None:
        """Say that something was just kept in this process."""
        ...

    def listen(
        self, site_id: SiteId, story_id: StoryId, *, after: int | None
    ) -> AsyncIterator[News | None]:
        """Yield public news of one story, from `after` on if given; None is a heartbeat."""
        ...
