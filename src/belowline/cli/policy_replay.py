"""Run `belowline policy replay`: what another policy would have changed; nothing is kept."""

import argparse
import asyncio
import sys
import time
from collections.abc import Callable
from typing import TextIO

from belowline.cli.options import place_from
from belowline.cli.replay_report import as_json, as_text
from belowline.cli.scoring.answers import Stopped
from belowline.cli.scoring.archive_progress import ArchiveProgress
from belowline.cli.scoring.judging import chosen
from belowline.cli.scoring.kept_rulings import keeping
from belowline.desk.comparison import Comparison
from belowline.kernel.clock import utc_now
from belowline.main import replaying
from belowline.moderation import parse_policy

# Neither 0 (all is done) nor 1 (nothing was begun).
STOPPED = 2
# Seconds between two lines, and before the first: short work is told by its end.
_PAUSE = 2.0


def run(options: argparse.Namespace) -> int:
    """Print the comparison; raises PolicyError for a file that is no policy."""
    text = options.file.read_text("utf-8")
    proposed = parse_policy(text)
    place, judges = place_from(options), chosen(options)
    if options.state:
        judges = keeping(judges, options.state)

    async def compared() -> str:
        async with replaying(place, text, judges) as replay:
            comparison: Comparison = await replay(
                place.site_id,
                since=utc_now() - options.since if options.since else None,
                examples=options.examples,
                progress=ArchiveProgress(sys.stderr),
            )
            write = as_json if options.json else as_text
            return write(comparison, replay.current, proposed)

    try:
        print(asyncio.run(compared()))
    except Stopped as stopped:
        print(f"belowline: {stopped}", file=sys.stderr)
        return STOPPED
    return 0


class Progress:
    """Tells every few seconds how far the work is."""

    def __init__(
        self,
        stream: TextIO,
        clock: Callable[[], float] = time.monotonic,
        *,
        what: str = "comments",
    ) -> None:
        self._stream, self._clock, self._what = stream, clock, what
        self._told = clock()
        self._has_told = False

    def __call__(self, done: int, total: int) -> None:
        """Hear of it; say it where it is time, and where all is done after something was said."""
        now, is_done = self._clock(), done >= total
        if now - self._told < _PAUSE and not (is_done and self._has_told):
            return
        self._told, self._has_told = now, True
        # On a terminal each line takes the last one's place.
        overwrites = self._stream.isatty()
        end = "\x1b[K\r" if overwrites and not is_done else "\n"
        self._stream.write(f"belowline: {done:,} of {total:,} {self._what}{end}")
        self._stream.flush()
