"""Post to real servers over HTTP, each comment ruled on and kept on disk before the answer.

Usage: python -m benchmarks.posting [--seconds 10] [--on sqlite|postgres]

The senders are coroutines of this process; what they cost is not the server's. Beside the rate
stands the processor time of the server for each comment, which says what a busy machine hides.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from belowline.demo.content import read_comments
from benchmarks._server import cpu_seconds, machine
from tests.faults.cluster import own_cluster
from tests.running import Running, running

SENDERS = (1, 8, 32)


@dataclass(frozen=True, slots=True)
class Posted:
    """What a round of posting came to."""

    what: str
    senders: int
    seconds: float
    took: list[float]
    cpu: float
    refused: int

    @property
    def per_second(self) -> float:
        """Comments a second."""
        return len(self.took) / self.seconds

    def line(self) -> str:
        """One row of the table."""
        ms = sorted(each * 1000 for each in self.took)
        p99 = ms[min(len(ms) - 1, int(len(ms) * 0.99))]
        return (
            f"{self.what:<26} {self.senders:>3} senders {self.per_second:7.0f}/s"
            f"   p50 {statistics.median(ms):6.1f} ms   p99 {p99:6.1f} ms"
            f"   {self.cpu / len(ms) * 1000:5.2f} ms CPU each   {self.refused} refused"
        )


def sentences() -> list[str]:
    """Return what readers of the demo newsroom said, sentence by sentence, of what is published."""
    said = [each.text for each in read_comments() if each.expect == "publish"]
    return [each for text in said for each in re.split(r"(?<=[.?!])\s+", text) if len(each) > 20]


def comment(chance: random.Random, said: list[str]) -> str:
    """Four sentences that nobody put together before."""
    return " ".join(chance.sample(said, 4))


async def send(server: Running, story: str, until: float, seed: int) -> tuple[list[float], int]:
    """Post as one somebody after the other, on one connection."""
    place, chance, said = urlsplit(server.url), random.Random(seed), sentences()
    comings, goings = await asyncio.open_connection(place.hostname, place.port)
    took, refused = [], 0
    while time.perf_counter() < until:
        body = json.dumps({"text": comment(chance, said), "name": "Ada Reader"}).encode()
        # Each from a network of its own: how often one may post is not what is measured.
        address = ".".join(str(chance.randrange(1, 255)) for _ in range(4))
        head = (
            f"POST /api/v1/stories/{story}/comments HTTP/1.1\r\nhost: 127.0.0.1\r\n"
            f"content-type: application/json\r\nx-forwarded-for: {address}\r\n"
            f"content-length: {len(body)}\r\n\r\n"
        )
        begun = time.perf_counter()
        goings.write(head.encode() + body)
        answer = (await comings.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        await comings.readexactly(int(answer.partition("content-length: ")[2].split("\r\n")[0]))
        if answer.startswith("http/1.1 201"):
            took.append(time.perf_counter() - begun)
        else:
            refused += 1
    goings.close()
    return took, refused


async def measure(what: str, servers: list[Running], senders: int, seconds: float) -> Posted:
    """Post to the servers in turn with this many senders."""
    story = await open_story(servers[0])
    before = sum(cpu_seconds(server.process.pid) for server in servers)
    begun = time.perf_counter()
    found = await asyncio.gather(
        *(
            send(servers[each % len(servers)], story, begun + seconds, seed=each)
            for each in range(senders)
        )
    )
    lasted = time.perf_counter() - begun
    cpu = sum(cpu_seconds(server.process.pid) for server in servers) - before
    took = [each for times, _ in found for each in times]
    return Posted(what, senders, lasted, took, cpu, sum(refused for _, refused in found))


async def open_story(server: Running) -> str:
    """Make a story for this round."""
    place = urlsplit(server.url)
    comings, goings = await asyncio.open_connection(place.hostname, place.port)
    body = json.dumps({"url": f"http://127.0.0.1/{time.time_ns()}"}).encode()
    goings.write(
        b"POST /api/v1/stories HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
        b"connection: close\r\ncontent-length: %d\r\n\r\n" % len(body) + body
    )
    answer = await comings.read()
    goings.close()
    story: str = json.loads(answer.partition(b"\r\n\r\n")[2])["id"]
    return story


@contextmanager
def servers(folder: Path, count: int, *options: str) -> Iterator[list[Running]]:
    """Run so many processes of one site."""
    with ExitStack() as ends:
        yield [ends.enter_context(running(folder, "--trust-proxy", *options)) for _ in range(count)]


async def rounds(what: str, found: list[Running], seconds: float) -> list[Posted]:
    """Measure with few and with many senders, the first second not counted."""
    await measure(what, found, 2, 1.0)
    posted = []
    for senders in SENDERS:
        posted.append(await measure(what, found, senders, seconds))
        print(posted[-1].line(), flush=True)
    return posted


async def main() -> None:
    """Measure on each database; the rates last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--on", choices=["sqlite", "postgres"])
    options = parser.parse_args()
    print(machine())
    best: dict[str, Posted] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.on != "postgres":
            with servers(folder / "sqlite", 1) as found:
                of = await rounds("SQLite, one process", found, options.seconds)
            best["SQLite"] = max(of, key=lambda each: each.per_second)
        if options.on != "sqlite":
            async with own_cluster() as cluster:
                # The tests' clusters trust the machine not to fail; this one writes for good.
                await cluster.server.run("ALTER SYSTEM SET fsync = on")
                await cluster.server.run("SELECT pg_reload_conf()")
                for count in (1, 2):
                    place = folder / f"postgres{count}"
                    with servers(place, count, "--database", cluster.url) as found:
                        of = await rounds(
                            f"PostgreSQL, {count} process(es)", found, options.seconds
                        )
                    best[f"PostgreSQL × {count}"] = max(of, key=lambda each: each.per_second)
    told = "; ".join(f"{name} {each.per_second:.0f}/s" for name, each in best.items())
    print(f"posts a second, ruled on and durable: {told}")


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        sys.exit(130)
