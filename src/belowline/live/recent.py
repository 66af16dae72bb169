"""Remember the latest news of all stories, so that a page which comes is told what it missed."""

from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from belowline.conversation.news import News
from belowline.kernel.events import Event
from belowline.kernel.ids import CommentId, SiteId, StoryId

# So many are remembered, in all stories together: half a kilobyte each. It is a minute and more of
# the busiest site, and a page that was opened asks within seconds.
MOST = 4096
# With the comment that they are about, which may be some kilobytes.
MOST_WHOLE = 512
# A page of a quiet story names this number or a multiple, so that it stays the same bytes, in all
# processes, while others are talked about.
STEP = 256

Topic = tuple[SiteId, StoryId]


@dataclass(slots=True)
class Recent:
    """What open pages may be told of, behind `floor` and up to `top`, none left out.

    Until it is begun nothing is remembered, and both are None.
    """

    most: int = MOST
    floor: int | None = None
    top: int = 0
    _events: deque[Event] = field(default_factory=deque)
    _by_topic: dict[Topic, deque[Event]] = field(default_factory=dict)
    _whole: OrderedDict[int, News] = field(default_factory=OrderedDict)

    def begin(self, number: int) -> None:
        """Remember what comes behind this number."""
        self.floor = self.top = number

    def add(self, event: Event) -> None:
        """Take the next event; one that was taken already is left out."""
        if event.number <= self.top:
            return
        self.top = event.number
        if not event.is_told:
            return
        self._events.append(event)
        self._by_topic.setdefault(_topic(event), deque()).append(event)
        if len(self._events) > self.most:
            self._forget_oldest()

    def reach_back(self, number: int, events: Sequence[Event]) -> None:
        """Take all that lies behind this number and was not remembered yet."""
        if self.floor is None:
            self.begin(number)
            for event in events:
                self.add(event)
            return
        told = [event for event in events if event.is_told and number < event.number <= self.floor]
        if len(told) + len(self._events) > self.most:
            return
        for event in reversed(told):
            self._events.appendleft(event)
            self._by_topic.setdefault(_topic(event), deque()).appendleft(event)
        self.floor = min(number, self.floor)

    def reaches(self, number: int) -> bool:
        """Say whether all that lies behind this number is remembered."""
        return self.floor is not None and number >= self.floor

    def behind(self, topic: Topic, number: int) -> Sequence[Event]:
        """Return what happened in a story behind this number, oldest first.

        Of the likes of one comment the newest says it all.
        """
        found: list[Event] = []
        liked: set[CommentId] = set()
        for event in reversed(self._by_topic.get(topic, ())):
            if event.number <= number:
                break
            if event.likes is not None:
                if event.comment_id in liked:
                    continue
                liked.add(event.comment_id)
            found.append(event)
        return found[::-1]

    def number_of(self, topic: Topic) -> int:
        """Return a number behind which nothing happened in a story, as far as is known here.

        It is one that is remembered for a while yet, and moves only with the story, or seldom.
        """
        far = max(0, self.top - self.most // 2)
        far -= far % STEP
        events = self._by_topic.get(topic)
        return max(far, self.floor or 0, events[-1].number if events else 0)

    def whole(self, number: int) -> News | None:
        """Return the news of an event where it was read before."""
        return self._whole.get(number)

    def keep_whole(self, news: News) -> None:
        """Remember news with the comment that it is about; the first that came go."""
        self._whole[news.event.number] = news
        if len(self._whole) > MOST_WHOLE:
            self._whole.popitem(last=False)

    def _forget_oldest(self) -> None:
        event = self._events.popleft()
        topic = _topic(event)
        of_story = self._by_topic[topic]
        of_story.popleft()
        if not of_story:
            del self._by_topic[topic]
        self.floor = event.number


def _topic(event: Event) -> Topic:
    return event.site_id, event.story_id
