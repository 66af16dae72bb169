"""Hold likes back while many pages listen, so that several are told at once."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from belowline.kernel.events import Event
from belowline.kernel.ids import CommentId, SiteId, StoryId

Topic = tuple[SiteId, StoryId]

# To tell a page takes some 25 µs. So likes take a tenth of the processor at most, however many
# pages are open and however many like: 10,000 pages hear of them every three seconds.
SECONDS_PER_PAGE = 0.0003
# A number of likes is never older than this in an open page.
LONGEST = 5.0
# What a hundred pages would have to wait is shorter than anybody sees.
SHORTEST = 0.03


def pause(pages: int) -> float:
    """Return how many seconds lie between two tellings of likes while so many pages listen."""
    seconds = min(LONGEST, pages * SECONDS_PER_PAGE)
    return seconds if seconds > SHORTEST else 0.0


@dataclass(slots=True)
class LikesHeld:
    """The newest like of each comment that its story's pages have not been told of.

    The first like after a pause is told at once, what comes then when the pause is over.
    """

    now: Callable[[], float] = time.monotonic
    _held: dict[Topic, dict[CommentId, Event]] = field(default_factory=dict)
    # From when on the likes of a story may be told again.
    _again: dict[Topic, float] = field(default_factory=dict)

    def holds(self, event: Event, seconds: float) -> bool:
        """Take a like where it has to wait; one that need not begins a pause of so many seconds."""
        topic, now = (event.site_id, event.story_id), self.now()
        if self._again.get(topic, now) > now:
            held = self._held.setdefault(topic, {})
            # Anew, so that the newest is the last.
            held.pop(event.comment_id, None)
            held[event.comment_id] = event
            return True
        if seconds:
            self._again[topic] = now + seconds
        return False

    def of(self, topic: Topic) -> tuple[Event, ...]:
        """Return what is held back of a story, in order."""
        return tuple(self._held.get(topic, {}).values())

    def told(self, topic: Topic, seconds: float) -> None:
        """Let go of what was held back; the next pause begins."""
        if self._held.pop(topic, None):
            self._again[topic] = self.now() + seconds

    def due(self) -> Iterable[Topic]:
        """Return the stories whose likes have waited long enough."""
        now = self.now()
        over = [topic for topic, again in self._again.items() if again <= now]
        for topic in over:
            del self._again[topic]
        return [topic for topic in self._held if topic not in self._again]

    def wait(self, longest: float) -> float:
        """Return for how many seconds nothing is due, `longest` where nothing is held back."""
        soonest = min((self._again.get(topic, 0.0) for topic in self._held), default=None)
        return longest if soonest is None else min(longest, max(0.0, soonest - self.now()))
