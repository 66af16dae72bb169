"""Wait for a condition with a deadline: the one place in the tests that may let time pass."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio

Found = TypeVar("Found")

# Long enough for a busy two-core machine; a test that passes never waits so long.
PATIENCE = 15.0
PAUSE = 0.02


def until(look: Callable[[], Found], what: str, patience: float = PATIENCE) -> Found:
    """Look again and again until there is something to see, and hand it over."""
    deadline = time.monotonic() + patience
    while not (found := look()):
        if time.monotonic() > deadline:
            raise AssertionError(f"Waited {patience:g} s in vain for {what}.")
        time.sleep(PAUSE)
    return found


async def until_async(
    look: Callable[[], Awaitable[Found]], what: str, patience: float = PATIENCE
) -> Found:
    """The same where looking waits too."""
    deadline = time.monotonic() + patience
    while not (found := await look()):
        if time.monotonic() > deadline:
            raise AssertionError(f"Waited {patience:g} s in vain for {what}.")
        await anyio.sleep(PAUSE)
    return found
