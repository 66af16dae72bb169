"""Start the server over and over: how soon it answers, and what memory it takes idle.

Usage: python -m benchmarks.starting [--rounds 5]

Its tables are there, as at every start but the first.
"""

from __future__ import annotations

import argparse
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import httpx

from benchmarks._goals import at_most, say
from benchmarks._server import cpu_seconds, machine, median, memory_mb
from tests.running import BELOWLINE, end, free_port, running

PATIENCE = 30.0
# What is loaded after the first answer should be loaded by then.
SETTLED = 2.0


def started(data: Path) -> tuple[float, float, float]:
    """Return the seconds from the command to the first answer, its CPU, and the idle megabytes."""
    port = free_port()
    command = [str(BELOWLINE), "serve", "--data", str(data), "--port", str(port)]
    began = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        while not _answers(port):
            if time.perf_counter() - began > PATIENCE:
                raise SystemExit("The server does not answer.")
            time.sleep(0.01)
        seconds, cpu = time.perf_counter() - began, cpu_seconds(process.pid)
        time.sleep(SETTLED)
        return seconds, cpu, memory_mb(process.pid)
    finally:
        end(process, signal.SIGTERM)


def _answers(port: int) -> bool:
    try:
        found = httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False, timeout=2)
    except httpx.HTTPError:
        return False
    return found.status_code == 200


def main() -> None:
    """Measure; the start and the memory last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "data"
        with running(data, anew=True):
            pass
        found = [started(data) for _ in range(options.rounds)]
    for seconds, cpu, idle in found:
        print(f"first answer after {seconds:.2f} s ({cpu:.2f} s CPU), idle {idle:.0f} MB")
    cold, idle = median([each[0] for each in found]), median([each[2] for each in found])
    say(
        at_most("cold start to first answer", cold, 2, "s"),
        at_most("memory, idle with the model", idle, 250, "MB"),
    )
    print(f"cold start {cold:.2f} s, idle {idle:.0f} MB")


if __name__ == "__main__":
    main()
