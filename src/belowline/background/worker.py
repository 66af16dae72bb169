"""The library's worker, in an event loop that does other things too."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, ClassVar

from saq.queue import Queue
from saq.worker import Worker

from belowline.background.asking import AGAIN_SECONDS
from belowline.background.attempt import FINISH_SECONDS


class InOurLoop(Worker[Any]):
    """Leaves signals to the server, and lets what is being done finish when it is told to stop.

    `found` and `lost` are told each second whether the queue answers.
    """

    SIGNALS: ClassVar[list[Any]] = []  # type: ignore[misc]

    def __init__(
        self,
        queue: Queue,
        functions: Any,
        *,
        found: Callable[[], None],
        lost: Callable[[BaseException], None],
        **more: Any,
    ) -> None:
        super().__init__(
            queue, functions, before_process=self._begun, after_process=self._ended, **more
        )
        self._found, self._lost = found, lost
        self._doing = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def process(self) -> bool:
        """Do one job; where the queue is lost meanwhile, whoever finds the job does it again."""
        try:
            return await super().process()
        except Exception as error:
            self._lost(error)
            await asyncio.sleep(AGAIN_SECONDS)
            return True

    async def schedule(self, lock: int = 1) -> None:
        """Queue what is due by the time."""
        try:
            await super().schedule(lock)
        except Exception as error:
            self._lost(error)
            raise
        self._found()

    async def stop(self) -> None:
        """End once nothing is being done, or too long."""
        self.event.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(FINISH_SECONDS):
                await self._idle.wait()
        await super().stop()

    async def _begun(self, _: Mapping[str, Any]) -> None:
        self._doing += 1
        self._idle.clear()

    async def _ended(self, _: Mapping[str, Any]) -> None:
        self._doing -= 1
        if not self._doing:
            self._idle.set()
