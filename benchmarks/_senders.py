"""Send comments over HTTP on many connections at once, and note how long each answer took."""

from __future__ import annotations

import asyncio
import json
import random
import re
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from benchmarks._texts import long_sentences, ordinary

# So many readers have a name of their own; whoever comes back has the one they had.
_NAMES = 3000
# At a steady pace a comment is sent when it is due, however long those before it take.
_STEADY_CONNECTIONS = 64


class Rival(Protocol):
    """Whom comments are sent to. A round's comments go to one story."""

    def request(self, text: str, name: str, address: str, token: str) -> bytes:
        """Return what goes over the wire."""
        ...


@dataclass(frozen=True, slots=True)
class Ours:
    """A story of ours."""

    story: str

    def request(self, text: str, name: str, address: str, token: str) -> bytes:
        """Return a post by a new reader, or by one with a token."""
        known = f"authorization: Bearer {token}\r\n" if token else ""
        # Each from a network of its own: how often one may post is not what is measured.
        return posted(
            f"/api/v1/stories/{self.story}/comments",
            {"text": text, "name": name},
            f"{known}x-forwarded-for: {address}\r\n",
        )


def posted(path: str, body: dict[str, str], headers: str = "") -> bytes:
    """Return a POST with a JSON body."""
    packed = json.dumps(body).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
        f"{headers}content-length: {len(packed)}\r\n\r\n"
    )
    return head.encode() + packed


@dataclass(slots=True)
class Sent:
    """What a round came to: seconds of each that was kept, and how many were not."""

    took: list[float] = field(default_factory=list)
    refused: int = 0
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        """Comments kept a second."""
        return len(self.took) / self.seconds

    def milliseconds(self, share: float) -> float:
        """Return how long it took at most for this share of them."""
        ordered = sorted(self.took)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000

    @property
    def line(self) -> str:
        """Say it in a few words."""
        middle = statistics.median(self.took) * 1000
        return (
            f"{self.per_second:7.0f}/s   p50 {middle:6.1f} ms"
            f"   p99 {self.milliseconds(0.99):6.1f} ms   {self.refused} refused"
        )


@dataclass(slots=True)
class _Connection:
    """One sender's connection, made anew where the server ends it."""

    url: str
    rival: Rival
    chance: random.Random
    said: list[str]
    token: str = ""
    name: str = ""
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(self) -> bool:
        """Send a comment and say whether it was kept; every second is by the reader before."""
        known, self.token = self.token, ""
        if not known:
            self.name = f"Reader {self.chance.randrange(_NAMES)}"
        request = self.rival.request(
            ordinary(self.chance, self.said),
            self.name,
            ".".join(str(self.chance.randrange(1, 255)) for _ in range(4)),
            known,
        )
        head = await self._answer(request)
        if not known and (given := re.search(r"belowline-reader: (\S+)", head)):
            self.token = given[1]
        return head.startswith(("http/1.1 201", "http/1.1 202"))

    async def _answer(self, request: bytes) -> str:
        if self._streams is None:
            place = urlsplit(self.url)
            self._streams = await asyncio.open_connection(place.hostname, place.port)
        comings, goings = self._streams
        goings.write(request)
        head = (await comings.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        await comings.readexactly(int(head.partition("content-length: ")[2].split("\r\n")[0]))
        if "connection: close" in head:
            self.close()
        return head

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def at_full_speed(
    urls: Sequence[str], rival: Rival, *, senders: int, seconds: float, seed: int = 0
) -> Sent:
    """Send as fast as they are answered, each sender one after the other."""
    sent, said, begun = Sent(), long_sentences(), time.perf_counter()

    async def one(number: int) -> None:
        url = urls[number % len(urls)]
        line = _Connection(url, rival, random.Random(seed + number), said)
        while (now := time.perf_counter()) < begun + seconds:
            _note(sent, await line.send(), now)
        line.close()

    await asyncio.gather(*map(one, range(senders)))
    sent.seconds = time.perf_counter() - begun
    return sent


async def at_a_pace(
    urls: Sequence[str], rival: Rival, *, per_second: float, seconds: float, seed: int = 0
) -> Sent:
    """Send so many a second; how long each took counts from when it was due."""
    sent, said, begun = Sent(), long_sentences(), time.perf_counter()
    due = iter(range(int(per_second * seconds)))

    async def one(number: int) -> None:
        url = urls[number % len(urls)]
        line = _Connection(url, rival, random.Random(seed + number), said)
        for place in due:
            at = begun + place / per_second
            await asyncio.sleep(at - time.perf_counter())
            _note(sent, await line.send(), at)
        line.close()

    await asyncio.gather(*map(one, range(_STEADY_CONNECTIONS)))
    sent.seconds = time.perf_counter() - begun
    return sent


def _note(sent: Sent, kept: bool, since: float) -> None:
    if kept:
        sent.took.append(time.perf_counter() - since)
    else:
        sent.refused += 1
