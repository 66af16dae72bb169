"""Run Isso as its manual says, in an environment of its own, for comments to be posted to."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks._senders import posted
from benchmarks._server import port
from tests.polling import until
from tests.running import end

# Its manual's command for gunicorn, workers and all.
_COMMAND = ("-w", "4", "--preload", "isso.run")
# Neither moderation nor its limit of two comments a minute: how fast it takes what comes.
_SETTINGS = """
[general]
dbpath = {folder}/comments.db
host = http://127.0.0.1/
[server]
listen = http://127.0.0.1:{at}/
[moderation]
enabled = false
[guard]
enabled = false
"""


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread of Isso's."""

    path: str

    def request(self, text: str, name: str, address: str, token: str) -> bytes:
        """Return a post; Isso knows nobody, so a token says nothing to it."""
        body = {"text": text, "author": name, "title": "The bridge is closed"}
        return posted(f"/new?uri={self.path}", body, f"x-forwarded-for: {address}\r\n")


def installed(place: Path) -> Path | None:
    """Make an environment with Isso in it unless there is one; None where it can't be had."""
    python = place / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
    packages = ["isso", "gunicorn"]
    done = subprocess.run([str(python), "-m", "pip", "install", "-q", *packages], check=False)
    return place / "bin" / "gunicorn" if done.returncode == 0 else None


@contextmanager
def running_isso(program: Path, folder: Path) -> Iterator[tuple[str, int]]:
    """Run it until the end of the block; its address, and the process whose children work."""
    folder.mkdir()
    at, settings = port(), folder / "isso.cfg"
    settings.write_text(_SETTINGS.format(folder=folder, at=at), "utf-8")
    process = subprocess.Popen(
        [str(program), "-b", f"127.0.0.1:{at}", *_COMMAND],
        env={**os.environ, "ISSO_SETTINGS": str(settings), "PYTHONPATH": ""},
        stdout=subprocess.DEVNULL,
        stderr=(folder / "log").open("wb"),
        start_new_session=True,
    )
    try:
        until(lambda: _listens(at), "Isso")
        yield f"http://127.0.0.1:{at}", process.pid
    finally:
        end(process, signal.SIGTERM)


def _listens(at: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", at)) == 0
