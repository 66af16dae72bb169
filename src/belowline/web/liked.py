"""Say until when pages may be served whose comments have been liked since they were made."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field

from belowline.web.generations import Topic

# A story that many like is rendered once in so many seconds, not for each of them. The first like
# after a pause shows at once.
LIKES_SECONDS = 1.0


@dataclass(slots=True)
class Liked:
    """The stories that were liked within the last second, in the order in which that is over."""

    _until: OrderedDict[Topic, float] = field(default_factory=OrderedDict)
    # Those that were liked since their pages were last made anew.
    _again: set[Topic] = field(default_factory=set)

    def like(self, topic: Topic, now: float) -> float:
        """Return until when pages of the story that lack this like may be served."""
        until = self._until.get(topic)
        if until is not None:
            self._again.add(topic)
            return until
        self._until[topic] = now + LIKES_SECONDS
        return now

    def until(self, topic: Topic) -> float | None:
        """Return until when a page may be served that was begun a moment ago; None: for long."""
        return self._until[topic] if topic in self._again else None

    def over(self, now: float) -> Iterable[Topic]:
        """Yield the stories whose pages from before now lack a like, each once."""
        while self._until:
            topic, until = next(iter(self._until.items()))
            if until > now:
                return
            del self._until[topic]
            if topic in self._again:
                self._again.discard(topic)
                # They are made anew now, and not for the next like already.
                self._until[topic] = now + LIKES_SECONDS
                yield topic
