"""Open ten thousand pages of a story that twenty readers like a second, and see what that costs.

Usage: python -m benchmarks.liking [--pages 10000] [--likes 20] [--seconds 15]

What is counted is the processor time of the server, how often it made the story anew for a reader
who looks twenty times a second, and how many requests the pages are made to send: one for each
event that tells them of a change without saying what it is. Then the comment's author mends it, and
many pages ask for it.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import uvloop

from belowline.cli.serving import take_all_files
from benchmarks._goals import at_most, say
from benchmarks._server import cpu_seconds, machine
from tests.faults.newsroom import open_story
from tests.polling import until_async
from tests.running import Running, running

AT_ONCE = 250
PATIENCE = 60.0
ASKING = 2_000
# Browsers keep their connections; to open one costs more than an answer.
KEPT = httpx.Limits(max_keepalive_connections=50)
_EVENT = re.compile(rb"event: changed\r\ndata: ([^\r]*)")
_RENDERED = re.compile(r"^belowline_pages_rendered_total (\S+)", re.MULTILINE)


@dataclass(slots=True)
class Heard:
    """What all pages together have been told."""

    open: int = 0
    likes: int = 0
    others: int = 0
    newest: dict[int, bytes] = field(default_factory=dict)


class Page(asyncio.Protocol):
    """A page that has asked for the stream and reads what comes."""

    def __init__(self, heard: Heard, request: bytes) -> None:
        self._heard, self._request, self._started = heard, request, False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.write(self._request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        if not self._started and b"listening" in data:
            self._started = True
            self._heard.open += 1
        for told in _EVENT.findall(data):
            if b'"likes"' in told:
                self._heard.likes += 1
                self._heard.newest[id(self)] = told
            else:
                self._heard.others += 1


async def open_pages(server: Running, story: str, pages: int, heard: Heard) -> None:
    """Open the pages, some at a time."""
    place = urlsplit(server.url)
    request = (
        f"GET /api/v1/stories/{story}/live HTTP/1.1\r\n"
        "Host: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n"
    ).encode()
    loop = asyncio.get_running_loop()

    async def one() -> None:
        await loop.create_connection(
            lambda: Page(heard, request), str(place.hostname), int(place.port or 0)
        )

    for begun in range(0, pages, AT_ONCE):
        count = min(AT_ONCE, pages - begun)
        await asyncio.gather(*(one() for _ in range(count)))

        async def all_open(wanted: int = begun + count) -> bool:
            return heard.open >= wanted

        await until_async(all_open, "the pages", PATIENCE)


async def rendered(client: httpx.AsyncClient) -> float:
    """Return how many pages the server has made so far."""
    found = _RENDERED.search((await client.get("/metrics")).text)
    assert found, "The server counts no pages."
    return float(found[1])


async def at_pace(client: httpx.AsyncClient, options: argparse.Namespace, comment: str) -> None:
    """Have readers like, and one look, so many times a second."""
    began = time.perf_counter()

    async def like() -> None:
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        client.cookies.clear()
        path = f"/api/v1/comments/{comment}/like"
        (await client.post(path, headers={"x-forwarded-for": address})).raise_for_status()

    for number in range(options.likes * options.seconds):
        await asyncio.sleep(max(0.0, began + number / options.likes - time.perf_counter()))
        await asyncio.gather(like(), client.get(f"/stories/{options.story}"))


async def measure(server: Running, options: argparse.Namespace) -> dict[str, float]:
    """Return what the likes cost."""
    heard, pid = Heard(), server.process.pid
    async with httpx.AsyncClient(
        base_url=server.url, trust_env=False, timeout=PATIENCE, limits=KEPT
    ) as client:
        options.story = await open_story(client)
        path = f"/api/v1/stories/{options.story}/comments"
        body = {"text": "The council should publish the figures first.", "name": "Ada"}
        author = httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=PATIENCE)
        comment = (await author.post(path, json=body)).raise_for_status().json()["id"]
        await open_pages(server, options.story, options.pages, heard)
        print(f"{heard.open:,} pages open", flush=True)
        took, made, began = cpu_seconds(pid), await rendered(client), time.perf_counter()
        await at_pace(client, options, comment)

        async def all_know() -> bool:
            last = b'"likes": %d' % (options.likes * options.seconds)
            return len([told for told in heard.newest.values() if last in told]) == heard.open

        if heard.likes or not heard.others:
            await until_async(all_know, "the last number of likes", PATIENCE)
        seconds = time.perf_counter() - began
        found = {
            "processor": (cpu_seconds(pid) - took) / seconds * 100,
            "rendered": (await rendered(client) - made) / seconds,
            "told": heard.likes / options.pages,
            "asked": float(heard.others),
        }
        print(f"{seconds:.1f} s until every page knew the last number", flush=True)
        found |= await mended(client, author, pid, comment, heard)
        await author.aclose()
    return found


async def mended(
    client: httpx.AsyncClient, author: httpx.AsyncClient, pid: int, comment: str, heard: Heard
) -> dict[str, float]:
    """Mend a comment, and have many pages ask for it: the microseconds that each costs."""
    path = f"/api/v1/comments/{comment}"
    before = heard.others
    (await author.patch(path, json={"text": "The council should publish them."})).raise_for_status()

    async def all_told() -> bool:
        return heard.others >= before + heard.open

    await until_async(all_told, "the pages to be told of the edit", PATIENCE)
    number = next(iter(heard.newest.values()), b"")
    event = int(found[1]) + 1 if (found := re.search(rb'"number": (\d+)', number)) else 1
    took, made = cpu_seconds(pid), await rendered(client)
    for _ in range(ASKING // 50):
        each = f"/comments/{comment}/fragment?event={event}"
        await asyncio.gather(*(client.get(each) for _ in range(50)))
    return {
        "each": (cpu_seconds(pid) - took) / ASKING * 1e6,
        "renderings": await rendered(client) - made,
    }


def main() -> None:
    """Measure; what was reached last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--likes", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=15)
    options = parser.parse_args()
    take_all_files()
    print(machine())
    with (
        tempfile.TemporaryDirectory() as name,
        running(Path(name) / "data", "--trust-proxy", anew=True) as server,
    ):
        found = uvloop.run(measure(server, options))
    likes = options.likes * options.seconds
    print(
        f"told {found['told']:.1f} numbers a page for {likes} likes; "
        f"{found['each']:.0f} µs CPU for each page that asks for an edited comment"
    )
    say(
        at_most("requests that likes cause in open pages", found["asked"], 0, ""),
        at_most("a liked story is made anew, a second", found["rendered"], 1.5, ""),
        at_most(
            f"{options.likes} likes a second, {options.pages:,} pages open, processor",
            found["processor"],
            35,
            "%",
        ),
        at_most("an edited comment is made anew for all who ask", found["renderings"], 1, ""),
    )
    print(
        f"{options.likes} likes a second under {options.pages:,} open pages: "
        f"{found['processor']:.0f} % of a core, {found['asked']:,.0f} requests"
    )


if __name__ == "__main__":
    main()
