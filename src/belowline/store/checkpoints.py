"""Bring what SQLite's log holds home into the file while nobody writes.

Left alone, SQLite does that in whichever commit makes the log a thousand pages long, and one
moderator in thirty waited for all that the others had written. A PASSIVE checkpoint waits for
nobody and nobody waits for it, so it is done in a thread, in a pause or behind some seconds without
one. What is in the log is as safe as what is in the file: only where it lies changes.
"""

import asyncio
import logging
import sqlite3
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

LOG = logging.getLogger("belowline")

# Twice two waits for the disk, which fewer commits are not worth.
ENOUGH_COMMITS = 16
# Who rules reads in between; who posts a hundred comments at once does not.
PAUSE_SECONDS = 0.25
LATEST_SECONDS = 2.0
# Where it never comes to the end, since there is always something newer, the writer does it itself:
# by then it has little left to do. 32 MiB in pages of 4 KiB.
LONGEST_LOG_PAGES = 8_192


class Checkpoints:
    """When one is due, and the thread that does it."""

    def __init__(self, path: Path) -> None:
        # To be read and written, and never to be made where it is gone.
        self._address = f"{path.absolute().as_uri()}?mode=rw"
        self._commits = 0
        self._latest = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite-checkpoint")
        self._last: Future[None] | None = None

    def committed(self) -> None:
        """Take note that something was written."""
        self._commits += 1
        if self._commits < ENOUGH_COMMITS:
            return
        loop = asyncio.get_running_loop()
        now = loop.time()
        if self._timer is None:
            self._latest = now + LATEST_SECONDS
        else:
            self._timer.cancel()
        self._timer = loop.call_at(min(now + PAUSE_SECONDS, self._latest), self._begin)

    async def close(self) -> None:
        """Wait for the one that is being done, and do no more."""
        if self._timer is not None:
            self._timer.cancel()
        if self._last is not None:
            await asyncio.wrap_future(self._last)
        self._thread.shutdown()

    def _begin(self) -> None:
        self._timer = None
        if self._last is None or self._last.done():
            self._commits = 0
            self._last = self._thread.submit(self._bring_home)

    def _bring_home(self) -> None:
        try:
            connection = sqlite3.connect(self._address, timeout=0, isolation_level=None, uri=True)
            try:
                # The pages are on the disk before the log may be written over.
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
            finally:
                connection.close()
        except sqlite3.Error as error:
            # The writer comes to it later, and then says what is wrong to whom it concerns.
            LOG.warning("the database's log could not be checkpointed: %s", error.sqlite_errorname)
