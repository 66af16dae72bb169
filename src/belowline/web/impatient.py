"""Wait for a request's body only so long, so that slow senders cost nobody else anything."""

import asyncio
from typing import Any

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

# Four megabytes over a bad line; who scores comments is a server with a good one.
_BODY_SECONDS = 10.0


class Impatient:
    """Lets the application believe that a sender who takes too long has hung up."""

    def __init__(self, app: ASGIApp, seconds: float = _BODY_SECONDS) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        waiting = _Waiting(receive, send, self._seconds)
        await self._app(scope, waiting.receive, waiting.send)


class _Waiting:
    """One request whose body has to be there in time."""

    def __init__(self, receive: Receive, send: Send, seconds: float) -> None:
        self._receive = receive
        self._send = send
        self._until = asyncio.get_running_loop().time() + seconds
        self._is_whole = False
        self._is_late = False

    async def receive(self) -> Any:
        """Return the next part of the body, or that the sender is gone."""
        if self._is_whole:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError:
            self._is_late = True
            return {"type": "http.disconnect"}
        self._is_whole = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        """Send on; what is left of a late body is not waited for."""
        if self._is_late and message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], (b"connection", b"close")]
        await self._send(message)
