"""A process that does background work, and remembers what it did."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from belowline.background.queued import Patience
from belowline.kernel.background import Background, Job, Lane, NotNow, Payload
from tests.polling import PATIENCE

# A dead worker is missed after a second, where a server takes fifteen.
QUICK = Patience(beat=0.3, missed=1, sweep=1)


@dataclass(slots=True)
class Process:
    """Jobs note what they were given in `done`; those that begin while `gate` is shut wait."""

    background: Background = field(init=False)
    counted: Counter[tuple[str, str]] = field(default_factory=Counter)
    done: list[dict[str, str]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    failures: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    def __post_init__(self) -> None:
        """Open the gate."""
        self.gate.set()

    def count(self, name: str, outcome: str) -> None:
        """Count how a job went."""
        self.counted[name, outcome] += 1

    def job(
        self,
        name: str = "page",
        *,
        attempts: int = 3,
        pause: float = 0.01,
        seconds: float = 20,
        every: int | None = None,
        lane: Lane = Lane.PAGES,
    ) -> Job:
        """Return a job that this process does."""
        return Job(
            name=name,
            run=self.run,
            seconds=seconds,
            pause_seconds=pause,
            attempts=attempts,
            every_seconds=every,
            lane=lane,
        )

    async def run(self, payload: Payload) -> None:
        """Do it, or fail as often as `failures` says."""
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        await self._tell()
        try:
            await self.gate.wait()
            if self.failures:
                self.failures -= 1
                raise NotNow("a test wants it so")
            self.done.append(dict(payload))
        finally:
            self.at_once -= 1
            await self._tell()

    async def _tell(self) -> None:
        async with self.changed:
            self.changed.notify_all()

    async def until_done(self, count: int) -> None:
        """Wait until so many are done."""
        async with asyncio.timeout(PATIENCE), self.changed:
            await self.changed.wait_for(lambda: len(self.done) >= count)

    async def until_begun(self, count: int) -> None:
        """Wait until so many are being done."""
        async with asyncio.timeout(PATIENCE), self.changed:
            await self.changed.wait_for(lambda: self.at_once >= count)
