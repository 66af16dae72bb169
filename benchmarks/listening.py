"""Open ten thousand pages that listen to one process, and see when each hears of a comment.

Usage: python -m benchmarks.listening [--pages 10000] [--comments 5]

The pages are connections of this program to a real server on loopback, so both share the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import uvloop

from belowline.cli.serving import take_all_files
from benchmarks._goals import at_most, say
from benchmarks._server import cpu_seconds, machine, median, memory_mb
from tests.faults.newsroom import open_story, post
from tests.polling import until_async
from tests.running import Running, running

# How many connections are begun at once: the listening socket's queue is finite.
AT_ONCE = 250
WORDS = "The council should publish the figures before it votes, say I. No."
PATIENCE = 30.0


@dataclass(slots=True)
class Ears:
    """When the pages heard of the comment that is told now."""

    times: list[float] = field(default_factory=list)
    open: int = 0
    lost: int = 0


class Page(asyncio.Protocol):
    """A page that has asked for the stream and reads what comes."""

    __slots__ = ("_ears", "_request", "_started")

    def __init__(self, ears: Ears, request: bytes) -> None:
        self._ears, self._request, self._started = ears, request, False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.write(self._request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        if not self._started and b"listening" in data:
            self._started = True
            self._ears.open += 1
        if b"event: published" in data:
            self._ears.times.append(time.perf_counter())

    def connection_lost(self, exc: Exception | None) -> None:
        self._ears.lost += 1


async def reached(ears: Ears, opened: int, heard: int) -> None:
    """Wait until so many are open and so many have heard."""

    async def enough() -> bool:
        return ears.open >= opened and len(ears.times) >= heard

    await until_async(enough, "the pages", PATIENCE)


async def listen(server: Running, story: str, pages: int, ears: Ears) -> None:
    """Open the pages, some at a time."""
    place = urlsplit(server.url)
    host, port = str(place.hostname), int(place.port or 0)
    path = f"/api/v1/stories/{story}/live"
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n"
    loop = asyncio.get_running_loop()
    for begun in range(0, pages, AT_ONCE):
        count = min(AT_ONCE, pages - begun)
        await asyncio.gather(
            *(
                loop.create_connection(lambda: Page(ears, request.encode()), host, port)
                for _ in range(count)
            )
        )
        await reached(ears, begun + count, 0)


async def tell(server: Running, story: str, pages: int, ears: Ears, number: int) -> list[float]:
    """Post a comment; return after how many seconds from its sending each page heard of it."""
    ears.times.clear()
    async with httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=PATIENCE) as client:
        began = time.perf_counter()
        answer = await post(client, story, f"{WORDS} {number}")
        answer.raise_for_status()
        await reached(ears, 0, pages)
    return sorted(each - began for each in ears.times)


async def measure(server: Running, options: argparse.Namespace) -> tuple[float, float]:
    """Return the kilobytes for each page, and the seconds until 99 % have heard."""
    pages, ears = options.pages, Ears()
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as client:
        story = await open_story(client)
        (await post(client, story, "One before, so that everything is loaded.")).raise_for_status()
    pid = server.process.pid
    before, took = memory_mb(pid), cpu_seconds(pid)
    began = time.perf_counter()
    await listen(server, story, pages, ears)
    seconds, took = time.perf_counter() - began, cpu_seconds(pid) - took
    print(f"{pages:,} pages open after {seconds:.1f} s, {took / pages * 1e6:.0f} µs CPU each")
    each = (memory_mb(pid) - before) * 1024 / pages
    found = []
    for number in range(options.comments):
        took = cpu_seconds(pid)
        times = await tell(server, story, pages, ears, number)
        took = cpu_seconds(pid) - took
        p50, p99 = times[len(times) // 2], times[len(times) * 99 // 100]
        found.append(p99)
        print(f"told: half after {p50:.3f} s, 99 % after {p99:.3f} s, {took:.2f} s CPU", flush=True)
    print(f"lost: {ears.lost}; memory: {before:.0f} MB before, {memory_mb(pid):.0f} MB after")
    return each, median(found)


def main() -> None:
    """Measure; the memory for each page and the time last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--comments", type=int, default=5)
    options = parser.parse_args()
    take_all_files()
    print(machine())
    with tempfile.TemporaryDirectory() as name, running(Path(name) / "data", anew=True) as server:
        each, p99 = uvloop.run(measure(server, options))
    say(
        at_most(f"{options.pages:,} listeners on one process, each", each, 20, "KB"),
        at_most("a comment reaches 99 % of them", p99, 1, "s"),
    )
    print(f"{options.pages:,} listeners: {each:.1f} KB each, 99 % told after {p99:.2f} s")


if __name__ == "__main__":
    main()
