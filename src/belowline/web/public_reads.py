"""Read what is the same for everybody, from the replica where that has seen enough."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from belowline.kernel.errors import NotFound, Unavailable
from belowline.kernel.ids import SiteId, StoryId

Topic = tuple[SiteId, StoryId]
Reader = TypeVar("Reader")
Found = TypeVar("Found")


class Follower(Protocol):
    """Knows what the replica has seen."""

    def begin(self, number: int) -> None:
        """Ask for everything up to this event: the newest one when the process started."""
        ...

    def wrote(self, site_id: SiteId, story_id: StoryId) -> None:
        """Know that something was written here whose event has not been heard yet."""
        ...

    async def may_answer(self, topic: Topic | None) -> bool:
        """Say whether a page of the story may be read from the replica; None is for lists."""
        ...

    def lost(self, why: str) -> None:
        """Leave it alone for a moment: it did not answer."""
        ...


@dataclass(frozen=True, slots=True)
class PublicReads(Generic[Reader]):
    """A replica, and what reads from there."""

    follower: Follower
    there: Reader

    async def __call__(
        self, here: Reader, topic: Topic | None, read: Callable[[Reader], Awaitable[Found]]
    ) -> Found:
        """Return what is read there, where that may answer, else here; no topic is for lists.

        What the replica does not know, the primary is asked: a story is made without an event.
        """
        if await self.follower.may_answer(topic):
            try:
                return await read(self.there)
            except NotFound:
                pass
            except Unavailable as error:
                self.follower.lost(error.detail)
        return await read(here)
