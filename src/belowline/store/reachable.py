"""Know whether a database answers at all, and refuse at once while it says nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from contextvars import Context

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from belowline.kernel.errors import Unavailable
from belowline.store.failures import OUT_OF_REACH, failures_named

# What is asked is one row out of memory; whoever wakes people up by it waits no longer.
PING_SECONDS = 1.0
# Who has waited so long has it asked whether the database answers anybody. Nearly everything that
# readers do takes a thousandth of it.
DOUBT_SECONDS = 2.0
# One silence may be ours: a process that computes for a second hears nothing meanwhile.
SILENCES = 2
# While it says nothing, it is asked so often by each process, and by no reader.
AGAIN_SECONDS = 1.0
# To part from a server takes no time, and from one that is silent it would take for ever.
_GOODBYE_SECONDS = 1.0

# Reads the file where it is one: SQLite answers a bare SELECT 1 without looking.
_ASK = {"sqlite": text("SELECT count(*) FROM sqlite_master"), "postgresql": text("SELECT 1")}


class Reachable:
    """Whether the database answers, for all who use it in this process.

    A server that is stopped, or behind a network that swallows what is sent, takes connections and
    never answers. Whoever waits for long has it asked on a connection kept for that; where it says
    nothing, all who wait are told so, and who comes next at once, until it answers again.
    `seconds` is how long anybody waits at most even where it answers others; None waits for ever.
    """

    def __init__(self, engine: AsyncEngine, seconds: float | None = None) -> None:
        self._engine = engine
        self._seconds = seconds
        self.is_away = False
        self._waiting: set[asyncio.Timeout] = set()
        self._asking: asyncio.Task[None] | None = None
        self._watching: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def waiting(self, seconds: float | None = None) -> AsyncIterator[None]:
        """Wait no longer than may be for what is asked inside; raises TimeoutError.

        With `seconds` of its own, it is nothing that anybody waits for, and no silence ends it.
        """
        if self._seconds is None:
            yield
            return
        if self.is_away:
            raise TimeoutError
        if seconds is not None:
            async with asyncio.timeout(seconds):
                yield
            return
        doubt = asyncio.get_running_loop().call_later(DOUBT_SECONDS, self._doubt)
        try:
            async with asyncio.timeout(self._seconds) as limit:
                self._waiting.add(limit)
                try:
                    yield
                finally:
                    self._waiting.discard(limit)
        finally:
            doubt.cancel()

    async def ping(self) -> None:
        """Raise Unavailable unless the database answers, within a second either way."""
        if self._asking is None or self._asking.done():
            # Of its own: it lends nobody a connection, and ends for nobody who goes away.
            self._asking = asyncio.create_task(self._ask(), context=Context())
            self._asking.add_done_callback(_seen)
        await asyncio.wait({self._asking}, timeout=PING_SECONDS)
        if not self._asking.done():
            raise Silent(OUT_OF_REACH)
        self._asking.result()

    async def close(self) -> None:
        """Ask once more, so that nobody waits for a silent one's goodbye, and then no more."""
        for task in (self._watching, self._asking):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError, Unavailable):
                    await task
        if self._seconds is not None:
            self.is_away = await self._is_silent()
        await part_from(self._engine)

    async def _ask(self) -> None:
        with failures_named():
            # A file's own patience ends it; a thread that waits can't be called back.
            limit = PING_SECONDS if self._engine.dialect.name == "postgresql" else None
            try:
                async with asyncio.timeout(limit), self._engine.connect() as connection:
                    await connection.execute(_ASK[self._engine.dialect.name])
            except TimeoutError:
                raise Silent(OUT_OF_REACH) from None

    def _doubt(self) -> None:
        if self._watching is None or self._watching.done():
            self._watching = asyncio.create_task(self._watch(), context=Context())

    async def _watch(self) -> None:
        """Ask until it answers; an error is an answer too, and nobody waits for that."""
        silences = 0
        try:
            while await self._is_silent():
                silences += 1
                if silences >= SILENCES:
                    self.is_away = True
                    self._let_go()
                    await asyncio.sleep(AGAIN_SECONDS)
        finally:
            self.is_away = False

    async def _is_silent(self) -> bool:
        try:
            await self.ping()
        except Silent:
            return True
        except Unavailable:
            return False
        return False

    def _let_go(self) -> None:
        now = asyncio.get_running_loop().time()
        for limit in self._waiting:
            if not limit.expired():
                limit.reschedule(now)


class Silent(Unavailable):
    """The database took the question and said nothing."""


async def part_from(engine: AsyncEngine) -> None:
    """Give all of its connections back, and wait for no answer of a server that gives none."""
    limit = _GOODBYE_SECONDS if engine.dialect.name == "postgresql" else None
    with suppress(TimeoutError):
        async with asyncio.timeout(limit):
            await engine.dispose()


def _seen(task: asyncio.Task[None]) -> None:
    if not task.cancelled():
        task.exception()
