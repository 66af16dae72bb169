"""How a queue on another machine is asked."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

# How long the queue is asked to wait for a job before it is asked anew.
ASKS_SECONDS = 5.0
AGAIN_SECONDS = 1.0

_Answer = TypeVar("_Answer")


async def unless_away(asking: Awaitable[_Answer]) -> _Answer | None:
    """Return the answer. Where the queue is away, None, after a moment: who asks, asks again."""
    try:
        return await asking
    except Exception:
        await asyncio.sleep(AGAIN_SECONDS)
        return None
