"""A sender that asks at a pace counts what readers wait while a server stands still."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from benchmarks._paced import paced

STANDS_STILL = 0.5
ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"


@pytest.fixture
def halting() -> Iterator[str]:
    """A server with one connection that answers nothing for half a second, then everything."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        ending = threading.Event()

        def serve() -> None:
            line, _ = door.accept()
            with line:
                line.recv(1 << 16)
                ending.wait(STANDS_STILL)
                line.sendall(ANSWER)
                while line.recv(1 << 16):
                    line.sendall(ANSWER)

        serving = threading.Thread(target=serve, daemon=True)
        serving.start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}/"
        ending.set()
        serving.join(10)


def test_what_was_due_while_a_server_stood_still_counts_as_late(halting: str) -> None:
    found = paced(halting, per_second=100, seconds=1, connections=1)

    # Half of the requests were due meanwhile: one that asks when it was answered saw one of them.
    assert found.p50 < STANDS_STILL * 1000
    assert found.longest >= STANDS_STILL * 1000
    assert found.p99 >= STANDS_STILL * 1000 / 2
    assert found.failed == 0
