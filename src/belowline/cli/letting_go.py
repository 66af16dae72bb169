"""Let go of whoever sends a request, or reads an answer, so slowly that it can't be meant.

Looked for once in a while among all connections: a timer for each would cost every request.
"""

import asyncio
import fcntl
import sys
import termios
from collections.abc import Collection
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from belowline.cli.punctual import PunctualProtocol

# What the worst of phone networks still carries. Bytes a second, after the first patience.
LEAST_RATE = 500
# Times the patience. Beyond it a body is refused however steadily it trickles: a phone sends the
# longest comment in a tenth of that.
_WHOLE_BODY = 6
# Times the patience in which who reads an answer may take nothing of it: a train in a tunnel.
_READING = 3
# How many connections are looked at before others get their turn: half a millisecond.
_AT_A_TIME = 500


async def let_go_of_the_slow(connections: Collection[object], patience: float) -> None:
    """Look at all connections again and again; ends by being cancelled."""
    loop = asyncio.get_running_loop()
    slow = Slow(patience)
    period = min(1.0, patience / 10)
    looked = loop.time()
    while True:
        await asyncio.sleep(period)
        now = loop.time()
        # Nobody is slow who waited for us: what came meanwhile was not read yet.
        if (stood_still := now - looked - 2 * period) > 0:
            slow.forgive(connections, stood_still)
        looked = now
        everybody = list(connections)
        for first in range(0, len(everybody), _AT_A_TIME):
            for each in everybody[first : first + _AT_A_TIME]:
                if isinstance(each, PunctualProtocol):
                    slow.look_at(each, now, period)
            await asyncio.sleep(0)


@dataclass(slots=True)
class Slow:
    """Who is too slow for a patience of so many seconds.

    `_reading` holds, for whoever has not taken all that was sent, the least that lay there and
    since when.
    """

    patience: float
    _reading: WeakKeyDictionary[PunctualProtocol, tuple[int, float]] = field(
        default_factory=WeakKeyDictionary
    )

    def look_at(self, connection: PunctualProtocol, now: float, elapsed: float) -> None:
        """Let go of it if it is time; `elapsed` is how long ago it was looked at before."""
        if (since := connection.waits_since) is not None:
            if connection.flow.read_paused:
                # We don't listen at the moment, so nothing can come.
                connection.waits_since = since + elapsed
            elif now - since > self._may_take(connection):
                connection.let_go()
        self._look_how_it_reads(connection, now)

    def forgive(self, connections: Collection[object], seconds: float) -> None:
        """Begin to count later by so much."""
        for each in connections:
            if isinstance(each, PunctualProtocol) and each.waits_since is not None:
                each.waits_since += seconds
        for reader, (least, since) in list(self._reading.items()):
            self._reading[reader] = least, since + seconds

    def _may_take(self, connection: PunctualProtocol) -> float:
        if not connection.waits_for_body:
            return self.patience
        return min(self.patience + connection.came / LEAST_RATE, self.patience * _WHOLE_BODY)

    def _look_how_it_reads(self, connection: PunctualProtocol, now: float) -> None:
        left = _untaken(connection.transport)
        if not left:
            self._reading.pop(connection, None)
            return
        least, since = self._reading.get(connection, (left + 1, now))
        if left < least:
            self._reading[connection] = left, now
        elif now - since > self.patience * _READING:
            connection.transport.abort()


def _untaken(transport: asyncio.Transport) -> int:
    """Return how much of an answer its reader has not taken, 0 where all of it left us.

    What the kernel keeps counts too: it comes to fetch more in leaps, which a slow reader takes
    minutes for.
    """
    left = transport.get_write_buffer_size()
    if not left:
        return 0
    try:
        line = transport.get_extra_info("socket").fileno()
        unsent = fcntl.ioctl(line, termios.TIOCOUTQ, bytes(4))
    except OSError:
        return left
    return left + int.from_bytes(unsent, sys.byteorder)
