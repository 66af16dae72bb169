"""Post to real servers over HTTP, each comment ruled on and kept on disk before the answer.

Usage: python -m benchmarks.posting [--seconds 10] [--on sqlite|postgres|isso] [--isso FOLDER]

First as fast as the answers come, then at half of that pace, for the times. Half of the comments
are by readers who never wrote before, half by ones who did; each is of ordinary length and said
once. The senders are coroutines of this process, on the same machine; what they cost is not the
server's. Beside the rate stands the processor time of the server for each comment, which says what
a busy machine hides, and that of the senders. Last Isso, without moderation, in the same run: in an
environment that is made in FOLDER, or for this run alone.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks import _goals
from benchmarks._isso import Thread, installed, running_isso
from benchmarks._senders import Ours, Rival, Sent, at_a_pace, at_full_speed
from benchmarks._server import cpu_seconds, machine
from benchmarks._texts import lengths, long_sentences, ordinary
from tests.faults.cluster import Cluster, own_cluster
from tests.running import Running, running

SENDERS = 16
ON_SQLITE, ON_POSTGRES = "SQLite, one process", "PostgreSQL, two processes"
# What was asked: comments a second, and milliseconds at half of that for 99 of 100.
ASKED = {ON_SQLITE: 200, ON_POSTGRES: 300}
ASKED_TIME = 60


@dataclass(frozen=True, slots=True)
class Measured:
    """What one kind of server came to."""

    what: str
    full: Sent
    half: Sent


async def measure(
    what: str,
    urls: Sequence[str],
    rival: Rival,
    pids: Sequence[int],
    seconds: float,
    database: int | None = None,
) -> Measured:
    """Post at full speed and at half of that; the first second is not counted."""
    await at_full_speed(urls, rival, senders=SENDERS, seconds=1.0, seed=1000)
    rounds: list[Sent] = []
    for name in ("full speed", "half of it"):
        before = spent(pids), spent([database] if database else []), time.process_time()
        if name == "full speed":
            sent = await at_full_speed(urls, rival, senders=SENDERS, seconds=seconds)
        else:
            pace = rounds[0].per_second / 2
            sent = await at_a_pace(urls, rival, per_second=pace, seconds=seconds, seed=2000)
        cost = (spent(pids) - before[0]) / len(sent.took) * 1000
        beside = (spent([database] if database else []) - before[1]) / len(sent.took) * 1000
        of_database = f" + {beside:.2f} the database's" if database else ""
        sending = (time.process_time() - before[2]) / len(sent.took) * 1000
        costs = f"{cost:5.2f}{of_database} + {sending:.2f} the sender's"
        print(f"{what:<26} {name:<10}  {sent.line}   {costs} ms CPU each", flush=True)
        rounds.append(sent)
    return Measured(what, *rounds)


def spent(pids: Sequence[int]) -> float:
    """Return the processor time that these have taken so far."""
    return sum(map(cpu_seconds, pids))


async def of_ours(
    what: str, found: list[Running], seconds: float, database: int | None = None
) -> Measured:
    """Measure processes of one site."""
    rival = Ours(await open_story(found[0]))
    pids = [each.process.pid for each in found]
    return await measure(what, [each.url for each in found], rival, pids, seconds, database)


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
        yield [
            ends.enter_context(running(folder, "--trust-proxy", *options, anew=True))
            for _ in range(count)
        ]


async def on_sqlite(folder: Path, seconds: float) -> Measured:
    """Measure what `belowline serve` is without any settings."""
    with servers(folder, 1) as found:
        return await of_ours(ON_SQLITE, found, seconds)


async def on_postgres(folder: Path, seconds: float) -> Measured:
    """Measure two processes on one PostgreSQL of this run's own."""
    async with own_cluster() as cluster:
        # The tests' clusters trust the machine not to fail; this one writes for good.
        await cluster.server.run("ALTER SYSTEM SET fsync = on")
        await cluster.server.run("SELECT pg_reload_conf()")
        with servers(folder, 2, "--database", cluster.url) as found:
            return await of_ours(ON_POSTGRES, found, seconds, postmaster(cluster))


def postmaster(cluster: Cluster) -> int:
    """Return the process whose children are PostgreSQL's."""
    return int((cluster.data / "postmaster.pid").read_text("ascii").split()[0])


async def on_isso(folder: Path, seconds: float, place: Path) -> Measured | None:
    """Measure Isso with as many senders."""
    if (program := installed(place)) is None:
        print("not measured: Isso can't be installed here")
        return None
    with running_isso(program, folder) as (url, pid):
        return await measure("Isso, no moderation", [url], Thread("/bridge/"), [pid], seconds)


async def main() -> None:
    """Measure each; the rates last, and what they are beside Isso's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--on", choices=["sqlite", "postgres", "isso"])
    parser.add_argument("--isso", type=Path, metavar="FOLDER")
    options = parser.parse_args()
    print(machine())
    chance, said = random.Random(1), long_sentences()
    print(lengths([ordinary(chance, said) for _ in range(1000)]))
    found: list[Measured | None] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.on in (None, "sqlite"):
            found.append(await on_sqlite(folder / "sqlite", options.seconds))
        if options.on in (None, "postgres"):
            found.append(await on_postgres(folder / "postgres", options.seconds))
        if options.on in (None, "isso"):
            place = options.isso or folder / "environment"
            found.append(await on_isso(folder / "isso", options.seconds, place))
    measured = [each for each in found if each is not None]
    _goals.say(*(goal for each in measured if each.what in ASKED for goal in goals(each)))
    print(in_short(measured))


def goals(measured: Measured) -> list[_goals.Goal]:
    """Return what was asked of our own servers."""
    name, asked = f"post, ruled on and durable, {measured.what}", ASKED[measured.what]
    reached = _goals.at_least(name, measured.full.per_second, asked, "/s")
    p99 = measured.half.milliseconds(0.99)
    return [reached, _goals.at_most(f"{name}: p99 at half of it", p99, ASKED_TIME, "ms")]


def in_short(found: Sequence[Measured]) -> str:
    """Return the result in one sentence."""
    rates = "; ".join(
        f"{each.what} {each.full.per_second:.0f}/s, p99 {each.half.milliseconds(0.99):.0f} ms"
        for each in found
    )
    isso = next((each for each in found if each.what.startswith("Isso")), None)
    beside = "".join(
        f"; {each.what} {each.full.per_second / isso.full.per_second:.2f} × Isso"
        for each in found
        if isso is not None and each is not isso
    )
    return f"posts a second, ruled on and durable, p99 at half of it: {rates}{beside}"


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        sys.exit(130)
