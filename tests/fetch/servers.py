"""Web servers on this machine, honest and hostile, each answering with the bytes it is given."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

Answer = Callable[[bytes, asyncio.StreamWriter], Coroutine[Any, Any, None]]


@dataclass(slots=True)
class Server:
    """A server that remembers what it was asked."""

    port: int
    asked: list[bytes] = field(default_factory=list)


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[Server]:
    """Serve until the block ends; `answer` gets the request's head and writes what it likes."""
    found = Server(0)
    answering: set[asyncio.Task[Any]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if task := asyncio.current_task():
            answering.add(task)
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            found.asked.append(head)
            await answer(head, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        server.close()
        for task in answering:
            task.cancel()
        await asyncio.gather(*answering, return_exceptions=True)


def saying(*parts: bytes) -> Answer:
    """Answer with these bytes and hang up."""

    async def answer(_: bytes, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()

    return answer


def html(body: bytes, *, status: str = "200 OK", more: bytes = b"") -> bytes:
    """An honest answer."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n".encode()
    return head + f"Content-Length: {len(body)}\r\n".encode() + more + b"\r\n" + body


def redirect(to: str) -> bytes:
    """Send the asker elsewhere."""
    return f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()


def known_as(**hosts: Sequence[str]) -> Callable[[str, int], Coroutine[Any, Any, Sequence[str]]]:
    """A resolver that knows these names alone, with a dot for each underscore."""
    names = {name.replace("_", "."): found for name, found in hosts.items()}

    async def resolve(host: str, _: int) -> Sequence[str]:
        return names.get(host, ())

    return resolve
