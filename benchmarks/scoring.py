"""Time the scoring server under load, beside a BERT-base-size classifier behind the same endpoint.

Usage: python benchmarks/scoring.py [--seconds 5] [--memory 4000]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import cycle
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CONNECTIONS = (1, 8, 64)
# What most ask for, and what asks the rules as well.
TOXICITY = ("TOXICITY",)
ALL_SIX = ("TOXICITY", "SEVERE_TOXICITY", "IDENTITY_ATTACK", "INSULT", "PROFANITY", "THREAT")
# Far more than can be answered in time: what comes of it is the point.
OVERLOAD = 512
WARM_UP = 1.0
# More than one load asks for, so that hardly any text comes twice.
_QUESTIONS = 6_000
_CHANCE = random.Random(1)
PATIENCE_TO_START = 120.0
SENTENCE = (
    "the council has not said where money for two libraries went and I would like to know before "
    "vote whether anybody there read report that we all paid for because figures in it are from "
    "last year and nobody from harbour quarter was asked what rent they can afford now"
)
WORDS = SENTENCE.split()


@dataclass(frozen=True, slots=True)
class Load:
    """What a number of connections got in a time: milliseconds of each answer, by status."""

    connections: int
    seconds: float
    answered: list[float]
    refused: list[float]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.answered) / self.seconds

    def line(self, name: str) -> str:
        """One line of the table."""
        return (
            f"{name:12} {self.connections:5} connections {self.rate:9.1f} requests/s   "
            f"p50 {percentile(self.answered, 50):8.1f} ms   "
            f"p99 {percentile(self.answered, 99):8.1f} ms   refused {len(self.refused)}"
        )


def main() -> None:
    """Print one line for each measurement, the ratio last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="for each measurement")
    parser.add_argument("--memory", type=int, default=4_000, help="requests for the memory test")
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores; server and caller share them; comments of 60 words")
    with served([sys.executable, "-m", "belowline.cli", "serve", "--only", "scoring"]) as (
        url,
        pid,
    ):
        ours = [measured("Belowline", url, each, options.seconds) for each in CONNECTIONS]
        measured("all six", url, 8, options.seconds, ALL_SIX)
        overloaded(url, options.seconds)
        memory(url, pid, options.memory)
    if find_spec("onnx") is None:
        print("No rival: building one needs the package onnx (it is in the dev requirements).")
        return
    with served([sys.executable, "-m", "benchmarks.rival.server"]) as (url, _):
        theirs = [measured("BERT-base", url, each, options.seconds) for each in CONNECTIONS]
    if not all(load.answered for load in theirs):
        sys.exit("The rival answered nothing: what it printed above says why.")
    ratios = [mine.rate / rival.rate for mine, rival in zip(ours, theirs, strict=True)]
    told = ", ".join(
        f"{ratio:.1f} × at {load.connections}" for ratio, load in zip(ratios, ours, strict=True)
    )
    print(
        f"p99 at 8 connections {percentile(ours[1].answered, 99):.0f} ms; requests/s of a ", end=""
    )
    print(f"BERT-base-size classifier: {told}")


def measured(
    name: str, url: str, connections: int, seconds: float, asked: Sequence[str] = TOXICITY
) -> Load:
    """Load a server for a while, after a while that does not count, and print the line."""
    asyncio.run(load(url, connections, WARM_UP, asked=asked))
    found = asyncio.run(load(url, connections, seconds, asked=asked))
    print(found.line(name), flush=True)
    return found


def overloaded(url: str, seconds: float) -> None:
    """Ask for more than can be answered: the rest has to be refused at once."""
    found = asyncio.run(load(url, OVERLOAD, seconds))
    print(found.line("overload"))
    print(f"{'':12} refused: p99 {percentile(found.refused, 99):.1f} ms", flush=True)


def memory(url: str, pid: int, count: int) -> None:
    """Tell how much the server holds before many requests, and after each quarter of them."""
    held = [resident(pid)]
    for _ in range(4):
        asyncio.run(load(url, 8, seconds=3600.0, most=count // 4))
        held.append(resident(pid))
    told = ", ".join(f"{megabytes:.0f}" for megabytes in held)
    print(f"memory       {told} MB before and after each quarter of {count:,} requests", flush=True)


async def load(
    url: str,
    connections: int,
    seconds: float,
    most: int = 0,
    asked: Sequence[str] = TOXICITY,
) -> Load:
    """Keep the connections busy until the time is over, or until so many are answered."""
    host, _, port = url.removeprefix("http://").partition(":")
    # Made before the clock starts: both servers share the cores with whoever asks.
    questions = cycle([request(_CHANCE, host, asked) for _ in range(_QUESTIONS)])
    answered: list[float] = []
    refused: list[float] = []
    began = time.perf_counter()
    until = began + seconds

    async def caller() -> None:
        comings, goings = await asyncio.open_connection(host, int(port))
        while time.perf_counter() < until and not (most and len(answered) >= most):
            start = time.perf_counter()
            goings.write(next(questions))
            status = await answer(comings)
            took = (time.perf_counter() - start) * 1000
            (answered if status == 200 else refused).append(took)
        goings.close()

    await asyncio.gather(*(caller() for _ in range(connections)))
    return Load(connections, time.perf_counter() - began, answered, refused)


def request(chance: random.Random, host: str, asked: Sequence[str]) -> bytes:
    """One question about one comment, hardly ever the same twice."""
    text = " ".join(chance.choices(WORDS, k=60))
    wanted: dict[str, object] = {name: {} for name in asked}
    body = json.dumps({"comment": {"text": text}, "requestedAttributes": wanted}).encode()
    head = f"POST /v1alpha1/comments:analyze?key=k HTTP/1.1\r\nHost: {host}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def answer(comings: asyncio.StreamReader) -> int:
    """Read one answer and return its status."""
    head = await comings.readuntil(b"\r\n\r\n")
    length = next(
        int(line.partition(b":")[2])
        for line in head.lower().split(b"\r\n")
        if line.startswith(b"content-length:")
    )
    await comings.readexactly(length)
    return int(head.split(None, 2)[1])


def percentile(values: list[float], share: int) -> float:
    """The value that so many per cent stay below."""
    if len(values) < 2:
        return values[0] if values else float("nan")
    return statistics.quantiles(values, n=100)[share - 1]


def resident(pid: int) -> float:
    """The megabytes that a process holds."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


@contextmanager
def served(command: list[str]) -> Iterator[tuple[str, int]]:
    """Run a server on a free port of this machine alone, and end it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as data:
        where = ["--data", data, "--port", str(port)] if "serve" in command else [str(port)]
        began = time.perf_counter()
        process = subprocess.Popen([*command, *where], cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            wait_for(port, process)
            print(f"started in {time.perf_counter() - began:.2f} s", flush=True)
            yield f"http://127.0.0.1:{port}", process.pid
        finally:
            process.terminate()
            process.wait(20)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until the server takes a connection."""
    until = time.monotonic() + PATIENCE_TO_START
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    raise SystemExit("The server did not start.")


if __name__ == "__main__":
    main()
