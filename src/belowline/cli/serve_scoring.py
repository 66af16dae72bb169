"""Serve scores and nothing else: `belowline serve --only scoring`."""

import asyncio
import resource
import socket
from contextlib import suppress
from typing import Any

import uvicorn

from belowline.cli.punctual import PunctualProtocol
from belowline.cli.serving import configured, serve_until_told
from belowline.config import Settings
from belowline.main import build_scoring

# Files that are open for other reasons than a caller.
_OTHER_FILES = 64


async def serve_scoring(settings: Settings, listener: socket.socket) -> int:
    """Serve what main puts together until told to stop."""
    return await serve_app(build_scoring(settings), settings, listener)


async def serve_app(app: Any, settings: Settings, listener: socket.socket) -> int:
    """Serve an application that scores until told to stop."""
    server = uvicorn.Server(configured(app, http=RoomyProtocol, lifespan="on"))
    RoomyProtocol.most = _room_for_callers()
    await serve_until_told(server, listener, lambda: _announce(settings), settings.patience)
    return 0


async def _announce(settings: Settings) -> None:
    print(f"Belowline scores at {settings.address}")
    print(f"  Perspective   {settings.address}/v1alpha1")
    print(f"  OpenAI        {settings.address}/v1")
    print(f"  data          {settings.data}", flush=True)


class RoomyProtocol(PunctualProtocol):
    """A connection where there is room for it, a word of regret where there is none."""

    most = 512

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        if len(self.connections) > self.most:
            transport.write(_NO_ROOM)
            transport.close()


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
