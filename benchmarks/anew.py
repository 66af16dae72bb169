"""Render a thread of 50 comments anew for every request, beside Isso, which always does.

Usage: python -m benchmarks.anew [--seconds 5] [--rounds 3] [--isso FOLDER]

First we without our page cache: for each request the database is asked, the template filled in,
the page compressed. Then Isso with the same comments, deployed as its manual says. What counts is
the processor time of each for a request, which neither the load generator nor the number of workers
moves; requests a second stand beside it, of ours with two processes, since Isso's four workers have
the whole machine. Then both behind nginx, which holds an answer for a second
and compresses, and how long a new comment takes to be seen there.

Isso answers the comments as JSON, which its script makes HTML of in the browser; we answer HTML:
`below` is what our element asks for, `page` the whole page with the story and lists of others.
"""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks import _thread_of_fifty as thread
from benchmarks._goals import at_least, at_most, say
from benchmarks._isso import installed, running_isso
from benchmarks._nginx import documented, is_up, over_the_line
from benchmarks._seen import seen_after
from benchmarks._server import (
    Wrk,
    answering,
    cpu_seconds,
    machine,
    median,
    nginx,
    port,
    tool,
    wrk,
)
from benchmarks._site_key import with_key_of
from tests.polling import until
from tests.running import Running, end, running

# What browsers say that they take. Over plain HTTP they leave brotli and zstd out.
TAKES = "gzip, deflate, br, zstd"
CONNECTIONS = 16
NO_PAGES = (sys.executable, "-m", "benchmarks._keeping_no_page")
ISSO_PATH = "/bridge/"
# What its script asks for when a page is opened.
ISSO_ASKED = f"/?uri={ISSO_PATH}&nested_limit=5"

# As one would put Isso behind nginx: the second that we ask for, and its JSON compressed.
ISSO_BEHIND = """
proxy_cache_path {folder}/cache keys_zone=isso:10m use_temp_path=off;
server {{
    listen 127.0.0.1:{at};
    gzip on; gzip_types application/json;
    proxy_http_version 1.1; proxy_set_header Connection "";
    proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header Host $host;
    location / {{
        proxy_cache isso; proxy_cache_valid 200 1s; proxy_cache_lock on;
        proxy_cache_use_stale updating error timeout;
        proxy_ignore_headers Cache-Control Expires Set-Cookie;
        proxy_pass {url};
    }}
}}
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a request came to: milliseconds of processor, and what wrk saw."""

    each: float
    seen: Wrk


def measured(what: str, url: str, pid: int, folder: Path, options: argparse.Namespace) -> Cost:
    """Ask again and again; return the medians, and print them."""
    wrk(url, folder, connections=CONNECTIONS, seconds=2, takes=TAKES)
    found = []
    for _ in range(options.rounds):
        before = cpu_seconds(pid)
        seen = wrk(url, folder, connections=CONNECTIONS, seconds=options.seconds, takes=TAKES)
        spent = cpu_seconds(pid) - before
        found.append(Cost(spent / (seen.per_second * options.seconds) * 1000, seen))
    each = median([cost.each for cost in found])
    seen = sorted((cost.seen for cost in found), key=lambda seen: seen.per_second)[len(found) // 2]
    print(
        f"{what:<42} {seen.per_second:9.1f}/s   p50 {seen.p50:7.2f} ms   p99 {seen.p99:7.2f} ms"
        f"   {each:8.4f} ms CPU each   {seen.failed} failed",
        flush=True,
    )
    return Cost(each, seen)


def sizes(what: str, url: str) -> None:
    """Say how large an answer is, and make sure that all fifty are in it."""
    asked = {"accept-encoding": TAKES}
    raw, headers = over_the_line(TAKES, url)
    kind = headers.get("content-encoding", "not compressed")
    page = httpx.get(url, headers=asked, trust_env=False).text
    if lacks := thread.missing(page):
        raise RuntimeError(f"{what} lacks {lacks} comments")
    print(f"{what}: {len(page.encode()):,} bytes, over the line {len(raw):,} ({kind})")


@contextmanager
def isso(place: Path, folder: Path) -> Iterator[tuple[str, int] | None]:
    """Run Isso with the same thread; None where it can't be had."""
    if (program := installed(place)) is None:
        print("not measured: Isso can't be installed here")
        yield None
        return
    with running_isso(program, folder) as (url, pid):
        with httpx.Client(base_url=url, trust_env=False, timeout=30) as client:
            thread.fill(thread.to_isso(client, ISSO_PATH))
        sizes("Isso's answer", url + ISSO_ASKED)
        yield url, pid


@contextmanager
def keeping_no_page(data: Path, *options: str) -> Iterator[Running]:
    """Run us without our page cache."""
    data.mkdir(exist_ok=True)
    at = port()
    served = ["serve", "--data", str(data), "--port", str(at), "--trust-proxy"]
    command = [*NO_PAGES, *served, *options]
    with (data / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    url = f"http://127.0.0.1:{at}"
    try:
        answering(url, process, data)
        yield Running(url, data, data / "log", process)
    finally:
        end(process, signal.SIGTERM)


def anew(folder: Path, options: argparse.Namespace) -> tuple[dict[str, Cost], float]:
    """Measure us without a page cache; last how many a second two processes answer together."""
    with keeping_no_page(folder / "anew") as us:
        path = f"/stories/{thread.filled(us.url)}"
        found: dict[str, Cost] = {}
        for name, address in (("below", f"{us.url}{path}/below"), ("page", us.url + path)):
            sizes(f"our {name}", address)
            found[name] = measured(f"we, {name}", address, us.process.pid, folder, options)
        database = f"sqlite:///{us.data / 'belowline.db'}"
        second = with_key_of(us.data, folder / "second")
        with keeping_no_page(second, "--database", database) as other:
            both = together([us.url + path, other.url + path], folder, options)
    print(f"we, page, two processes: {both:.1f}/s")
    return found, both


def together(urls: Sequence[str], folder: Path, options: argparse.Namespace) -> float:
    """Return how many a second these answer at the same time, each asked by a wrk of its own."""

    def asked(number: int) -> float:
        place = folder / f"wrk{number}"
        place.mkdir()
        half = CONNECTIONS // len(urls)
        url = urls[number]
        wrk(url, place, connections=half, seconds=2, takes=TAKES)
        seen = wrk(url, place, connections=half, seconds=options.seconds, takes=TAKES)
        return seen.per_second

    with ThreadPoolExecutor() as threads:
        return sum(threads.map(asked, range(len(urls))))


def behind(folder: Path, options: argparse.Namespace) -> tuple[Cost, float]:
    """Measure us behind nginx as docs/nginx.md has it, and how soon a comment is seen there."""
    at = port()
    with running(folder / "data", "--trust-proxy", anew=True) as us:
        story = thread.filled(us.url)
        with nginx(folder / "n1", documented(us, folder, at)) as process:
            url = f"http://127.0.0.1:{at}/stories/{story}"
            until(lambda: is_up(url), "nginx in front of us")
            sizes("our page behind nginx", url)
            cost = measured("nginx in front of us", url, process.pid, folder, options)
            with httpx.Client(base_url=us.url, trust_env=False, timeout=30) as client:
                late = seen_after(thread.to_us(client, story), url)
    return cost, late


def isso_behind(url: str, folder: Path, options: argparse.Namespace) -> tuple[Cost, float]:
    """Measure Isso behind nginx in the same way."""
    at, place = port(), folder / "n2"
    with nginx(place, ISSO_BEHIND.format(folder=place, at=at, url=url)) as process:
        front = f"http://127.0.0.1:{at}{ISSO_ASKED}"
        until(lambda: is_up(front), "nginx in front of Isso")
        sizes("Isso's answer behind nginx", front)
        cost = measured("nginx in front of Isso", front, process.pid, folder, options)
        with httpx.Client(base_url=url, trust_env=False, timeout=30) as client:
            late = seen_after(thread.to_isso(client, ISSO_PATH), front)
    return cost, late


def main() -> None:
    """Measure all in one run; the ratio last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--isso", type=Path, metavar="FOLDER")
    options = parser.parse_args()
    tool("wrk", "wrk")
    print(machine())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours, two = anew(folder, options)
        with isso(options.isso or folder / "environment", folder / "isso") as found:
            if found is None:
                return
            theirs = measured(
                "Isso, four workers", found[0] + ISSO_ASKED, found[1], folder, options
            )
            our_front, our_wait = behind(folder, options)
            their_front, their_wait = isso_behind(found[0], folder, options)
    print(
        f"a comment is seen behind nginx after {our_wait:.2f} s at most; Isso's {their_wait:.2f} s"
    )
    by_cost = {name: theirs.each / cost.each for name, cost in ours.items()}
    by_rate = two / theirs.seen.per_second
    fronts = our_front.seen.per_second / their_front.seen.per_second
    say(
        at_least("page rendered anew, CPU, Isso against us", by_cost["page"], 20, "×"),
        at_least("thread alone rendered anew, CPU, the same", by_cost["below"], 20, "×"),
        at_least("page rendered anew, a second, two of us against four of Isso", by_rate, 20, "×"),
        at_least("behind nginx' cache, requests a second, we against Isso", fronts, 1.0, "×"),
        at_most("a comment behind nginx' cache is seen after", our_wait, 1, "s"),
    )
    ratio = by_cost["page"]
    print(f"rendered anew for each request, Isso's processor time against ours: {ratio:.1f} ×")


if __name__ == "__main__":
    main()
