"""A program of the publisher's that is told by webhooks, and answers as a test wants."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

SECRET = "whsec_" + base64.b64encode(b"a secret of at least 24 bytes").decode()


@dataclass
class Receiver:
    """What came, in order; `answer` is the status that it gives, 0 for none at all."""

    port: int = 0
    answer: int = 204
    came: list[dict[str, str]] = field(default_factory=list)
    bodies: list[Any] = field(default_factory=list)
    forged: int = 0

    @property
    def kinds(self) -> list[str]:
        """The types of what came."""
        return [body["type"] for body in self.bodies]

    @property
    def ids(self) -> list[str]:
        """The ids of the messages that came."""
        return [headers["webhook-id"] for headers in self.came]

    def hook(self, **more: Any) -> str:
        """A file of webhooks with this one in it."""
        lines = {
            "name": "desk",
            "url": f"http://127.0.0.1:{self.port}/in?from=belowline",
            "secret": SECRET,
            "allow_private": True,
            **more,
        }
        values = [f"{name} = {json.dumps(value)}" for name, value in lines.items()]
        return "\n".join(["[[webhooks]]", *values])

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take one message."""
        with suppress(OSError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
            body = await reader.readexactly(int(headers["content-length"]))
            if not _is_signed(headers, body):
                self.forged += 1
            self.came.append(headers)
            self.bodies.append(json.loads(body))
            if not self.answer:
                await reader.read()  # say nothing until the sender has had enough
            writer.write(f"HTTP/1.1 {self.answer} X\r\nlocation: /away\r\n\r\n".encode())
            await writer.drain()
        writer.close()


def _is_signed(headers: dict[str, str], body: bytes) -> bool:
    """Check as Standard Webhooks tells receivers to."""
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    mac = base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()
    return headers["webhook-signature"] == f"v1,{mac}"


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """Receive until the end of the block."""
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
