"""Do background work and answer nobody: `belowline serve --only background`."""

import asyncio
import signal

from belowline.config import Settings
from belowline.main import build


async def serve_background(settings: Settings) -> int:
    """Work until told to stop; what is under way is finished."""
    belowline = await build(settings)
    told, loop = asyncio.Event(), asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, told.set)
    async with belowline.lifespan(None):
        print("Belowline works in the background")
        print(f"  data   {settings.data}", flush=True)
        await told.wait()
    return 0
