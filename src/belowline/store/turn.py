"""Let the writers of a process take turns, and nobody wait for theirs for ever."""

import asyncio

from sqlalchemy.exc import DBAPIError

from belowline.kernel.errors import Unavailable
from belowline.store.failures import BUSY, sentence_for

# Of the time that somebody has waited in vain for another process: so long nobody else tries.
_PAUSE = 0.2


class Turn:
    """SQLite has one writer at a time; to queue here is fair, to poll for its lock is not.

    While another process has the lock, whoever is in front waits for it in vain; who has waited
    `seconds` for them, or comes just behind, is told so instead of waiting as long again.
    """

    def __init__(self, seconds: float) -> None:
        self._lock = asyncio.Lock()
        self._seconds = seconds
        self._again = 0.0

    async def __aenter__(self) -> None:
        """Wait until nobody else of this process writes."""
        try:
            async with asyncio.timeout(self._seconds):
                await self._lock.acquire()
        except TimeoutError:
            raise Unavailable(BUSY) from None
        if asyncio.get_running_loop().time() < self._again:
            self._lock.release()
            raise Unavailable(BUSY)

    async def __aexit__(self, _: object, error: BaseException | None, trace: object) -> None:
        """Let the next one write."""
        self._lock.release()
        if isinstance(error, DBAPIError) and sentence_for(error) is BUSY:
            self._again = asyncio.get_running_loop().time() + self._seconds * _PAUSE
