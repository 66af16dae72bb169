"""Do together what is asked for at the same time, so that many share one transaction."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from contextvars import Context
from typing import Generic, TypeVar

from belowline.kernel.errors import Unavailable

Item = TypeVar("Item")
Answer = TypeVar("Answer")

# As many share a transaction; more would let the first wait for the last.
MOST_AT_ONCE = 32


class Together(Generic[Item, Answer]):
    """Hands over one by one what comes alone, and in groups what came while others were kept.

    `keep` keeps all of a group or, where it raises, none, and answers each: an answer that is an
    error is raised to whoever asked. Nobody waits for company: a group is what is there when the
    one before is done. Groups of one `key` go one behind the other, those of others beside them.
    """

    def __init__(self, keep: Callable[[Sequence[Item]], Awaitable[Sequence[Answer | Exception]]]):
        self._keep = keep
        self._waiting: dict[Hashable, list[tuple[Item, asyncio.Future[Answer]]]] = {}
        self._working: dict[Hashable, asyncio.Task[None]] = {}

    async def __call__(self, key: Hashable, item: Item) -> Answer:
        """Return the answer as soon as the item is kept; who goes away meanwhile stops nobody."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(key, []).append((item, answer))
        if key not in self._working:
            # Whoever came first lends the others nothing of their own.
            self._working[key] = asyncio.create_task(self._work(key), context=Context())
        return await answer

    async def _work(self, key: Hashable) -> None:
        """Keep group after group until nobody waits."""
        try:
            while waiting := self._waiting.pop(key, []):
                group, later = waiting[:MOST_AT_ONCE], waiting[MOST_AT_ONCE:]
                if later:
                    self._waiting[key] = later
                # Who went away before anything was kept need not be kept at all.
                await self._answer([each for each in group if not each[1].done()])
        finally:
            del self._working[key]
            for _, answer in self._waiting.pop(key, []):
                answer.cancel()

    async def _answer(self, group: list[tuple[Item, "asyncio.Future[Answer]"]]) -> None:
        if not group:
            return
        try:
            answers = await self._keep([item for item, _ in group])
        except Exception as error:
            # Without a database, none of them would fare better alone; else one may have spoilt it
            # for the others.
            if len(group) == 1 or isinstance(error, Unavailable):
                answers = [error] * len(group)
            else:
                for each in group:
                    await self._answer([each])
                return
        except BaseException:
            for _, waits in group:
                waits.cancel()
            raise
        for (_, waits), answer in zip(group, answers, strict=True):
            if waits.done():
                continue
            if isinstance(answer, Exception):
                waits.set_exception(answer)
            else:
                waits.set_result(answer)
