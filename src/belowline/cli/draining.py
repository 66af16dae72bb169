"""A server that says that it stops before it does, and then stops without cutting anybody off."""

import asyncio
import signal
import socket
from types import FrameType

import uvicorn

from belowline.cli.modest import ModestProtocol
from belowline.main import Belowline

# What a proxy sent while it was told that nothing new is taken is still on its way.
_STRAGGLERS_SECONDS = 0.5


class DrainingServer(uvicorn.Server):
    """Told to stop by SIGTERM, /readyz says no while everything else goes on as before, until
    whatever spreads the requests has had time to notice; then the streams end, nothing new is
    taken, and what runs is finished. A second signal, or Ctrl-C, ends the waiting.
    """

    def __init__(self, belowline: Belowline, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._belowline = belowline
        self._loop = asyncio.get_running_loop()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to drain, or stop where that has begun."""
        operations = self._belowline.services.operations
        seconds = self._belowline.settings.drain_seconds
        waits = sig == signal.SIGTERM and seconds and not operations.is_draining
        operations.is_draining = True
        # Proxies keep lines open, and would send the next request on one just as we hang up.
        ModestProtocol.hangs_up = True
        if not waits:
            super().handle_exit(sig, frame)
            return
        stop = super().handle_exit
        # A signal may come in the middle of anything; the loop acts when it is at rest.
        self._loop.call_soon_threadsafe(self._loop.call_later, seconds, stop, sig, None)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams first: they never finish of themselves. Take nothing new, and hang up
        on nobody before whatever they have sent was read.
        """
        self._belowline.end_streams()
        for each in (*self.servers, *(sockets or ())):
            each.close()
        if not self.force_exit:
            await asyncio.sleep(_STRAGGLERS_SECONDS)
        await super().shutdown(sockets)
