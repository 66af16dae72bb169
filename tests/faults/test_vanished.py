"""A reader whose phone leaves its network says no goodbye, and is let go all the same."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.faults.sockets import connect
from tests.running import running

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[2]
ESTABLISHED = "01"
# What /proc/net/tcp calls a connection that the kernel asks now and then whether it is there.
ASKED = "02"


def test_who_vanishes_without_a_word_is_let_go() -> None:
    # Who is not root here is root in a user namespace of their own.
    apart = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--net"]
    program = [sys.executable, "-m", "tests.faults.vanished"]
    found = subprocess.run([*apart, *program], cwd=ROOT, capture_output=True, text=True, timeout=60)

    assert found.stdout.startswith("let go"), found.stdout + found.stderr


async def test_the_server_asks_each_of_its_readers_whether_they_are_there(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        _, goings = await connect(server)
        timers = timers_of(urlsplit(server.url).port or 0)
        goings.close()

    assert timers == [ASKED]


def timers_of(port: int) -> list[str]:
    """Return the timer of each connection that was made to a port of this machine."""
    lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    fields = [line.split() for line in lines]
    return [
        each[5].partition(":")[0]
        for each in fields
        if each[1].endswith(f":{port:04X}") and each[3] == ESTABLISHED
    ]
