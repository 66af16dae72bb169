"""Say what happened in a thread as open pages are told it: the same bytes to all who listen."""

import json
import random
from dataclasses import dataclass, field

from belowline.conversation.comment import State
from belowline.conversation.news import News
from belowline.kernel.events import EventKind

# What is told together goes to thousands of pages, one after the other, and then never again.
_KEPT = 16

# A page that was told of another wording asks for it. So many may ask in a second, and none waits
# for longer than this.
_ASKS_PER_SECOND = 2_000
_LONGEST = 5.0

# After how many milliseconds a page comes again whose line broke: soon where few are open. To open
# one again costs half a millisecond, so ten thousand are spread over eight seconds.
_SOONEST, _LEAST_SPREAD, _MOST_SPREAD = 2_000, 2_000, 8_000


@dataclass(slots=True)
class Telling:
    """Makes what is sent of news once, for all who are told it."""

    _made: dict[int, tuple[News, bytes]] = field(default_factory=dict)

    def __call__(self, news: News) -> bytes:
        """Return an event as it is sent, those that are told with it before it."""
        made = self._made.get(id(news))
        if made is None:
            if len(self._made) >= _KEPT:
                self._made.clear()
            # With the news, or another could come to have its place in memory.
            told = b"".join(map(_event, (*news.before, news)))
            made = self._made[id(news)] = news, told
        return made[1]


def retry(pages: int) -> int:
    """Return the milliseconds after which one of so many open pages comes again."""
    return _SOONEST + random.randrange(min(_MOST_SPREAD, max(_LEAST_SPREAD, pages)))


def within(pages: int) -> float:
    """Return the seconds over which so many pages spread what they ask for after an event."""
    return round(min(_LONGEST, pages / _ASKS_PER_SECOND), 1)


def _event(news: News) -> bytes:
    event, about = news.event, news.comment
    data: dict[str, object] = {
        "comment_id": about.comment_id,
        "parent_id": about.parent_id,
        "root_id": about.root_id,
        "number": event.number,
    }
    if event.likes is not None:
        data["likes"] = event.likes
    elif event.kind is not EventKind.HIDDEN:
        data["within"] = within(news.pages)
    elif about.state is not State.PUBLISHED:
        # What the thread says in its place, nothing where it has none; the words go at once.
        data["instead"] = about.state.value if about.shown else None
    told = f"id: {event.number}\r\nevent: {event.kind.value}\r\ndata: {json.dumps(data)}"
    return f"{told}\r\n\r\n".encode()
