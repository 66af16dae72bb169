"""Judge texts in a thread for each core, and refuse what would wait too long."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass

from belowline.kernel.errors import Overloaded, Unavailable
from belowline.kernel.threads import WarmThreads
from belowline.moderation.assessment import Assessor, is_whole
from belowline.moderation.judge import Assessment

# The most impatient caller (Coral) gives up after 0.8 s: who would wait so long behind others is
# better told at once.
_LONGEST_WAIT = 0.5
# A thread's time for a text before any was measured, and how much each new one counts.
_FIRST_GUESS = 0.01
_NEWS = 0.02
# However slow a machine is, so many may wait for each thread.
_FEWEST_WAITING = 2
# Lists that wait for their turn beside single texts; each may hold a thousand.
_MOST_LISTS = 8
# Long enough for what waits to be done, short enough for a caller that tries again.
_RETRY_AFTER = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A text in its place; without `asks_rules` only its overall toxicity is asked for."""

    text: str
    story: str = ""
    parent: str = ""
    asks_rules: bool = True


class Pace:
    """How far apart texts are finished while all threads are at work.

    Whatever else takes the processor's time then, refusing others included, is in it.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._last: float | None = None

    def finished(self, now: float, *, is_busy: bool) -> None:
        """Learn that a text was finished; `is_busy` says whether every thread has another."""
        if self._last is not None:
            self.seconds += (now - self._last - self.seconds) * _NEWS
        self._last = now if is_busy else None


class Judges:
    """The threads, with a limit to what waits for them.

    A single text waits for at most as many texts of lists as there are threads: lists hand
    theirs in one by one.
    """

    def __init__(self, threads: int = 0) -> None:
        """As many threads as cores, or the number given."""
        self._count = threads or _cores()
        self._pool = WarmThreads(self._count, "score")
        self._waiting = 0
        self._under_way = 0
        self._pace = Pace(_FIRST_GUESS / self._count)
        self._lists = 0
        self._turns = asyncio.Semaphore(self._count)

    def check_room(self) -> None:
        """Raise Overloaded where one more would wait too long: before anything is read of it."""
        before = self._waiting - self._count * _FEWEST_WAITING
        if before > 0 and self._waiting * self._pace.seconds > _LONGEST_WAIT:
            raise _overloaded()

    async def assess(self, assessor: Assessor, text: str) -> Assessment:
        """Return the assessment of a text; raises Overloaded where too many wait."""
        return await self._alone(assessor, Item(text=text))

    async def _alone(self, assessor: Assessor, item: Item) -> Assessment:
        self.check_room()
        self._waiting += 1
        try:
            return await self._work(assessor, item)
        finally:
            self._waiting -= 1

    async def measure(self, assessor: Assessor, item: Item) -> Assessment:
        """The same for who wants numbers: raises Unavailable where a part of the engine failed."""
        return _whole(await self._alone(assessor, item))

    async def measure_all(self, assessor: Assessor, items: Sequence[Item]) -> list[Assessment]:
        """The same for many texts."""
        return [_whole(each) for each in await self.assess_all(assessor, items)]

    async def assess_all(self, assessor: Assessor, items: Sequence[Item]) -> list[Assessment]:
        """Return the assessments in the order of the texts; raises Overloaded.

        Each is judged alone: a neighbour can't change a score.
        """
        if self._lists >= _MOST_LISTS:
            raise _overloaded()
        self._lists += 1
        found: list[Assessment | None] = [None] * len(items)
        rest = iter(enumerate(items))

        async def work() -> None:
            for number, item in rest:
                async with self._turns:
                    found[number] = await self._work(assessor, item)

        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(min(self._count, len(items))):
                    group.create_task(work())
        finally:
            self._lists -= 1
        return [each for each in found if each is not None]

    async def _work(self, assessor: Assessor, item: Item) -> Assessment:
        def assess() -> Assessment:
            ask = assessor.assess if item.asks_rules else assessor.overall
            return ask(item.text, story=item.story, parent=item.parent)

        self._under_way += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, assess)
        finally:
            self._under_way -= 1
            self._pace.finished(time.perf_counter(), is_busy=self._under_way >= self._count)

    def close(self) -> None:
        """Let the threads end."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _whole(found: Assessment) -> Assessment:
    if not is_whole(found):
        raise Unavailable("A part of the engine failed on this comment, so there is no score.")
    return found


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _overloaded() -> Overloaded:
    return Overloaded(
        "More comments wait to be judged than can be judged in time; nothing was kept. "
        "Please try again.",
        retry_after=_RETRY_AFTER,
    )
