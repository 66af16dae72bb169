"""Tell on stderr how far a run over an archive is: comments, comments a second, time left."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TextIO

from belowline.cli.scoring.progress import BEGIN_OVER, CLEAR, PAUSE, duration


class ArchiveProgress:
    """Tells every few seconds; short work is told by its end alone."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._clock = stream, clock
        self._told = clock()
        self._has_told = False
        # What was done when it was first heard of: a run that goes on has not done that now.
        self._first: tuple[float, int] | None = None

    def __call__(self, done: int, total: int) -> None:
        """Hear of it; say it where it is time, and where all is done after something was said."""
        now, is_done = self._clock(), done >= total
        if self._first is None:
            self._first = now, done
        if now - self._told < PAUSE and not (is_done and self._has_told):
            return
        self._told, self._has_told = now, True
        on_terminal = self._stream.isatty()
        begin, clear = (BEGIN_OVER, CLEAR) if on_terminal else ("", "")
        end = "" if on_terminal and not is_done else "\n"
        said = f"belowline: {done:,} of {total:,} comments{self._pace(now, done, total)}"
        self._stream.write(f"{begin}{said}{clear}{end}")
        self._stream.flush()

    def _pace(self, now: float, done: int, total: int) -> str:
        assert self._first is not None
        since, before = self._first
        rate = (done - before) / max(now - since, 0.001)
        if not rate:
            return ""
        left = f", about {duration((total - done) / rate)} left" if done < total else ""
        return f", {rate:,.0f} a second{left}"
