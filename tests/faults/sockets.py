"""Speak HTTP by hand, as slowly and as unfinished as a test wants."""

from __future__ import annotations

import asyncio
import json
import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.polling import PATIENCE
from tests.running import Running

# What asyncio's streams keep of themselves.
_USUAL_LIMIT = 64 * 1024

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer with a length."""

    status: int
    body: bytes

    @property
    def json(self) -> Any:
        """Return the body as data."""
        return json.loads(self.body)


async def connect(server: Running, window: int = 0) -> Connection:
    """Open a connection and say nothing yet; of what comes, at most a window is taken."""
    place = urlsplit(server.url)
    line = socket.socket()
    if window:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
    line.setblocking(False)
    try:
        await asyncio.get_running_loop().sock_connect(line, (place.hostname, place.port))
    except OSError:
        line.close()
        raise
    return await asyncio.open_connection(sock=line, limit=window or _USUAL_LIMIT)


def head(method: str, path: str, **headers: object) -> bytes:
    """Return the head of a request; `length` is its Content-Length."""
    named = {
        "Host": "127.0.0.1",
        "Content-Type": "application/json",
        **{name.capitalize(): value for name, value in headers.items() if name != "length"},
        "Content-Length": headers.get("length", 0),
    }
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in named.items())]
    return "\r\n".join([*lines, "", ""]).encode()


async def trickle(connection: Connection, words: bytes, size: int, pause: float) -> bytes:
    """Send the words a few bytes at a time until an answer comes; return its head, and hang up."""
    comings, goings = connection
    answer = asyncio.create_task(comings.readuntil(b"\r\n\r\n"))
    for first in range(0, len(words), size):
        goings.write(words[first : first + size])
        await asyncio.wait({answer}, timeout=pause)
        if answer.done():
            break
    async with asyncio.timeout(PATIENCE):
        said = await answer
    goings.close()
    return said


async def answer_on(comings: asyncio.StreamReader) -> Answer:
    """Read one answer."""
    async with asyncio.timeout(PATIENCE):
        first, *lines = (await comings.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        length = next(
            int(line.partition(":")[2])
            for line in lines
            if line.lower().startswith("content-length:")
        )
        return Answer(int(first.split()[1]), await comings.readexactly(length))
