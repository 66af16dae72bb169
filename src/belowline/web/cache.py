"""Keep rendered public pages as bytes, and forget them when their story changes."""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from belowline.kernel.ids import SiteId, StoryId
from belowline.web.fragments import Body, as_bytes, entity_tag
from belowline.web.generations import Generations, Topic
from belowline.web.liked import Liked
from belowline.web.page import Page
from belowline.web.single_flight import SingleFlight

# Counts of other stories stand on a story's page; they may be this many seconds old.
FRESH_SECONDS = 15.0


@dataclass(slots=True)
class PageCache:
    """Pages by address, at most `limit` bytes, least recently used out first.

    A page that was begun before a change must not be kept after it: whoever renders takes the
    topic's `generation` first and hands it back with the bytes. `making` lets all who miss a page
    at once wait for one rendering of it. What is only liked may lack the likes of the last second
    (`liked`); no page that lacks anything else is ever served.
    """

    limit: int = 64 * 1024 * 1024
    now: Callable[[], float] = time.monotonic
    making: SingleFlight = field(default_factory=SingleFlight)
    _pages: OrderedDict[str, tuple[Topic, Page]] = field(default_factory=OrderedDict)
    _addresses: dict[Topic, set[str]] = field(default_factory=dict)
    generations: Generations = field(default_factory=Generations)
    _liked: Liked = field(default_factory=Liked)
    _size: int = 0

    @property
    def size(self) -> int:
        """Return how many bytes are kept."""
        return self._size

    def __len__(self) -> int:
        """Return how many pages are kept."""
        return len(self._pages)

    def get(self, address: str) -> Page | None:
        """Return a page that is fresh enough to be served."""
        page = self.last(address)
        if page is None:
            return None
        now = self.now()
        return page if now - page.made <= FRESH_SECONDS and now < page.until else None

    def last(self, address: str) -> Page | None:
        """Return the page as it was rendered last, however long ago: for when nothing newer
        can be had. It may lack likes; what else has changed since is never missing."""
        found = self._pages.get(address)
        if found is None:
            return None
        self._pages.move_to_end(address)
        return found[1]

    def generation(self, site_id: SiteId, story_id: StoryId) -> int:
        """Return the number that moves with every change of the story."""
        self._settle()
        return self.generations.of((site_id, story_id))

    def put(
        self, address: str, site_id: SiteId, story_id: StoryId, generation: int, body: str
    ) -> Page:
        """Make the page of a rendering; keep it unless the story changed meanwhile."""
        return self.keep(address, (site_id, story_id), generation, make_page(body, self.now()))

    def keep(self, address: str, topic: Topic, generation: int, page: Page) -> Page:
        """Keep a page unless the story changed since it was begun."""
        if generation == self.generation(*topic) and page.size <= self.limit:
            self._forget(address)
            self._pages[address] = (topic, page)
            self._addresses.setdefault(topic, set()).add(address)
            page.grown = self._grow
            if (until := self._liked.until(topic)) is not None:
                page.until = until
            self._grow(page.size)
        return page

    def drop(self, site_id: SiteId, story_id: StoryId) -> None:
        """Forget every page of the story."""
        topic = (site_id, story_id)
        self.generations.move(topic)
        for address in tuple(self._addresses.get(topic, ())):
            self._forget(address)

    def liked(self, site_id: SiteId, story_id: StoryId) -> None:
        """Have the story's pages made anew: at once, or where that was within the last second
        when it is over. Until then they may be served."""
        self._settle()
        topic, now = (site_id, story_id), self.now()
        until = self._liked.like(topic, now)
        if until <= now:
            self.generations.move(topic)
        for address in self._addresses.get(topic, ()):
            page = self._pages[address][1]
            page.until = min(page.until, until)

    def drop_all(self) -> None:
        """Forget every page: what stands on all of them has changed."""
        self.generations.move_all()
        for address in tuple(self._pages):
            self._forget(address)

    def _settle(self) -> None:
        """See to it that nothing is kept any more that was begun before a like of long ago."""
        for topic in self._liked.over(self.now()):
            self.generations.move(topic)

    def _grow(self, more: int) -> None:
        self._size += more
        while self._size > self.limit:
            self._forget(next(iter(self._pages)))

    def _forget(self, address: str) -> None:
        found = self._pages.pop(address, None)
        if found is None:
            return
        topic, page = found
        page.grown = None
        self._size -= page.size
        addresses = self._addresses[topic]
        addresses.discard(address)
        if not addresses:
            del self._addresses[topic]


def make_page(body: str | Body, made: float) -> Page:
    """Return an answer with its tag."""
    if isinstance(body, Body):
        return Page(body.plain, body.etag, made)
    plain = as_bytes(body)
    return Page(plain, entity_tag(hashlib.sha256(plain)), made)
