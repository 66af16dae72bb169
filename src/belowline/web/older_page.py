"""Give readers the page that there is where a newer one takes too long."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from belowline.web.page import Page

# A newer page differs in what stands beside the thread: a change of the thread itself leaves no
# older one. For that nobody waits longer.
WAIT_SECONDS = 1.0
# Once somebody has waited in vain, nobody else need try for a moment.
PAUSE_SECONDS = 5.0


@dataclass(slots=True)
class OlderPage:
    """Knows whether it is worth a reader's time to wait for a newer page, in this process."""

    now: Callable[[], float] = time.monotonic
    _until: float = 0.0

    async def unless(self, older: Page, make: Callable[[], Coroutine[Any, Any, Page]]) -> Page:
        """Return what `make` makes, or the older page where that takes too long.

        What was begun goes on, for who comes later.
        """
        if self.now() < self._until:
            return older
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                return await make()
        except TimeoutError:
            self._until = self.now() + PAUSE_SECONDS
            return older
