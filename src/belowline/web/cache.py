"""Keep rendered public pages as bytes, and forget them when their story changes."""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from belowline.kernel.ids import SiteId, StoryId
from belowline.web.encodings import PLAIN, WORTH_A_THREAD, packed_each_way
from belowline.web.single_flight import SingleFlight

# Counts of other stories stand on a story's page; they may be this many seconds old.
FRESH_SECONDS = 15.0

Topic = tuple[SiteId, StoryId]


@dataclass(frozen=True, slots=True)
class Page:
    """A public answer: plain bytes, the same by encoding, and their entity tag.

    `answers` is where whoever sends the page keeps what it made of it, so that it is made once.
    """

    plain: bytes
    encoded: Mapping[str, bytes]
    etag: str
    made: float
    answers: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def size(self) -> int:
        """Return the bytes that keeping it costs."""
        return len(self.plain) + sum(map(len, self.encoded.values()))

    @property
    def packed(self) -> bytes:
        """Return what every browser can unpack."""
        return self.encoded["gzip"]

    def body(self, kind: str) -> bytes:
        """Return the bytes in this encoding, or plain."""
        return self.plain if kind == PLAIN else self.encoded[kind]


@dataclass(slots=True)
class PageCache:
    """Pages by address, at most `limit` bytes, least recently used out first.

    A page that was begun before a change must not be kept after it: whoever renders takes the
    topic's `generation` first and hands it back with the bytes. `making` lets all who miss a page
    at once wait for one rendering of it.
    """

    limit: int = 64 * 1024 * 1024
    now: Callable[[], float] = time.monotonic
    making: SingleFlight = field(default_factory=SingleFlight)
    _pages: OrderedDict[str, tuple[Topic, Page]] = field(default_factory=OrderedDict)
    _addresses: dict[Topic, set[str]] = field(default_factory=dict)
    _generations: dict[Topic, int] = field(default_factory=dict)
    _size: int = 0
    _all_dropped: int = 0

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
        return page if page and self.now() - page.made <= FRESH_SECONDS else None

    def last(self, address: str) -> Page | None:
        """Return the page as it was rendered last, however long ago: for when nothing newer
        can be had. A page whose story has changed is never returned."""
        found = self._pages.get(address)
        if found is None:
            return None
        self._pages.move_to_end(address)
        return found[1]

    def generation(self, site_id: SiteId, story_id: StoryId) -> int:
        """Return the number that moves with every change of the story."""
        return self._generations.get((site_id, story_id), 0) + self._all_dropped

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
            self._size += page.size
            while self._size > self.limit:
                self._forget(next(iter(self._pages)))
        return page

    def drop(self, site_id: SiteId, story_id: StoryId) -> None:
        """Forget every page of the story."""
        topic = (site_id, story_id)
        self._generations[topic] = self._generations.get(topic, 0) + 1
        for address in tuple(self._addresses.get(topic, ())):
            self._forget(address)

    def drop_all(self) -> None:
        """Forget every page: what stands on all of them has changed."""
        self._all_dropped += 1
        for address in tuple(self._pages):
            self._forget(address)

    def _forget(self, address: str) -> None:
        found = self._pages.pop(address, None)
        if found is None:
            return
        topic, page = found
        self._size -= page.size
        addresses = self._addresses[topic]
        addresses.discard(address)
        if not addresses:
            del self._addresses[topic]


def make_page(body: str, made: float) -> Page:
    """Return the bytes of an answer with their tag; compressing twice gives the same bytes."""
    plain = body.encode("utf-8", "replace")
    etag = hashlib.sha256(plain).hexdigest()[:24]
    return Page(plain, packed_each_way(plain), etag, made)


async def make_page_aside(body: str, made: float) -> Page:
    """Return the same; a large one is compressed beside the event loop."""
    if len(body) < WORTH_A_THREAD:
        return make_page(body, made)
    return await asyncio.to_thread(make_page, body, made)
