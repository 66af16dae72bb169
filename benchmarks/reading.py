"""Serve a thread of 50 comments beside nginx serving the same bytes as a static file.

Usage: python -m benchmarks.reading [--seconds 5] [--rounds 3]

Both have one worker, on loopback, asked by wrk in turn, for the same compressed bytes: ours once
they have been packed well, which is in the second after a page's first. What counts is the
processor time of each for a request, since the load generator takes half of a small machine. How
long readers wait at half of what can be answered is asked at a pace that no answer holds up. Last,
nginx in front of us as docs/nginx.md has it.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import httpx

from belowline.web.encodings import pack
from benchmarks import _thread_of_fifty as thread
from benchmarks._goals import at_most, say
from benchmarks._nginx import documented, is_up, over_the_line, serving_the_same
from benchmarks._paced import Paced, paced
from benchmarks._server import Wrk, cpu_seconds, machine, median, memory_mb, nginx, port, tool, wrk
from tests.polling import until
from tests.running import Running, running

CONNECTIONS = 32


def settled(url: str) -> bytes:
    """Return the page as it goes over the line, packed as well as it will be; with all fifty."""
    page = httpx.get(url, trust_env=False)
    if lacks := thread.missing(page.text):
        raise SystemExit(f"The page lacks {lacks} of {thread.COMMENTS} comments.")
    last = pack(page.content, "gzip")
    until(lambda: over_the_line("gzip", url)[0] == last, "the page to be packed well")
    sizes = {kind: len(over_the_line(kind, url)[0]) for kind in ("br", "zstd")}
    others = ", ".join(f"{kind} {size:,}" for kind, size in sizes.items())
    print(
        f"page of {thread.COMMENTS} comments: {len(page.content):,} bytes,"
        f" over the line {len(last):,} (gzip; in a page's first second {others})"
    )
    return last


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


def at_half(what: str, url: str, capacity: float, seconds: int, cookie: str = "") -> Paced:
    """Ask for half as much as can be answered: evenly, which counts, and by chance."""
    half = capacity / 2
    print(f"{what}, asked for half of {capacity:.0f}/s")
    found = paced(url, per_second=half, seconds=seconds, cookie=cookie)
    print(f"  evenly:    {found.line}", flush=True)
    harder = paced(url, per_second=half, seconds=seconds, cookie=cookie, by_chance=True)
    print(f"  by chance: {harder.line}", flush=True)
    return found


def of_one_reader(us: Running, path: str, folder: Path, options: argparse.Namespace) -> Paced:
    """Return how long only one reader's part takes, who wrote a comment, at half of capacity."""
    story = path.rpartition("/")[2]
    address = f"{us.url}/api/v1/stories/{story}"
    body = {"text": "The council should publish the figures, say I.", "name": "Ada"}
    answer = httpx.post(f"{address}/comments", json=body, trust_env=False)
    cookie = "; ".join(f"{name}={value}" for name, value in answer.cookies.items())
    most = wrk(f"{address}/me", folder, connections=4, seconds=2, cookie=cookie)
    return at_half(
        "personal part", f"{address}/me", most.per_second, options.seconds, cookie=cookie
    )


def told(what: str, cost: float, seen: Wrk) -> None:
    """Print one row."""
    print(
        f"{what:<34} {seen.per_second:9.0f}/s   p50 {seen.p50:6.2f} ms   p99 {seen.p99:6.2f} ms"
        f"   {cost:6.1f} µs CPU each   {seen.failed} failed",
        flush=True,
    )


def beside_nginx(
    us: Running, path: str, folder: Path, options: argparse.Namespace
) -> tuple[float, Paced]:
    """Measure us and nginx with the same bytes, and us behind it.

    Returns the ratio of processor time, and how long our readers wait at half of our capacity.
    """
    url = us.url + path
    packed = settled(url)
    ours, seen = measured(url, us.process.pid, folder, options)
    told("Belowline, out of its page cache", ours, seen)
    page = at_half("cached thread", url, seen.per_second, options.seconds)
    with serving_the_same(url, packed, folder / "n1") as (address, process):
        theirs, static = measured(address, process.pid, folder, options)
        told("nginx, the same as a static file", theirs, static)
        # What it makes readers wait at our pace is the machine's doing.
        at_half("nginx at the same pace", address, seen.per_second, options.seconds)
    if thread.missing(httpx.get(url, trust_env=False).text):
        raise SystemExit("The page is another than it was.")
    at = port()
    front = f"http://127.0.0.1:{at}{path}"
    with nginx(folder / "n2", documented(us, folder, at)) as process:
        until(lambda: is_up(front), "nginx in front")
        both, fronted = measured(front, process.pid, folder, options)
        told("nginx in front of Belowline", both, fronted)
    return ours / theirs, page


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
        path = f"/stories/{thread.filled(us.url)}"
        ratio, page = beside_nginx(us, path, folder, options)
        personal = of_one_reader(us, path, folder, options)
        serving = memory_mb(us.process.pid)
        print(f"memory after serving: {serving:.0f} MB")
    say(
        at_most("cached thread, CPU against nginx' static file", ratio, 3.5, "×"),
        at_most("p99 at half of capacity", page.p99, 5, "ms", seen=page.kept),
        at_most(
            "personal part, p99 at half of capacity", personal.p99, 15, "ms", seen=personal.kept
        ),
        at_most("memory, serving", serving, 450, "MB"),
    )
    print(f"processor time of a cached thread against nginx's static file: {ratio:.2f} ×")


if __name__ == "__main__":
    main()
