"""Give tests a Redis (or Valkey) of their own, to be killed, stopped and started again."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from tests.polling import until
from tests.running import end, free_port

_NONE_FOUND = (
    "No Redis was found for the tests. Install one (Debian: apt-get install redis-server)."
)


@dataclass(slots=True)
class OwnRedis:
    """A server on loopback that keeps nothing."""

    program: str
    folder: str
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"redis://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Run it, until it takes connections."""
        options = ("--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
        self.process = subprocess.Popen(
            [self.program, "--port", str(self.port), "--dir", self.folder, *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        until(self._takes, "Redis to start")

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self.process
        end(self.process, signal.SIGKILL)

    def hang(self) -> None:
        """Let it stand still, its connections open."""
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        """Let it go on."""
        assert self.process
        self.process.send_signal(signal.SIGCONT)

    def _takes(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True


@contextmanager
def own_redis() -> Iterator[OwnRedis]:
    """Run a server until the end of the block."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        pytest.fail(_NONE_FOUND, pytrace=False)
    with tempfile.TemporaryDirectory(prefix="belowline-redis-") as folder:
        server = OwnRedis(program, folder)
        server.start()
        try:
            yield server
        finally:
            server.kill()
