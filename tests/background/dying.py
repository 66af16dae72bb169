"""Take a job and never finish it, until killed: `python -m tests.background.dying URL NAMES`."""

from __future__ import annotations

import asyncio
import sys
from importlib import import_module

from belowline.background.queued import Queued
from tests.background.process import QUICK, Process


async def run(url: str, names: list[str]) -> None:
    """Say so once it is begun."""
    kind = "over_redis" if url.startswith("redis") else "over_postgresql"
    queues = import_module(f"belowline.background.{kind}").queues(url, names)
    process = Process()
    process.gate.clear()
    background = Queued(queues, process.count, patience=QUICK)
    await background.start([process.job()])
    await process.until_begun(1)
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], sys.argv[2:]))
