"""Ask two processes on one database beside one, for a page that is kept and for one that isn't.

Usage: python -m benchmarks.workers [--seconds 5] [--rounds 3]

Out of the page cache a request costs the server about as much as whoever asks, so on two cores two
servers and their two load generators are in each other's way: what two would answer if asked from
elsewhere is reckoned, and only where a request costs each server the same as it cost the one. A
page that is made anew for each request costs the load generator next to nothing beside it, so there
the gain is seen.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import _thread_of_fifty as thread
from benchmarks._goals import at_least, say
from benchmarks._server import cpu_seconds, machine, tool, wrk
from benchmarks._site_key import with_key_of
from benchmarks.anew import keeping_no_page
from tests.running import Running, running

CONNECTIONS = 32
# A request that costs so much more beside another server says that they are in each other's way.
ALIKE = 1.1
# From here on the load generator takes little enough that two servers have a core each.
SMALL_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Found:
    """What servers answered together: requests a second, µs of processor for each request."""

    per_second: float
    servers: float
    generators: float

    def told(self, what: str) -> None:
        """Print one row."""
        print(
            f"{what:<44} {self.per_second:9.1f}/s   {self.servers:8.1f} µs CPU each"
            f"   the load generator's {self.generators:6.1f} µs",
            flush=True,
        )


@dataclass(frozen=True, slots=True)
class Pair:
    """One beside two."""

    one: Found
    two: Found

    @property
    def gain(self) -> float:
        """How much more two answered here."""
        return self.two.per_second / self.one.per_second

    @property
    def cost(self) -> float:
        """How much more a request costs a server beside the other."""
        return self.two.servers / self.one.servers

    def reckoned(self) -> None:
        """Say what each would answer with a core of its own and the generators elsewhere."""
        one, two = 1e6 / self.one.servers, 2e6 / self.two.servers
        alike = "so it is to be had" if self.cost <= ALIKE else "so nothing can be reckoned"
        print(
            f"with a core each and asked from elsewhere: one {one:.0f}/s, two {two:.0f}/s;"
            f" a request costs {self.cost:.2f} × beside the other, {alike}"
        )


def asked(servers: Sequence[Running], path: str, options: argparse.Namespace) -> Found:
    """Ask all at the same time, each with a load generator of its own; the middle round."""

    def ask(server: Running, seconds: int) -> tuple[float, float, float]:
        before = cpu_seconds(server.process.pid)
        connections = CONNECTIONS // len(servers)
        seen = wrk(server.url + path, server.data, connections=connections, seconds=seconds)
        if seen.failed:
            raise SystemExit(f"{seen.failed} requests failed")
        spent = cpu_seconds(server.process.pid) - before
        rate = seen.per_second
        return rate, spent / (rate * seconds) * 1e6, seen.own * 1000

    def together(seconds: int) -> Found:
        with ThreadPoolExecutor() as threads:
            found = list(threads.map(lambda each: ask(each, seconds), servers))
        rate = sum(each[0] for each in found)
        return Found(
            rate,
            sum(each[0] * each[1] for each in found) / rate,
            sum(each[0] * each[2] for each in found) / rate,
        )

    together(1)
    rounds = [together(options.seconds) for _ in range(options.rounds)]
    return sorted(rounds, key=lambda found: found.per_second)[len(rounds) // 2]


Serving = Callable[..., AbstractContextManager[Running]]


def pair(what: str, serving: Serving, folder: Path, options: argparse.Namespace) -> Pair:
    """Measure one alone, then that one and another on its database."""
    folder.mkdir()
    with serving(folder / "one") as first:
        path = f"/stories/{thread.filled(first.url)}"
        one = asked([first], path, options)
        one.told(f"{what}, one process")
        database = f"sqlite:///{first.data / 'belowline.db'}"
        with serving(with_key_of(first.data, folder / "two"), "--database", database) as second:
            two = asked([first, second], path, options)
    two.told(f"{what}, two processes")
    found = Pair(one, two)
    found.reckoned()
    return found


def keeping_pages(data: Path, *options: str) -> AbstractContextManager[Running]:
    """Run us as everybody does."""
    return running(data, "--trust-proxy", *options, anew=True)


def main() -> None:
    """Measure both pairs; the gain that can be seen last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    tool("wrk", "wrk")
    print(machine())
    cores = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as name:
        cached = pair("kept page", keeping_pages, Path(name) / "kept", options)
        anew = pair("page made anew", keeping_no_page, Path(name) / "anew", options)
    share = anew.two.generators / anew.two.servers
    say(
        # Two servers and what asks them need three cores at the least.
        at_least("two workers against one, kept page", cached.gain, 1.5, "×", seen=cores > 2),
        at_least(
            "the same, reckoned with the load generator elsewhere",
            2 / cached.cost,
            1.5,
            "×",
            seen=cached.cost <= ALIKE,
        ),
        at_least(
            "two workers against one, page made anew",
            anew.gain,
            1.5,
            "×",
            seen=cores > 1 and share <= SMALL_SHARE,
        ),
    )
    print(f"two processes against one, each page made anew: {anew.gain:.2f} ×")


if __name__ == "__main__":
    main()
