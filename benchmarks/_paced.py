"""Ask for a page at a pace that no answer holds up, and say how late each came.

Usage: python -m benchmarks._paced URL --per-second 1000 [--seconds 5] [--cookie …] [--by-chance]

wrk asks again once it was answered, so a server that stops for a second is asked that much less,
and what readers would have waited is left out. Here each request has a moment at which it is due,
at an even pace or by chance as readers come, and what it took counts from then. It is a process of
its own, since it keeps one core busy, and it says how late it was itself while it had a connection
to send on.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import re
import select
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from urllib.parse import urlsplit

CONNECTIONS = 128
# A sender that is so much behind, of its own doing, does not say what the server did.
MOST_LATE = 1.0
LEAST_SENT = 0.98
# What is not answered so long after the last was due is not waited for.
_PATIENCE = 10.0
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Paced:
    """What came of it: requests a second, and milliseconds since each was due."""

    per_second: float
    p50: float
    p99: float
    longest: float
    failed: int
    # The sender's own delay, p99, and whether it kept its pace.
    late: float
    kept: bool

    @property
    def line(self) -> str:
        """Say it in a few words."""
        believed = "" if self.kept else "   THE SENDER DID NOT KEEP ITS PACE"
        return (
            f"{self.per_second:.0f}/s, from when each was due: p50 {self.p50:.2f} ms"
            f"   p99 {self.p99:.2f} ms   longest {self.longest:.1f} ms   {self.failed} failed"
            f"   (sender's own delay, p99: {self.late:.2f} ms){believed}"
        )


def paced(
    url: str,
    *,
    per_second: float,
    seconds: int,
    cookie: str = "",
    connections: int = CONNECTIONS,
    by_chance: bool = False,
) -> Paced:
    """Ask from a process of its own."""
    told = ["--per-second", str(per_second), "--seconds", str(seconds), "--cookie", cookie]
    told += ["--by-chance"] if by_chance else []
    command = [sys.executable, "-m", "benchmarks._paced", url, *told]
    done = subprocess.run(
        [*command, "--connections", str(connections)], capture_output=True, text=True, check=True
    )
    return Paced(**json.loads(done.stdout))


@dataclass(slots=True)
class _Line:
    """One connection: when its request was due, and how much of the answer is to come."""

    socket: socket.socket
    due: float = 0.0
    left: int = 0


@dataclass(slots=True)
class _Sender:
    """Sends each request when it is due, or as soon as a connection is free."""

    request: bytes
    lines: Sequence[_Line]
    due: Sequence[float]
    took: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    failed: int = 0
    _taken: bytearray = field(default_factory=lambda: bytearray(1 << 17))

    def run(self) -> None:
        """Send them all and read what comes."""
        poll = select.epoll()
        for line in self.lines:
            poll.register(line.socket.fileno(), select.EPOLLIN)
        by_number = {line.socket.fileno(): line for line in self.lines}
        free, sent, begun = list(self.lines), 0, time.perf_counter()
        last = begun + self.due[-1] + _PATIENCE
        queued = False
        while (done := len(self.took) + self.failed) < len(self.due):
            now = time.perf_counter()
            while free and sent < len(self.due) and begun + self.due[sent] <= now:
                self._send(free.pop(), begun + self.due[sent], now, queued)
                sent += 1
                now = time.perf_counter()
            # What is due and has no connection waits for the server and not for us.
            queued = not free
            if now > last:
                self.failed += len(self.due) - done
                return
            # Looking again and again: whoever sleeps, however shortly, is woken milliseconds late.
            for number, _ in poll.poll(0):
                line = by_number[number]
                if self._read(line):
                    free.append(line)

    def _send(self, line: _Line, due: float, now: float, queued: bool) -> None:
        line.due = due
        line.socket.sendall(self.request)
        if not queued:
            self.late.append(now - due)

    def _read(self, line: _Line) -> bool:
        """Take what has come, and say whether that was all of it."""
        size = line.socket.recv_into(self._taken)
        if not size:
            raise ConnectionError("the server hung up")
        if line.left:
            line.left -= size
        else:
            # On loopback a head comes in one piece; were it not so, this would stumble.
            head = self._taken.index(b"\r\n\r\n", 0, size) + 4
            length = _LENGTH.search(self._taken, 0, head)
            if length is None:
                raise ValueError("an answer without its length")
            line.left = int(length[1]) + head - size
            if not self._taken.startswith(b"HTTP/1.1 200"):
                self.failed += 1
                line.due = 0.0
        if line.left:
            return False
        if line.due:
            self.took.append(time.perf_counter() - line.due)
        return True


def _moments(options: argparse.Namespace) -> list[float]:
    """Return when each is due: evenly, or as readers come who know nothing of each other."""
    if not options.by_chance:
        asked = int(options.per_second * options.seconds)
        return [number / options.per_second for number in range(asked)]
    chance, at, found = random.Random(50), 0.0, []
    while (at := at + chance.expovariate(options.per_second)) < options.seconds:
        found.append(at)
    return found


def _share(values: list[float], share: float) -> float:
    """Return the milliseconds that so many of them took at most."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


def _asked(options: argparse.Namespace) -> Paced:
    place = urlsplit(options.url)
    known = f"cookie: {options.cookie}\r\n" if options.cookie else ""
    request = (
        f"GET {place.path} HTTP/1.1\r\nhost: {place.netloc}\r\naccept-encoding: gzip\r\n{known}\r\n"
    ).encode()
    lines = []
    for _ in range(options.connections):
        opened = socket.create_connection((place.hostname or "", place.port or 80))
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        lines.append(_Line(opened))
    due = _moments(options)
    gc.disable()
    sender = _Sender(request, lines, due)
    begun = time.perf_counter()
    sender.run()
    rate = len(sender.took) / (time.perf_counter() - begun)
    late = _share(sender.late, 0.99) if sender.late else 0.0
    return Paced(
        per_second=rate,
        p50=_share(sender.took, 0.5),
        p99=_share(sender.took, 0.99),
        longest=_share(sender.took, 1),
        failed=sender.failed,
        late=late,
        kept=late <= MOST_LATE and rate >= LEAST_SENT * len(due) / options.seconds,
    )


def main() -> None:
    """Ask; what came of it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--per-second", type=float, required=True)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--cookie", default="")
    parser.add_argument("--by-chance", action="store_true")
    parser.add_argument("--connections", type=int, default=CONNECTIONS)
    print(json.dumps(asdict(_asked(parser.parse_args()))))


if __name__ == "__main__":
    main()
