"""Comments to score, and a `belowline score` that can be watched and meddled with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.polling import until
from tests.running import BELOWLINE

INSULT = "You are a moron."
TEXTS = ("A fair point.", INSULT, "😀 https://a.example http://b.example", "")


def as_lines(*items: object) -> str:
    return "".join(f"{json.dumps(item)}\n" for item in items)


def comments(count: int) -> str:
    """JSON lines, one in ten of which is not valid."""
    valid = (as_lines({"id": n, "text": f"{TEXTS[n % 4]} {n}"}) for n in range(count))
    return "".join("no JSON\n" if n % 10 == 9 else line for n, line in enumerate(valid))


@contextmanager
def scoring(*options: str | Path) -> Iterator[subprocess.Popen[bytes]]:
    """`belowline score` with pipes at all ends, in a process group of its own."""
    process = subprocess.Popen(
        [str(BELOWLINE), "score", *map(str, options)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        with process:
            yield process
            # A pipe that stays open would be waited for.
            process.kill()
    finally:
        if process.returncode is None:
            process.kill()


def tell(process: subprocess.Popen[bytes], given: str) -> None:
    assert process.stdin
    process.stdin.write(given.encode())
    process.stdin.flush()


def what_it_says(process: subprocess.Popen[bytes]) -> str:
    """Everything on stderr, once the process has ended."""
    _, said = process.communicate()
    return said.decode()


def wait_for_lines(output: Path, count: int) -> None:
    until(
        lambda: output.exists() and output.read_bytes().count(b"\n") >= count,
        f"{count} answers",
        patience=120.0,
    )


def interrupt(process: subprocess.Popen[bytes]) -> None:
    """Do what Ctrl-C does: it reaches every process of the terminal."""
    os.killpg(process.pid, signal.SIGINT)


def workers_of(process: subprocess.Popen[bytes]) -> list[int]:
    """The processes that it has started to answer for it."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [int(child) for child in children if "spawn_main" in _command_line(child)]


def is_alive(number: int) -> bool:
    """Whether a process does anything yet: one that waits to be buried does not."""
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(") ")[2][:1]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def _command_line(child: str) -> str:
    try:
        return Path(f"/proc/{child}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
