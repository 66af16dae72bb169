"""Know whether a replica of the database has seen what this process knows of."""

import logging
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from belowline.kernel.errors import Unavailable
from belowline.kernel.events import Event
from belowline.kernel.ids import SiteId, StoryId

LOG = logging.getLogger("belowline.live")

# After something was written here, its event comes within moments; until then nobody can say what
# the replica would have to have seen, so the primary is read.
OWN_SECONDS = 5.0
# Lists of stories may be as old as a cached page, which has the same lists below its thread.
LISTS_SECONDS = 15.0
# A replica that can't be reached is left alone for so long.
AGAIN_SECONDS = 1.0
# Stories whose last change is remembered one by one; for older ones the newest of them counts.
MOST_STORIES = 10_000

Topic = tuple[SiteId, StoryId]


class ReplicaStore(Protocol):
    """A copy of the database that follows the primary by itself."""

    async def last_event(self, site_id: SiteId) -> int:
        """Return the number of the site's newest event that the copy has; raises Unavailable."""
        ...

    async def check_tables(self) -> None:
        """Raise Unavailable unless it can be reached and its tables are those of this version."""
        ...


@dataclass(slots=True)
class Replica:
    """Compares a site's outbox on the replica with what was heard from that on the primary.

    Events are kept in the transaction of what they tell of and in order, so a copy that has an
    event has everything that came before.
    """

    store: ReplicaStore
    site_id: SiteId
    now: Callable[[], float] = time.monotonic
    most_stories: int = MOST_STORIES
    # How often each answered: `replica`, `primary` because the replica was behind or away.
    answered: Counter[str] = field(default_factory=Counter)
    problem: str | None = None
    _has: int = -1
    _is_ours: bool = False
    _again_at: float = 0.0
    _needed: OrderedDict[Topic, int] = field(default_factory=OrderedDict)
    _needed_by_all: int = 0
    _needed_by_lists: int = 0
    _recent: deque[tuple[float, int]] = field(default_factory=deque)
    _written: dict[Topic, float] = field(default_factory=dict)

    def begin(self, number: int) -> None:
        """Ask for everything up to this event: the newest one when the process started."""
        self._needed_by_all = self._needed_by_lists = number

    def heard(self, event: Event) -> None:
        """Remember what a page of this story has to have seen from now on."""
        topic = event.site_id, event.story_id
        self._needed[topic] = event.number
        self._needed.move_to_end(topic)
        if len(self._needed) > self.most_stories:
            _, number = self._needed.popitem(last=False)
            self._needed_by_all = max(self._needed_by_all, number)
        self._recent.append((self.now(), event.number))
        while self._recent and self._recent[0][0] < self.now() - LISTS_SECONDS:
            self._needed_by_lists = self._recent.popleft()[1]

    def wrote(self, site_id: SiteId, story_id: StoryId) -> None:
        """Know that something was written here whose event has not been heard yet."""
        now = self.now()
        self._written = {topic: until for topic, until in self._written.items() if until > now}
        self._written[site_id, story_id] = now + OWN_SECONDS

    async def may_answer(self, topic: Topic | None) -> bool:
        """Say whether a page of the story may be read from the replica; None is for lists."""
        if topic is not None and self._written.get(topic, 0.0) > self.now():
            return self._count(False)
        needed = self._needed_by_lists
        if topic is not None:
            needed = max(self._needed_by_all, self._needed.get(topic, 0))
        if not self._is_ours or self._has < needed:
            await self._look()
        return self._count(self._is_ours and self._has >= needed)

    def lost(self, why: str) -> None:
        """Leave it alone for a moment: it did not answer."""
        if self.problem is None:
            LOG.warning("the replica is not read: %s", why)
        self.problem, self._is_ours, self._has = why, False, -1
        self._again_at = self.now() + AGAIN_SECONDS

    def _count(self, is_replica: bool) -> bool:
        self.answered["replica" if is_replica else "primary"] += 1
        return is_replica

    async def _look(self) -> None:
        if self.now() < self._again_at:
            return
        try:
            if not self._is_ours:
                await self.store.check_tables()
            self._has, self._is_ours = await self.store.last_event(self.site_id), True
        except Unavailable as error:
            self.lost(error.detail)
            return
        if self.problem is not None:
            LOG.warning("the replica is read again")
        self.problem = None
