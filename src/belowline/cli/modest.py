"""Answer only so many questions of who asks on and on and reads no answer."""

from typing import Any

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from belowline.cli.punctual import PunctualProtocol

# Browsers wait for an answer before they ask again on the same line, and so do proxies. Without a
# limit every question that waits takes memory: three megabytes a line in all.
MOST_WAITING = 32


class ModestProtocol(PunctualProtocol):
    """Takes so many questions on one line, leaves the others, and hangs up behind the last answer.

    Whoever hangs up is forgotten whole: uvicorn itself goes on to write the answer before the last.
    """

    # Set for all of them once the process is to end: each answer is the last on its line.
    hangs_up = False

    _is_greedy = False
    _answering: RequestResponseCycle | None = None

    def on_headers_complete(self) -> None:
        """Begin to answer, or leave it."""
        if len(self.pipeline) < MOST_WAITING:
            super().on_headers_complete()
        else:
            self._is_greedy = True

    def on_response_complete(self) -> None:
        """Go on with what waits, or hang up."""
        if self._is_greedy and not self.pipeline:
            self.transport.close()
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Answer no more."""
        if self._answering is not None:
            self._answering.disconnected = True
        self.pipeline.clear()
        super().connection_lost(exc)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answering = cycle
        if self.hangs_up:
            cycle.keep_alive = False
        super()._start_asgi_task(cycle, app)
