"""Run the server in a process group of its own, and see it end with the test."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.loopback import no_certificates
from tests.polling import until
from tests.prepared import prepare
from tests.started import BELOWLINE as BELOWLINE
from tests.started import Process, start

# A first start makes the tables and plants a whole newsroom, on a machine that is busy with tests.
PATIENCE_TO_START = 90.0
PATIENCE_TO_STOP = 15.0


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers."""

    url: str
    data: Path
    log: Path
    process: Process

    @property
    def said(self) -> str:
        """Everything that the server has printed or logged."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    @property
    def desk_link(self) -> str:
        """The link that lets a moderator in, once."""
        found = re.search(r"http\S+/desk/enter\S+", self.said)
        assert found, f"The server printed no link to the desk:\n{self.said}"
        return found.group()

    def kill(self) -> None:
        """End it as a power cut would: kill -9 for the whole group."""
        end(self.process, signal.SIGKILL)


@contextmanager
def running(
    data: Path, *options: str, port: int | None = None, anew: bool = False
) -> Iterator[Running]:
    """`belowline serve` on `data`, from the first healthy answer to the end of the block.

    `anew` runs the installed command from nothing; else it has its imports behind it.
    """
    port = port or free_port()
    data.mkdir(parents=True, exist_ok=True)
    if not {"--database", "--only"}.intersection(options):
        prepare(data / "belowline.db")
    log = data / "server.log"
    command = ["serve", "--data", str(data), "--port", str(port), *options]
    with log.open("ab") as output, Path(os.devnull).open("rb") as nothing:
        process = start(
            command,
            (nothing, output, output),
            environment={**os.environ, "PYTHONUNBUFFERED": "1"},
            anew=anew,
        )
    server = Running(f"http://127.0.0.1:{port}", data, log, process)
    try:
        until(lambda: answers(server), f"{server.url}/healthz", PATIENCE_TO_START)
        yield server
    finally:
        end(process, signal.SIGTERM)


def answers(server: Running) -> bool:
    code = server.process.poll()
    assert code is None, f"The server ended with {code}:\n{server.said}"
    try:
        found = httpx.get(
            f"{server.url}/healthz", timeout=2.0, trust_env=False, verify=no_certificates()
        )
    except httpx.HTTPError:
        return False
    return found.status_code == 200


def end(process: Process, with_signal: signal.Signals) -> None:
    """Ask the group to end, wait a moment, and leave nothing of it behind."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, with_signal)
    with suppress(subprocess.TimeoutExpired):
        process.wait(PATIENCE_TO_STOP)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(PATIENCE_TO_STOP)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
