"""Make a thing once for all who want it at the same time."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

Made = TypeVar("Made")


@dataclass(slots=True)
class SingleFlight:
    """A thousand readers who come after a change cause one rendering, not a thousand."""

    _making: dict[Hashable, asyncio.Task[Any]] = field(default_factory=dict)

    async def __call__(self, key: Hashable, make: Callable[[], Coroutine[Any, Any, Made]]) -> Made:
        """Return what `make` returns, or the one that is being made under this key already.

        What it raises, all who wait get. Who goes away stops nobody else's.
        """
        task = self._making.get(key)
        if task is None:
            task = self._making[key] = asyncio.create_task(make())
            task.add_done_callback(lambda done: self._finished(key, done))
        made: Made = await asyncio.shield(task)
        return made

    def _finished(self, key: Hashable, task: asyncio.Task[Any]) -> None:
        self._making.pop(key, None)
        if not task.cancelled():
            # Seen, even if all who waited are gone.
            task.exception()
