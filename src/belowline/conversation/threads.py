"""Say in which mode a thread is: open, held, paused or closed."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from belowline.kernel.ids import ReaderId, SiteId, StoryId
from belowline.moderation import Action, Ruling
from belowline.stories.story import Story


class ThreadMode(StrEnum):
    """What readers may do in a thread."""

    OPEN = "open"
    HELD = "held"  # they may write, and a person looks at everything first
    PAUSED = "paused"  # they may not for now
    CLOSED = "closed"

    @property
    def takes_comments(self) -> bool:
        """Say whether readers may write."""
        return self in (ThreadMode.OPEN, ThreadMode.HELD)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadOrder:
    """What a moderator decided about a thread. Orders are only ever added."""

    site_id: SiteId
    order_id: str
    story_id: StoryId
    mode: ThreadMode
    by: ReaderId
    by_name: str
    created_at: datetime


class ThreadModeStore(Protocol):
    """Keeps what moderators decided about threads."""

    async def order_thread(self, order: ThreadOrder) -> Story | None:
        """Keep the order and open or close the story by it; its version moves.

        None where there is no such story.
        """
        ...

    async def thread_order(self, site_id: SiteId, story_id: StoryId) -> ThreadOrder | None:
        """Return the latest order, None where there never was one."""
        ...


async def mode_of(store: ThreadModeStore, story: Story) -> ThreadMode:
    """Return the mode a thread is in; whether it is open, the story itself has the last word."""
    return mode_by(await store.thread_order(story.site_id, story.story_id), story)


def mode_by(order: ThreadOrder | None, story: Story) -> ThreadMode:
    """Return the mode that a thread is in by the latest order."""
    if order is not None and order.mode.takes_comments == story.open:
        return order.mode
    return ThreadMode.OPEN if story.open else ThreadMode.CLOSED


def held_by_mode(ruling: Ruling, mode: ThreadMode) -> Ruling:
    """Return the ruling on new words in a thread: where it is held, none are published at once."""
    if mode is not ThreadMode.HELD:
        return ruling
    return replace(ruling, action=Action.strictest(ruling.action, Action.HOLD))
