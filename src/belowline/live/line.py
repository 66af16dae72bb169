"""What one open page has been told and has not read yet."""

import asyncio

from belowline.conversation.news import News


class Line:
    """News in the order in which they came; None is the end.

    There are ten thousand of them in a process, nearly all empty: asyncio.Queue is ten times as
    large.
    """

    __slots__ = ("_limit", "_reader", "_waiting")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._waiting: list[News | None] = []
        self._reader: asyncio.Future[None] | None = None

    @property
    def is_empty(self) -> bool:
        """Say whether everything was read."""
        return not self._waiting

    def put(self, news: News) -> None:
        """Tell; who is too far behind is told the end instead."""
        if len(self._waiting) >= self._limit:
            self.end()
            return
        self._add(news)

    def end(self) -> None:
        """Let the reader go behind what they have been told."""
        if len(self._waiting) >= self._limit:
            self._waiting.pop()
        self._add(None)

    async def get(self) -> News | None:
        """Return what comes next, as soon as there is something."""
        while not self._waiting:
            self._reader = asyncio.get_running_loop().create_future()
            try:
                await self._reader
            finally:
                self._reader = None
        return self._waiting.pop(0)

    def _add(self, news: News | None) -> None:
        self._waiting.append(news)
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)
