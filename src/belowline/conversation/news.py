"""What open pages are told: an event with the comment it is about."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from belowline.conversation.comment import Comment
from belowline.kernel.events import Event
from belowline.kernel.ids import SiteId, StoryId


@dataclass(frozen=True, slots=True)
class News:
    """An event with the comment it is about, as the comment stands now.

    `before` are likes that were held back and are told with it, in their order. `pages` is how
    many pages are told by this process.
    """

    event: Event
    comment: Comment
    before: "tuple[News, ...]" = ()
    pages: int = 0

    @property
    def number(self) -> int:
        """Return the number of the event."""
        return self.event.number


@dataclass(frozen=True, slots=True)
class Missed:
    """More happened than is remembered: who asks anew knows all up to this number."""

    number: int


class NewsWire(Protocol):
    """Brings the news of a story to whoever listens in this process."""

    def wake(self) -> None:
        """Say that something was just kept in this process."""
        ...

    def listen(
        self, site_id: SiteId, story_id: StoryId, *, after: int | None
    ) -> AsyncIterator[News | Missed | None]:
        """Yield public news of one story, from `after` on if given; None is a heartbeat."""
        ...

    def heard_of(self, site_id: SiteId, story_id: StoryId) -> int:
        """Return the number from which a page that is begun now has to be told of its story."""
        ...

    def told_of(self, site_id: SiteId, story_id: StoryId) -> int:
        """Return the number up to which all is told to whoever hears a heartbeat now."""
        ...
