"""Serve a thread of 50 comments beside nginx serving the same bytes as a static file.

Usage: python -m benchmarks.reading [--seconds 5] [--rounds 3]

Both have one worker, on loopback, asked by wrk in turn. What counts is the processor time of each
for a request, since the load generator takes half of a small machine. Last, nginx in front of us as
docs/nginx.md has it.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import tempfile
from pathlib import Path

import httpx

from benchmarks._server import Wrk, cpu_seconds, machine, median, memory_mb, nginx, port, tool, wrk
from benchmarks.posting import comment, sentences
from tests.faults.newsroom import open_story
from tests.polling import until
from tests.running import Running, running

COMMENTS = 50
CONNECTIONS = 32
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
    with tempfile.TemporaryDirectory() as name, running(Path(name) / "data", "--trust-proxy") as us:
        folder = Path(name)
        path = asyncio.run(fill(us))
        page = httpx.get(us.url + path, trust_env=False).content
        with httpx.stream("GET", us.url + path, trust_env=False) as answer:
            packed = b"".join(answer.iter_raw())
        print(f"page of {COMMENTS} comments: {len(page):,} bytes, {len(packed):,} compressed")
        ours, seen = measured(us.url + path, us.process.pid, folder, options)
        told("Belowline, out of its page cache", ours, seen)

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
        print(f"memory after serving: {memory_mb(us.process.pid):.0f} MB")
    print(f"processor time of a cached thread against nginx's static file: {ours / theirs:.2f} ×")


if __name__ == "__main__":
    main()
