"""Serve a thread of 50 comments beside nginx serving the same bytes as a static file.

Usage: python -m benchmarks.reading [--seconds 5] [--rounds 3]

Both have one worker, on loopback, asked by wrk in turn. What counts is the processor time of each
for a request, since the load generator takes half of a small machine. Last, nginx in front of us as
docs/nginx.md has it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from benchmarks._goals import at_least, at_most, say
from benchmarks._server import Wrk, cpu_seconds, machine, median, memory_mb, nginx, port, tool, wrk
from benchmarks._texts import comment, sentences
from tests.faults.newsroom import open_story
from tests.polling import until
from tests.running import Running, running

COMMENTS = 50
CONNECTIONS = 32
# Connections that pause between two questions: more of them, so that pauses are whole milliseconds.
PACED = 128
ROOT = Path(__file__).parent.parent


async def fill(server: Running) -> str:
    """Post the thread and return the address of its page."""
    chance, said = random.Random(50), sentences()
    async with httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=30) as client:
        story = await open_story(client)
        for number in range(COMMENTS):
            client.cookies.clear()
            answer = await client.post(
                f"/api/v1/stories/{story}/comments",
                json={"text": comment(chance, said), "name": f"Reader {number}"},
                headers={"x-forwarded-for": f"10.0.0.{number}"},
            )
            answer.raise_for_status()
    return f"/stories/{story}"


def packed_as(kind: str, url: str) -> bytes:
    """Return the page as it goes over the line in this encoding."""
    asked = {"accept-encoding": kind}
    with httpx.stream("GET", url, headers=asked, trust_env=False) as answer:
        return b"".join(answer.iter_raw())


def measured(url: str, pid: int, folder: Path, options: argparse.Namespace) -> tuple[float, Wrk]:
    """Return the microseconds of processor for a request, and what wrk saw; medians."""
    wrk(url, folder, connections=CONNECTIONS, seconds=1)
    costs, seen = [], []
    for _ in range(options.rounds):
        before = cpu_seconds(pid)
        found = wrk(url, folder, connections=CONNECTIONS, seconds=options.seconds)
        costs.append((cpu_seconds(pid) - before) / (found.per_second * options.seconds) * 1e6)
        seen.append(found)
    return median(costs), sorted(seen, key=lambda each: each.per_second)[len(seen) // 2]


def at_half(
    us: Running, path: str, folder: Path, capacity: float, options: argparse.Namespace
) -> float:
    """Return the p99 in milliseconds while half as much is asked as can be answered."""
    pause = max(1, round(PACED / (capacity / 2) * 1000))
    seen = wrk(us.url + path, folder, connections=PACED, seconds=options.seconds, pause=pause)
    print(f"asked for {seen.per_second:.0f}/s of {capacity:.0f}/s: p99 {seen.p99:.2f} ms")
    return seen.p99


def of_one_reader(us: Running, path: str, folder: Path, options: argparse.Namespace) -> float:
    """Return the p99 of what only one reader sees, who wrote a comment, at half of capacity."""
    story = path.rpartition("/")[2]
    address = f"{us.url}/api/v1/stories/{story}"
    body = {"text": "The council should publish the figures, say I.", "name": "Ada"}
    answer = httpx.post(f"{address}/comments", json=body, trust_env=False)
    cookie = "; ".join(f"{name}={value}" for name, value in answer.cookies.items())
    most = wrk(f"{address}/me", folder, connections=4, seconds=2, cookie=cookie)
    pause = max(1, round(8 / (most.per_second / 2) * 1000))
    seen = wrk(
        f"{address}/me",
        folder,
        connections=8,
        seconds=options.seconds,
        pause=pause,
        cookie=cookie,
    )
    print(
        f"personal part: {seen.per_second:.0f}/s of {most.per_second:.0f}/s: p99 {seen.p99:.2f} ms"
    )
    return seen.p99


def two_against_one(
    us: Running, path: str, folder: Path, one: float, options: argparse.Namespace
) -> float:
    """Return how much more two processes on one database answer, each asked by a wrk of its own."""
    database = f"sqlite:///{us.data / 'belowline.db'}"
    with (
        running(folder / "second", "--database", database, anew=True) as other,
        ThreadPoolExecutor() as both,
    ):
        asked = [
            both.submit(
                wrk, each.url + path, place, connections=CONNECTIONS, seconds=options.seconds
            )
            for each, place in ((us, folder), (other, other.data))
        ]
        rates = [each.result().per_second for each in asked]
    print(f"two processes: {rates[0]:.0f}/s + {rates[1]:.0f}/s, one alone: {one:.0f}/s")
    return sum(rates) / one


def told(what: str, cost: float, seen: Wrk) -> None:
    """Print one row."""
    print(
        f"{what:<34} {seen.per_second:9.0f}/s   p50 {seen.p50:6.2f} ms   p99 {seen.p99:6.2f} ms"
        f"   {cost:6.1f} µs CPU each   {seen.failed} failed",
        flush=True,
    )


def documented(server: Running, folder: Path, at: int) -> str:
    """The configuration that we tell publishers to use."""
    page = (ROOT / "docs/nginx.md").read_text("utf-8")
    (text,) = re.findall(r"```nginx\n(.*?)```", page, re.DOTALL)
    for theirs, ours in (
        ("server 127.0.0.1:8000", f"server {server.url.removeprefix('http://')}"),
        ("/var/cache/nginx/belowline", str(folder / "cache")),
        ("listen 80", f"listen 127.0.0.1:{at}"),
    ):
        text = text.replace(theirs, ours)
    return str(text)


def is_up(url: str) -> bool:
    """Say whether something answers there."""
    try:
        return httpx.get(url, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def main() -> None:
    """Measure all three; the ratio last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    tool("wrk", "wrk")
    print(machine())
    with (
        tempfile.TemporaryDirectory() as name,
        running(Path(name) / "data", "--trust-proxy", anew=True) as us,
    ):
        folder = Path(name)
        path = asyncio.run(fill(us))
        page = httpx.get(us.url + path, trust_env=False).content
        sizes = {kind: packed_as(kind, us.url + path) for kind in ("gzip", "br", "zstd")}
        packed = sizes["gzip"]
        told_sizes = ", ".join(f"{kind} {len(each):,}" for kind, each in sizes.items())
        print(f"page of {COMMENTS} comments: {len(page):,} bytes; {told_sizes}")
        ours, seen = measured(us.url + path, us.process.pid, folder, options)
        told("Belowline, out of its page cache", ours, seen)
        p99 = at_half(us, path, folder, seen.per_second, options)
        personal = of_one_reader(us, path, folder, options)
        gain = two_against_one(us, path, folder, seen.per_second, options)

        static, at = folder / "static", port()
        static.mkdir()
        (static / "thread.html").write_bytes(page)
        (static / "thread.html.gz").write_bytes(packed)
        inside = f"server {{ listen 127.0.0.1:{at}; root {static}; gzip_static on; }}"
        url = f"http://127.0.0.1:{at}/thread.html"
        with nginx(folder / "n1", inside) as process:
            until(lambda: is_up(url), "nginx")
            theirs, seen = measured(url, process.pid, folder, options)
            told("nginx, the same as a static file", theirs, seen)

        at = port()
        front = f"http://127.0.0.1:{at}{path}"
        with nginx(folder / "n2", documented(us, folder, at)) as process:
            until(lambda: is_up(front), "nginx in front")
            both, seen = measured(front, process.pid, folder, options)
            told("nginx in front of Belowline", both, seen)
        serving = memory_mb(us.process.pid)
        print(f"memory after serving: {serving:.0f} MB")
    ratio = ours / theirs
    say(
        at_most("cached thread, CPU against nginx' static file", ratio, 3.5, "×"),
        at_most("p99 at half of capacity", p99, 5, "ms"),
        at_most("personal part, p99 at half of capacity", personal, 15, "ms"),
        # Two servers and what asks them need three cores at the least.
        at_least("two workers against one", gain, 1.5, "×", seen=(os.cpu_count() or 1) > 2),
        at_most("memory, serving", serving, 450, "MB"),
    )
    print(f"processor time of a cached thread against nginx's static file: {ours / theirs:.2f} ×")


if __name__ == "__main__":
    main()
