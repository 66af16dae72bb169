"""Start the command in a process of its own, at once: tests/starter.py has imported everything."""

from __future__ import annotations

import atexit
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import IO, Protocol

# The command beside the Python that runs the tests: what `make env` made.
BELOWLINE = Path(sys.executable).with_name("belowline")

STARTER = Path(__file__).with_name("starter.py")

# A thread pool of numpy's would be lost when the starter forks.
ALONE = {"OPENBLAS_NUM_THREADS": "1"}


class Process(Protocol):
    """What tests do with a process, however it was started: a part of subprocess.Popen."""

    @property
    def pid(self) -> int:
        """Its number, which is also its group's."""

    @property
    def returncode(self) -> int | None:
        """How it ended, as far as anybody has looked."""

    def poll(self) -> int | None:
        """Look whether it has ended, and how."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended; raise subprocess.TimeoutExpired if it doesn't in time."""

    def send_signal(self, sig: int) -> None:
        """Send it a signal unless it has ended."""


@dataclass(slots=True)
class Started:
    """A process that the starter has started; `_pipe` tells its number, then how it ended."""

    _pipe: int
    pid: int = 0
    returncode: int | None = None
    _heard: bytes = field(default=b"")

    def __post_init__(self) -> None:
        """Wait for its number."""
        self.pid = int(self._line() or 0)
        assert self.pid, "tests/starter.py has ended"

    def poll(self) -> int | None:
        """Look whether it has ended, and how."""
        return self._look(0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended; raise subprocess.TimeoutExpired if it doesn't in time."""
        code = self._look(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(f"belowline ({self.pid})", timeout or 0)
        return code

    def send_signal(self, sig: int) -> None:
        """Send it a signal unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, sig)

    def _look(self, patience: float | None) -> int | None:
        if self.returncode is None:
            with selectors.DefaultSelector() as selector:
                selector.register(self._pipe, selectors.EVENT_READ)
                if b"\n" in self._heard or selector.select(patience):
                    # Without a word the starter itself was killed, and all hope with it.
                    self.returncode = int(self._line() or -signal.SIGKILL)
                    os.close(self._pipe)
        return self.returncode

    def _line(self) -> bytes:
        while b"\n" not in self._heard and (more := os.read(self._pipe, 64)):
            self._heard += more
        line, _, self._heard = self._heard.partition(b"\n")
        return line


def start(
    arguments: Sequence[str],
    files: Sequence[int | IO[bytes]],
    *,
    environment: Mapping[str, str],
    folder: Path | None = None,
    anew: bool = False,
) -> Process:
    """Start `belowline ARGUMENTS` with these files as its stdin, stdout and stderr.

    `anew` runs the installed command from nothing, as a person does, imports and all.
    """
    if anew:
        return subprocess.Popen(
            [str(BELOWLINE), *arguments],
            stdin=files[0],
            stdout=files[1],
            stderr=files[2],
            env=environment,
            cwd=folder,
            start_new_session=True,
        )
    order = {
        "arguments": arguments,
        "environment": dict(environment),
        "folder": str(folder or Path.cwd()),
    }
    numbers = [each if isinstance(each, int) else each.fileno() for each in files]
    ours, theirs = os.pipe()
    try:
        socket.send_fds(_starter(), [json.dumps(order).encode()], [*numbers, theirs])
    finally:
        os.close(theirs)
    return Started(ours)


@cache
def _starter() -> socket.socket:
    """Run the one of this test process; it ends when the socket is closed."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            # -P: tests/redis.py must not be taken for the package redis.
            [sys.executable, "-P", str(STARTER), str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
            env={**os.environ, **ALONE},
        )
    atexit.register(_end, ours, process)
    return ours


def _end(orders: socket.socket, process: subprocess.Popen[bytes]) -> None:
    orders.close()
    process.wait()
