"""Tell a browser or a program how far long work is, a line of JSON at a time."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

from litestar.response import Stream

from belowline.kernel.errors import BelowlineError
from belowline.web.errors import problem

# The kind of answer that is asked for by who wants to be told.
LINES = "application/x-ndjson"
# Between two lines; whoever watches a bar sees no difference below that.
_PAUSE_SECONDS = 0.25

# A status, and a body of JSON on one line.
Result = tuple[int, bytes]
Work = Callable[[Callable[[int, int], None]], Awaitable[Result]]


def in_lines(work: Work) -> Stream:
    """Return an answer of which each line is read as soon as it is there.

    `{"done": 20, "total": 300}` while the work goes on, and at last what it returns.
    """
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return Stream(told(work), media_type=LINES, headers=headers)


async def told(work: Work) -> AsyncIterator[bytes]:
    """Yield the lines; who stops listening stops the work."""
    latest = (0, 0)

    def hear(done: int, total: int) -> None:
        nonlocal latest
        latest = done, total

    task = asyncio.ensure_future(work(hear))
    before: tuple[int, int] | None = None
    try:
        while not task.done():
            if latest != before:
                before = latest
                yield json.dumps({"done": before[0], "total": before[1]}).encode() + b"\n"
            await asyncio.wait([task], timeout=_PAUSE_SECONDS)
        try:
            _, body = await task
        except BelowlineError as error:
            body = json.dumps(problem(error)).encode()
        yield body + b"\n"
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await task
