"""Run the release before this one as a real server: its own code, as it was kept at the time.

`scripts/keep_release.py` writes what lies in `before/`, and says there why that is not all of it.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.keep_release import KEPT, LENT, ROOT, SOURCE
from tests.polling import until
from tests.running import PATIENCE_TO_START, Running, answers, end, free_port
from tests.started import ALONE

# -P: what is imported is the release's code, wherever the tests are run.
COMMAND = (sys.executable, "-P", "-m", "belowline.cli")


@dataclass(frozen=True, slots=True)
class Release:
    """Which one was kept: its version, the newest change of the tables that it knows."""

    version: str
    revision: str
    commit: str


def kept_release() -> Release:
    """Return what the archive is."""
    return Release(**json.loads((KEPT / "about.json").read_text(encoding="utf-8")))


def unpack(folder: Path) -> Path:
    """Return where the release's code lies, whole again, for PYTHONPATH."""
    with tarfile.open(KEPT / "belowline.tar.xz") as kept:
        kept.extractall(folder, filter="data")
    for place in LENT:
        shutil.copytree(ROOT / SOURCE / place, folder / SOURCE / place, copy_function=os.symlink)
    return folder / "src"


@contextmanager
def running_before(code: Path, data: Path, *options: str) -> Iterator[Running]:
    """`belowline serve` of the release before, from the first healthy answer to the end."""
    port = free_port()
    log = data / "before.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [*COMMAND, "serve", "--data", str(data), "--port", str(port), *options],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={**os.environ, **ALONE, "PYTHONPATH": str(code), "PYTHONUNBUFFERED": "1"},
            start_new_session=True,
        )
    server = Running(f"http://127.0.0.1:{port}", data, log, process)
    try:
        until(lambda: answers(server), f"{server.url}/healthz", PATIENCE_TO_START)
        yield server
    finally:
        end(process, signal.SIGTERM)
