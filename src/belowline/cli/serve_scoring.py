"""Serve scores and nothing else: `belowline serve --only scoring`."""

import asyncio
import resource
import socket
from contextlib import suppress
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from belowline.cli.serving import configured, serve_until_told
from belowline.config import Settings
from belowline.main import build_scoring

# Who has opened a connection and not said what they want by then is cut off.
_HEAD_SECONDS = 10.0
# Files that are open for other reasons than a caller.
_OTHER_FILES = 64


async def serve_scoring(settings: Settings, listener: socket.socket) -> int:
    """Serve what main puts together until told to stop."""
    return await serve_app(build_scoring(settings), settings, listener)


async def serve_app(app: Any, settings: Settings, listener: socket.socket) -> int:
    """Serve an application that scores until told to stop."""
    server = uvicorn.Server(configured(app, http=Punctual, lifespan="on"))
    Punctual.most = _room_for_callers()
    await serve_until_told(server, listener, lambda: _announce(settings))
    return 0


async def _announce(settings: Settings) -> None:
    print(f"Belowline scores at {settings.address}")
    print(f"  Perspective   {settings.address}/v1alpha1")
    print(f"  OpenAI        {settings.address}/v1")
    print(f"  data          {settings.data}", flush=True)


class Punctual(HttpToolsProtocol):
    """A connection that has to say what it wants in time, where there is room for it at all."""

    most = 512
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        if len(self.connections) > self.most:
            transport.write(_NO_ROOM)
            transport.close()
            return
        self._late = self.loop.call_later(_HEAD_SECONDS, transport.close)

    def on_headers_complete(self) -> None:
        """Stop waiting: what is wanted is known."""
        self._stop_waiting()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _stop_waiting(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None


_NO_ROOM = (
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\ncontent-length: 0\r\n"
    b"connection: close\r\n\r\n"
)


def _room_for_callers() -> int:
    """Let this process open as many files as it may, and return how many can be callers'."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        soft = hard
    return max(soft - _OTHER_FILES, 1)
