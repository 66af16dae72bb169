"""A connection that knows since when it waits for a request, and how much of it has come."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# Eight times what browsers and proxies send with all their cookies.
_MOST_OF_A_HEAD = 64 * 1024


class PunctualProtocol(HttpToolsProtocol):
    """Notes what `belowline.cli.letting_go` looks at; by itself it refuses endless heads only.

    Two attributes and no timer: both would cost each request more than all else that is done here.
    """

    # None while a request is whole and its answer is ours to give, or the line rests between two.
    waits_since: float | None = None
    # Of the head or the body that is waited for.
    came = 0
    # None before the first request, whatever the library's types say.
    cycle: Any

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self.waits_since = self.loop.time()

    def data_received(self, data: bytes) -> None:
        """Wait for the rest of what has begun to come."""
        if self.waits_since is None:
            self.waits_since = self.loop.time()
        self.came += len(data)
        super().data_received(data)
        if self.came > _MOST_OF_A_HEAD and not self.waits_for_body:
            self._hang_up(b"" if self.is_answering else _TOO_LONG)

    def on_message_begin(self) -> None:
        """Wait for the head, which may begin behind another request."""
        super().on_message_begin()
        self.came = max(self.came, 1)
        if self.waits_since is None:
            self.waits_since = self.loop.time()

    def on_headers_complete(self) -> None:
        """Wait for the body from now on."""
        self.came = 0
        self.waits_since = self.loop.time()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Wait for nothing: the request is whole."""
        super().on_message_complete()
        # Left as it was where the answer came before the end of the body.
        self.cycle.more_body = False
        self.came = 0
        self.waits_since = None

    @property
    def waits_for_body(self) -> bool:
        """Whether a head is whole and its body is not."""
        return bool(self.cycle and self.cycle.more_body)

    @property
    def is_answering(self) -> bool:
        """Whether an answer is being made or sent: a stream lasts as long as its reader stays."""
        return bool(self.cycle and not self.cycle.response_complete)

    def let_go(self) -> None:
        """Hang up on who is late, saying so where no answer is under way."""
        if self.waits_for_body:
            has_answer = self.cycle.response_started or self.pipeline
            # Whoever reads the body learns that nothing more comes; their answer goes nowhere.
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            self._hang_up(b"" if has_answer else _TOO_LATE)
        elif not self.is_answering:
            # Browsers open a line in advance: who never said a thing is not told off for it.
            self._hang_up(_TOO_LATE if self.came else b"")

    def _hang_up(self, answer: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(answer)
            self.transport.close()


def _nothing(status: bytes) -> bytes:
    return b"HTTP/1.1 %s\r\ncontent-length: 0\r\nconnection: close\r\n\r\n" % status


_TOO_LATE = _nothing(b"408 Request Timeout")
_TOO_LONG = _nothing(b"431 Request Header Fields Too Large")
