"""Ten thousand callers who say nothing, or half of something, keep nobody waiting for ever."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.compat.newsdesk import CIVIL, analyze
from tests.faults.sockets import Connection, connect, head
from tests.running import Running, running

pytestmark = pytest.mark.anyio

SLOW = 10_000
# Files that the test's own process needs beside its connections.
OTHER_FILES = 200
PATH = "/v1alpha1/comments:analyze"
# What one question may take while ten thousand hang; alone it takes milliseconds.
SOON = 20.0


@pytest.fixture
def many_files() -> Iterator[int]:
    """Let this process open as many files as it may; return how many slow callers fit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield min(SLOW, hard - OTHER_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture
async def slow_callers(
    tmp_path: Path, many_files: int
) -> AsyncIterator[tuple[Running, list[Connection]]]:
    """Lend a server with that many connections: silent, half a head, or half a body."""
    openings = (b"", b"POST /v1alpha1/comments:ana", head("POST", PATH, length=1000) + b'{"comm')
    with running(tmp_path, "--only", "scoring", "--patience", "10") as server:
        callers: list[Connection] = []
        for first in range(0, many_files, 500):
            some = range(first, min(first + 500, many_files))
            callers += await asyncio.gather(*(connect(server) for _ in some))
        for number, (_, goings) in enumerate(callers):
            goings.write(openings[number % len(openings)])
        yield server, callers
        for _, goings in callers:
            goings.close()


async def test_the_rest_are_answered_and_the_slow_are_let_go(
    slow_callers: tuple[Running, list[Connection]],
) -> None:
    server, callers = slow_callers

    async with asyncio.timeout(SOON):
        answer = await asyncio.to_thread(analyze, server, CIVIL)

    assert answer.status_code == 200
    async with asyncio.timeout(90):
        for comings, _ in callers:
            # Cut off without a word, or told that the request did not come in time.
            assert (await last_words(comings))[:12] in (b"", b"HTTP/1.1 408")
    assert "ERROR" not in server.said


async def last_words(comings: asyncio.StreamReader) -> bytes:
    """Return what was said until the line was cut."""
    try:
        return await comings.read()
    except ConnectionResetError:
        # So the kernel cuts a line on which something lay that a busy server had not read yet.
        return b""
