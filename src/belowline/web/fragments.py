"""Keep pieces of pages, each as long as everything that it was made of is the same."""

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

# What keeping a piece costs otherwise: its place, and the values that are no texts.
_OTHERWISE = 1_000


def as_bytes(page: str) -> bytes:
    """Return a piece of a page as it is sent; half a character can't be."""
    return page.encode("utf-8", "replace")


def entity_tag(of: "hashlib._Hash") -> str:
    """Return what is enough of a hash to tell two states of a page apart."""
    return of.hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a page as bytes: what stands before the pieces within it, and what behind.

    `seal` is a hash of both. `beside` are the bytes of the texts that it was made of, which stay as
    long as it does.
    """

    opening: bytes
    closing: bytes = b""
    beside: int = 0
    seal: bytes = field(init=False)

    def __post_init__(self) -> None:
        """Reckon the seal once, so that no page has to be hashed whole."""
        parts = hashlib.sha256(self.opening), hashlib.sha256(self.closing)
        object.__setattr__(self, "seal", b"".join(part.digest() for part in parts))

    @property
    def size(self) -> int:
        """Return the bytes that keeping it costs."""
        return len(self.opening) + len(self.closing) + self.beside + _OTHERWISE


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces one behind the other, and a hash of which they are and how they hang together."""

    plain: bytes
    seal: bytes


@dataclass(frozen=True, slots=True)
class Body:
    """A whole page as it is sent, and its entity tag: the same page has the same everywhere."""

    plain: bytes
    etag: str


@dataclass(slots=True)
class Fragments:
    """Pieces by their place, at most `limit` bytes, least recently used out first.

    Nobody has to tell of a change: whoever asks for a piece says what it would be made of now, and
    gets what was made of exactly that, or has it made. `make` may look at nothing else.
    """

    limit: int = 32 * 1024 * 1024
    # Stands in a page that is being filled in where pieces go. No reader can know it and write it.
    mark: str = field(default_factory=lambda: f"<!--{secrets.token_hex(16)}-->")
    made: int = 0
    _kept: OrderedDict[Hashable, tuple[tuple[object, ...], Fragment]] = field(
        default_factory=OrderedDict
    )
    _size: int = 0

    @property
    def size(self) -> int:
        """Return how many bytes are kept."""
        return self._size

    def __call__(
        self, place: Hashable, made_of: tuple[object, ...], make: Callable[[], Fragment]
    ) -> Fragment:
        """Return the piece for this place."""
        kept = self._kept.get(place)
        # Values that are the same object are not compared any further.
        if kept is not None and kept[0] == made_of:
            self._kept.move_to_end(place)
            return kept[1]
        fragment = make()
        self.made += 1
        self._forget(place)
        if fragment.size <= self.limit:
            self._kept[place] = (made_of, fragment)
            self._size += fragment.size
            while self._size > self.limit:
                self._forget(next(iter(self._kept)))
        return fragment

    def put_in(self, page: str, pieces: Pieces) -> Body:
        """Return a page with the pieces where its mark is."""
        before, mark, behind = page.partition(self.mark)
        if not mark:
            raise ValueError("the page has no place for the pieces")
        head, tail = as_bytes(before), as_bytes(behind)
        # The head's length keeps what stands on either side of the pieces apart.
        sealed = hashlib.sha256(b"%d:%b%b%b" % (len(head), head, pieces.seal, tail))
        return Body(b"".join((head, pieces.plain, tail)), entity_tag(sealed))

    def _forget(self, place: Hashable) -> None:
        if (kept := self._kept.pop(place, None)) is not None:
            self._size -= kept[1].size
