"""Tell whether a story has changed since a page of it was begun."""

from collections import OrderedDict
from dataclasses import dataclass, field

from belowline.kernel.ids import SiteId, StoryId

Topic = tuple[SiteId, StoryId]

# Stories whose last change is remembered one by one. A story that changed before all of these
# counts as changed with the newest that was forgotten: a page of it that is just being made is
# then served and not kept.
MOST_STORIES = 10_000


@dataclass(slots=True)
class Generations:
    """A number for each story that moves with every change of it, and in bounded room.

    Numbers are given out once, for all stories together, so none comes back: a story that was
    forgotten has a number at least as high as its last change's. So where the number is the same
    as before, nothing has changed; where it is another, something may have.
    """

    most: int = MOST_STORIES
    _newest: int = 0
    _of_all_others: int = 0
    _changed: OrderedDict[Topic, int] = field(default_factory=OrderedDict)

    @property
    def newest(self) -> int:
        """Return the number of the newest change of any story."""
        return self._newest

    def of(self, topic: Topic) -> int:
        """Return the story's number."""
        return self._changed.get(topic, self._of_all_others)

    def move(self, topic: Topic) -> None:
        """Give the story another number: it has changed."""
        self._newest += 1
        self._changed[topic] = self._newest
        self._changed.move_to_end(topic)
        if len(self._changed) > self.most:
            _, self._of_all_others = self._changed.popitem(last=False)

    def move_all(self) -> None:
        """Give every story another number: what all pages show has changed."""
        self._newest += 1
        self._of_all_others = self._newest
        self._changed.clear()
