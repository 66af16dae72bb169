"""Do background work in this process, with no service beside it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from belowline.background.attempt import AT_ONCE, FINISH_SECONDS, Count, attempt, pause_before
from belowline.kernel.background import Job, Lane, Payload

# What is beyond that is left to the next round that finds it.
MOST_WAITING = 1_000
# A start has better things to do than what is done every ten minutes.
LATEST_FIRST_SECONDS = 30.0


@dataclass(slots=True, kw_only=True)
class Embedded:
    """See `belowline.kernel.background.Background`; it knows of no other process."""

    count: Count
    problem: None = None
    _jobs: dict[str, Job] = field(default_factory=dict)
    _turns: dict[Lane, asyncio.Semaphore] = field(default_factory=dict)
    _tasks: dict[tuple[str, str], asyncio.Task[None]] = field(default_factory=dict)
    _begun: set[asyncio.Task[Any]] = field(default_factory=set)
    _waiting: Counter[Lane] = field(default_factory=Counter)
    _stops: bool = False

    async def start(self, jobs: Sequence[Job], *, works: bool = True) -> None:
        """Begin the rounds; where nobody works, what comes is left in the tables."""
        if not works:
            return
        self._turns = {lane: asyncio.Semaphore(AT_ONCE[lane]) for lane in Lane}
        self._jobs = {job.name: job for job in jobs}
        for job in jobs:
            if job.every_seconds:
                self._keep(job.name, "", self._go_round(job, job.every_seconds))

    def later(self, name: str, key: str, payload: Payload) -> None:
        """Do it as soon as it has its turn."""
        job = self._jobs.get(name)
        if job and (name, key) not in self._tasks and len(self._tasks) < MOST_WAITING:
            self._keep(name, key, self._do(job, payload))

    async def waiting(self) -> Mapping[Lane, int]:
        """Count what has not had its turn."""
        return {lane: self._waiting[lane] for lane in Lane}

    async def stop(self) -> None:
        """End; whoever is in the middle of something has a moment."""
        self._stops, self._jobs = True, {}
        tasks = set(self._tasks.values())
        for task in tasks - self._begun:
            task.cancel()
        if self._begun:
            await asyncio.wait(set(self._begun), timeout=FINISH_SECONDS)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _keep(self, name: str, key: str, doing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(doing, name=name)
        self._tasks[name, key] = task
        task.add_done_callback(lambda _: self._tasks.pop((name, key), None))

    async def _go_round(self, job: Job, every: int) -> None:
        await asyncio.sleep(min(every // 20, LATEST_FIRST_SECONDS))
        while True:
            done = await self._once(job, {})
            await asyncio.sleep(every if done else pause_before(job, 1))

    async def _do(self, job: Job, payload: Payload) -> None:
        for failed in range(1, job.attempts + 1):
            if await self._once(job, payload):
                return
            if failed < job.attempts:
                await asyncio.sleep(pause_before(job, failed))
        self.count(job.name, "given up")

    async def _once(self, job: Job, payload: Payload) -> bool:
        task = asyncio.current_task()
        assert task
        async with self._turn(job.lane):
            self._begun.add(task)
            try:
                return await attempt(job, payload, self.count)
            finally:
                self._begun.discard(task)
                if self._stops:
                    task.cancel()

    @asynccontextmanager
    async def _turn(self, lane: Lane) -> AsyncIterator[None]:
        self._waiting[lane] += 1
        try:
            await self._turns[lane].acquire()
        finally:
            self._waiting[lane] -= 1
        try:
            yield
        finally:
            self._turns[lane].release()
