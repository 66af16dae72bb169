"""Hold a public answer as bytes, and compress it in each way that somebody asks for."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf
from typing import Any

from belowline.web.encodings import PLAIN, WORTH_A_THREAD, pack, pack_quickly


@dataclass(slots=True)
class Page:
    """A public answer: plain bytes, the same by encoding, and their entity tag.

    Most pages are asked for in one encoding, and a page under a lively story is gone in a second.
    So each encoding is made when it is asked for, quickly at first, and well for a page that lasts.
    `answers` is where whoever sends the page keeps what it made of it, so that it is made once.
    `grown` is told of bytes that came or went. From `until` on it lacks something that may be
    missing no longer.
    """

    plain: bytes
    etag: str
    made: float
    encoded: dict[str, bytes] = field(default_factory=dict, compare=False)
    answers: dict[str, Any] = field(default_factory=dict, compare=False)
    grown: Callable[[int], None] | None = field(default=None, compare=False)
    until: float = field(default=inf, compare=False)
    _packing: dict[str, asyncio.Task[None]] = field(default_factory=dict, compare=False)

    @property
    def size(self) -> int:
        """Return the bytes that keeping it costs."""
        return len(self.plain) + sum(map(len, self.encoded.values()))

    @property
    def packed(self) -> bytes:
        """Return what every browser can unpack."""
        return self.body("gzip")

    def body(self, kind: str) -> bytes:
        """Return the bytes in this encoding, or plain."""
        if kind == PLAIN:
            return self.plain
        if kind not in self.encoded:
            self._put(kind, pack_quickly(self.plain, kind))
        return self.encoded[kind]

    async def ready(self, kind: str) -> None:
        """Have the bytes in this encoding; large ones are made beside the event loop."""
        if kind != PLAIN and kind not in self.encoded and len(self.plain) >= WORTH_A_THREAD:
            self._put(kind, await asyncio.to_thread(pack_quickly, self.plain, kind))

    def pack_well(self, kind: str) -> None:
        """Begin to make the bytes in this encoding fewer, beside the event loop; once."""
        if kind in self.encoded and kind not in self._packing:
            self._packing[kind] = asyncio.create_task(self._pack_well(kind))

    async def _pack_well(self, kind: str) -> None:
        packed = await asyncio.to_thread(pack, self.plain, kind)
        if len(packed) < len(self.encoded[kind]):
            self._put(kind, packed)

    def _put(self, kind: str, packed: bytes) -> None:
        more = len(packed) - len(self.encoded.get(kind, b""))
        self.encoded[kind] = packed
        if self.grown is not None:
            self.grown(more)
