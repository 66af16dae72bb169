"""Listen to an endless answer as a browser does, which httpx's in-process transport can't."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.polling import PATIENCE
from tests.web.newsroom import HOST


@dataclass(slots=True)
class Stream:
    """What has come down a stream of server-sent events so far."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    said: str = ""
    _arrived: asyncio.Queue[Any] = field(default_factory=asyncio.Queue)

    async def receive(self, message: Any) -> None:
        """Take a message from the application."""
        await self._arrived.put(message)

    async def until(self, words: str) -> str:
        """Return everything heard so far as soon as it holds the words."""
        async with asyncio.timeout(PATIENCE):
            while words not in self.said:
                self._take(await self._arrived.get())
        return self.said

    def _take(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {key.decode(): value.decode() for key, value in message["headers"]}
        else:
            self.said += message["body"].decode()


@asynccontextmanager
async def listening(
    app: Any, path: str, *, query: str = "", **headers: str
) -> AsyncIterator[Stream]:
    """Open a stream and hang up at the end of the block."""
    stream, hung_up = Stream(), asyncio.Event()
    requests = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> Any:
        for request in requests:
            return request
        await hung_up.wait()
        return {"type": "http.disconnect"}

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", HOST.encode())]
        + [(key.replace("_", "-").encode(), value.encode()) for key, value in headers.items()],
        "client": ("10.99.0.1", 50_000),
        "server": (HOST, 80),
        "state": {},
    }
    answering = asyncio.create_task(app(scope, receive, stream.receive))
    try:
        await stream.until("listening")
        yield stream
    finally:
        hung_up.set()
        async with asyncio.timeout(PATIENCE):
            await answering
