"""Tell on stderr how far the work is: lines, lines a second, and the time that is left."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import TextIO

from belowline.cli.scoring.answers import Answer
from belowline.cli.scoring.lines import Part

# Seconds between two lines: a person sees that it lives, a log does not fill.
PAUSE = 2.0

# On a terminal each line takes the last one's place.
BEGIN_OVER, CLEAR = "\r", "\x1b[K"


class Progress:
    """Counts answers, and tells of them every few seconds.

    `total` is the size of what is left of the input, None where it is not known.
    """

    def __init__(
        self, stream: TextIO, total: int | None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream, self._total, self._clock = stream, total, clock
        self._lines = self._size = 0
        self._started = self._told = clock()

    def add(self, answers: Iterable[Answer]) -> None:
        """Count these too."""
        for answer in answers:
            self._lines += 1
            self._size += answer.size
        now = self._clock()
        if now - self._told >= PAUSE:
            self._told = now
            self._tell(f"{self._so_far(now)}{self._left(now)}")

    def finish(self) -> None:
        """Say what it came to."""
        now = self._clock()
        self._tell(f"{self._so_far(now)}, {duration(now - self._started)}", is_last=True)

    def _so_far(self, now: float) -> str:
        rate = self._lines / max(now - self._started, 0.001)
        return f"{self._lines:,} lines, {rate:,.0f} a second"

    def _left(self, now: float) -> str:
        if self._total is None or not self._size:
            return ""
        left = max(self._total - self._size, 0) * (now - self._started) / self._size
        return f", about {duration(left)} left"

    def _tell(self, sentence: str, *, is_last: bool = False) -> None:
        on_terminal = self._stream.isatty()
        begin, clear = (BEGIN_OVER, CLEAR) if on_terminal else ("", "")
        end = "" if on_terminal and not is_last else "\n"
        self._stream.write(f"{begin}belowline: {sentence}{clear}{end}")
        self._stream.flush()


def total_size(parts: Sequence[Part]) -> int | None:
    """The size of the parts together; None where one is not known, or rows would add to bytes."""
    if len({part.is_parquet for part in parts}) > 1:
        return None
    total = 0
    for part in parts:
        if part.size is None:
            return None
        total += part.size
    return total


def duration(seconds: float) -> str:
    """A time in words, as long as a person wants to know it."""
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
