"""Do background work over a queue that several processes share, with the library SAQ."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from saq.job import CronJob
from saq.job import Job as QueuedJob
from saq.queue import Queue

from belowline.background.asking import AGAIN_SECONDS, ASKS_SECONDS
from belowline.background.attempt import AT_ONCE, FINISH_SECONDS, Count, attempt
from belowline.background.worker import InOurLoop
from belowline.kernel.background import Job, Lane, Payload

LOG = logging.getLogger("belowline.background")
# What can't be told the queue beyond this is left to the round that finds it.
_MOST_UNTOLD = 1_000
_NOT_YET = "not connected yet"
# A round is tried again for ever.
_EVER = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How soon it is noticed that a worker died over a job, in seconds."""

    beat: float = 5.0
    missed: int = 15
    sweep: int = 5


class _Undone(Exception):
    """Tells the library to try again; it is kept with the job, so it says nothing."""


class Queued:
    """See `belowline.kernel.background.Background`; `queues` has one for each lane."""

    def __init__(
        self, queues: Sequence[Queue], count: Count, *, patience: Patience | None = None
    ) -> None:
        self._queues = dict(zip(Lane, queues, strict=True))
        self._count = count
        self._patience = patience or Patience()
        self._jobs: dict[str, Job] = {}
        self._by_function: dict[str, Job] = {}
        self._workers: list[InOurLoop] = []
        self._running: asyncio.Task[None] | None = None
        self._telling: set[asyncio.Task[None]] = set()
        self._problem: str | None = _NOT_YET
        self._connected = asyncio.Event()

    @property
    def problem(self) -> str | None:
        """Say in a sentence why nothing is queued now; None while it works."""
        return self._problem

    async def start(self, jobs: Sequence[Job], *, works: bool = True) -> None:
        """Begin; a queue that is away is waited for in the background."""
        # They log whole jobs and traces of errors, each second anew while the queue is away.
        for library in ("saq", "psycopg.pool"):
            logging.getLogger(library).setLevel(logging.CRITICAL + 1)
        self._jobs = {job.name: job for job in jobs}
        self._by_function = {self._function(job): job for job in jobs}
        for queue in self._queues.values():
            queue.register_before_enqueue(self._as_wanted)
        self._running = asyncio.create_task(self._run(works=works))

    def later(self, name: str, key: str, payload: Payload) -> None:
        """Tell the queue, without waiting for it."""
        job = self._jobs.get(name)
        if job is None or len(self._telling) >= _MOST_UNTOLD:
            return
        task = asyncio.create_task(self._tell(job, key, payload))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def waiting(self) -> Mapping[Lane, int]:
        """Count what is due and not begun."""
        try:
            async with asyncio.timeout(ASKS_SECONDS):
                found = {lane: await queue.count("queued") for lane, queue in self._queues.items()}
        except Exception as error:
            self._lost(error)
            return {}
        self._found()
        return found

    async def stop(self) -> None:
        """Begin nothing more, let what is being done finish, put back what is cut off."""
        for worker in self._workers:
            worker.event.set()
        for task in self._telling:
            task.cancel()
        if self._running is not None:
            if not self._workers:
                self._running.cancel()
            await asyncio.wait({self._running}, timeout=2 * FINISH_SECONDS)
            self._running.cancel()
            await asyncio.gather(self._running, *self._telling, return_exceptions=True)
        for queue in self._queues.values():
            with suppress(Exception):
                await queue.disconnect()
        self._problem = "stopped"

    async def _run(self, *, works: bool) -> None:
        await self._connect()
        if works:
            self._workers = [self._worker(lane, queue) for lane, queue in self._queues.items()]
            await asyncio.gather(*(worker.start() for worker in self._workers))

    async def _connect(self) -> None:
        while not self._connected.is_set():
            try:
                for queue in self._queues.values():
                    await queue.connect()
                    await queue.count("queued")
            except Exception as error:
                self._lost(error)
                await asyncio.sleep(AGAIN_SECONDS)
            else:
                self._connected.set()
                self._found()

    def _worker(self, lane: Lane, queue: Queue) -> InOurLoop:
        jobs = [job for job in self._jobs.values() if job.lane is lane]
        sweep = self._patience.sweep
        return InOurLoop(
            queue,
            [(job.name, self._doing(job)) for job in jobs if not job.every_seconds],
            cron_jobs=[
                CronJob(self._doing(job), cron=every(job.every_seconds))
                for job in jobs
                if job.every_seconds
            ],
            concurrency=AT_ONCE[lane],
            dequeue_timeout=ASKS_SECONDS,
            timers={"sweep": sweep},
            found=self._found,
            lost=self._lost,
        )

    def _doing(self, job: Job) -> Any:
        """Return what the library calls."""

        async def do(context: dict[str, Any], **payload: str) -> None:
            queued: QueuedJob = context["job"]
            async with self._beating(queued):
                done = await attempt(job, payload, self._count)
            if done:
                return
            if not queued.retryable:
                self._count(job.name, "given up")
            raise _Undone

        # The library goes by it; and two installations may share a table, whose key it becomes.
        do.__qualname__ = self._function(job)
        return do

    def _function(self, job: Job) -> str:
        return f"{self._queues[job.lane].name}:{job.name}" if job.every_seconds else job.name

    async def _as_wanted(self, queued: QueuedJob) -> None:
        """Give what is queued the job's limits."""
        job = self._by_function[queued.function]
        # Ours comes first, and says what it was.
        queued.timeout = int(job.seconds) + 5
        queued.heartbeat = self._patience.missed
        queued.retries = _EVER if job.every_seconds else job.attempts
        queued.retry_delay = job.pause_seconds
        queued.retry_backoff = not job.every_seconds
        # Nobody asks what came of it, and a key that is kept could not be used again.
        queued.ttl = -1

    async def _tell(self, job: Job, key: str, payload: Payload) -> None:
        queue = self._queues[job.lane]
        await self._connected.wait()
        try:
            await queue.enqueue(
                job.name, key=f"{queue.name}:{job.name}:{key}", kwargs=dict(payload)
            )
        except Exception as error:
            self._lost(error)
        else:
            self._found()

    @asynccontextmanager
    async def _beating(self, queued: QueuedJob) -> AsyncIterator[None]:
        """Show, as long as the job is being done, that somebody lives who does it."""

        async def beat() -> None:
            while True:
                await asyncio.sleep(self._patience.beat)
                with suppress(Exception):
                    await queued.update()

        beating = asyncio.create_task(beat())
        try:
            yield
        finally:
            beating.cancel()
            await asyncio.gather(beating, return_exceptions=True)

    def _found(self) -> None:
        if self._problem is not None:
            LOG.warning("background: the queue is there")
        self._problem = None

    def _lost(self, error: BaseException) -> None:
        why = f"the queue can't be reached ({type(error).__name__})"
        if self._problem is None or self._problem == _NOT_YET:
            LOG.warning("background: %s; what is due waits in the tables", why)
        self._problem = f"{why}; what is due waits"


def every(seconds: int) -> str:
    """Say to the library, in cron's words, how often a round is gone."""
    return f"* * * * * */{seconds}" if seconds < 60 else f"*/{seconds // 60} * * * *"
