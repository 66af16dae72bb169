"""Visit a story as browsers do, all requests and not the page alone, and count what that costs.

Usage: python -m benchmarks.visit [--visitors 3000]

A visit on our own page is the page, the reader's own part and the stream of events; one on a
publisher's page is the embed's HTML and the stream, from another origin. Which requests there are
is read from the page as its script reads it, so that an older version is asked what its own pages
asked. None of the visitors was here before.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import uvloop

from belowline.cli.serving import take_all_files
from benchmarks._goals import at_most, say
from benchmarks._server import cpu_seconds, machine
from benchmarks._thread_of_fifty import fill, to_us
from tests.running import Running, running

# Connections that are begun at once: the listening socket's queue is finite.
AT_ONCE = 100
PAPER = "http://127.0.0.1:9"
# What a visit took before each part was answered out of memory: 1,660 and 2,300.
MOST_BESIDES = 400.0
# The counts took 760 when each home page asked the database.
MOST_COUNTS = 400.0
ACCEPTS = "application/json"


@dataclass(slots=True)
class Visitor:
    """One browser: a connection that is kept, and one for the stream."""

    host: str
    port: int
    origin: str
    _streams: list[asyncio.StreamWriter] = field(default_factory=list)
    _kept: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, path: str, headers: str = "", method: str = "GET") -> bytes:
        """Ask on the connection that is kept."""
        if self._kept is None:
            self._kept = await asyncio.open_connection(self.host, self.port)
        comings, goings = self._kept
        goings.write(self._head(path, headers, method))
        head = (await comings.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(head.partition("content-length: ")[2].split("\r\n")[0] or 0)
        body = await comings.readexactly(length)
        if not head.startswith("http/1.1 2"):
            raise RuntimeError(f"{method} {path}: {head.splitlines()[0]}")
        return body

    async def listen(self, path: str) -> None:
        """Open the stream of events, and wait until it is."""
        comings, goings = await asyncio.open_connection(self.host, self.port)
        self._streams.append(goings)
        goings.write(self._head(path, "accept: text/event-stream\r\n", "GET"))
        await comings.readuntil(b"listening")

    def close(self) -> None:
        """Leave."""
        for goings in (*self._streams, *([self._kept[1]] if self._kept else [])):
            goings.close()

    def _head(self, path: str, headers: str, method: str) -> bytes:
        origin = f"origin: {self.origin}\r\n" if self.origin else ""
        head = f"{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{origin}{headers}"
        return f"{head}accept-encoding: gzip\r\n\r\n".encode()


Step = Callable[[Visitor], Awaitable[object]]


def steps_of(page: str, address: str, *, is_embedded: bool) -> dict[str, Step]:
    """Return what a browser asks for that opens this page, in order."""
    story = _said(page, "story-id")
    heard, behind = _said(page, "heard"), _said(page, "behind")
    own, live = f"/api/v1/stories/{story}/me", f"/api/v1/stories/{story}/live"
    listing = f"/api/v1/stories/{story}/comments?sort=oldest&after={quote(behind)}"
    typed = f"accept: {ACCEPTS}\r\ncontent-type: application/json\r\n"
    is_older = not heard

    steps: dict[str, Step] = {"page": lambda each: each.ask(address)}
    if not is_embedded:
        steps["own part"] = lambda each: each.ask(own, f"accept: {ACCEPTS}\r\n")
    elif is_older:
        steps["leave to ask"] = lambda each: each.ask(own, _preflight(), "OPTIONS")
        steps["own part"] = lambda each: each.ask(own, typed)
    steps["stream"] = lambda each: each.listen(live + (f"?after={heard}" if heard else ""))
    if is_older and is_embedded:
        steps["leave to catch up"] = lambda each: each.ask(listing, _preflight(), "OPTIONS")
    if is_older:
        steps["catching up"] = lambda each: each.ask(listing, typed)
    return steps


def _preflight() -> str:
    return "access-control-request-method: GET\r\naccess-control-request-headers: content-type\r\n"


def _said(page: str, name: str) -> str:
    found = re.search(f'data-{name}="([^"]*)"', page)
    return found[1] if found else ""


async def visit(
    server: Running, steps: dict[str, Step], visitors: int, origin: str
) -> dict[str, float]:
    """Let all visitors take each step; return its microseconds of the server's processor."""
    place = urlsplit(server.url)
    crowd = [Visitor(str(place.hostname), int(place.port or 0), origin) for _ in range(visitors)]
    took = {}
    for name, step in steps.items():
        before = cpu_seconds(server.process.pid)
        for begun in range(0, visitors, AT_ONCE):
            await asyncio.gather(*map(step, crowd[begun : begun + AT_ONCE]))
        took[name] = (cpu_seconds(server.process.pid) - before) / visitors * 1e6
    for each in crowd:
        each.close()
    return took


async def front_page(server: Running, paper: str, visitors: int) -> dict[str, float]:
    """Return what front pages that ask for the counts of twenty stories cost each."""
    urls = "&".join(f"url={quote(f'http://127.0.0.1/{number}', safe='')}" for number in range(20))
    address = f"/api/v1/counts?{urls}"
    return await visit(server, {"counts": lambda each: each.ask(address)}, visitors, paper)


def shown(name: str, took: dict[str, float]) -> float:
    """Print the steps of a visit; return what all but the page costs."""
    parts = "   ".join(f"{step} {each:.0f}" for step, each in took.items())
    print(f"{name:14} {sum(took.values()):6.0f} µs:   {parts}", flush=True)
    return sum(took.values()) - took.get("page", 0.0)


def measure(server: Running, visitors: int) -> Sequence[float]:
    """Return the microseconds that a visit costs besides its page, on our page and on another."""
    url = "http://127.0.0.1/visited"
    with httpx.Client(base_url=server.url, trust_env=False, timeout=30) as client:
        story = client.post("/api/v1/stories", json={"url": url}).json()["id"]
        fill(to_us(client, story))
        page, embed = f"/stories/{story}", f"/below?url={quote(url, safe='')}"
        own = steps_of(client.get(page).text, page, is_embedded=False)
        away = steps_of(client.get(embed).text, embed, is_embedded=True)
    # Once for nothing, so that everything is loaded and made.
    uvloop.run(visit(server, own, AT_ONCE, ""))
    uvloop.run(visit(server, away, AT_ONCE, PAPER))
    besides = [
        shown("our own page", uvloop.run(visit(server, own, visitors, ""))),
        shown("the embed", uvloop.run(visit(server, away, visitors, PAPER))),
    ]
    counts = uvloop.run(front_page(server, PAPER, visitors))
    return [*besides, shown("a home page", counts)]


def main() -> None:
    """Measure; what a visit costs besides its page last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visitors", type=int, default=3_000)
    options = parser.parse_args()
    take_all_files()
    print(machine())
    with (
        tempfile.TemporaryDirectory() as name,
        running(Path(name) / "data", "--trust-proxy", anew=True) as server,
    ):
        own, away, counts = measure(server, options.visitors)
    say(
        at_most("a visit besides its page, ours", own, MOST_BESIDES, "µs"),
        at_most("a visit besides the embed's page", away, MOST_BESIDES, "µs"),
        at_most("the counts of a home page", counts, MOST_COUNTS, "µs"),
    )
    print(
        f"besides its page a visit costs {own:.0f} µs on our own page, {away:.0f} µs in the embed;"
        f" the counts of a home page {counts:.0f} µs"
    )


if __name__ == "__main__":
    main()
