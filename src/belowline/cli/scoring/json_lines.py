"""Read JSON lines of any length in bounded memory, from anywhere in a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from belowline.cli.scoring.lines import Line

# 10 MB of emoji are 30 MB where JSON escapes them. What is longer is no comment but a broken file,
# and must not fill the memory.
LONGEST_LINE = 64 * 1024 * 1024

# How much of a line that is too long is held while its end is looked for.
_GULP = 1024 * 1024


def read(file: BinaryIO, at: int = 0, end: int | None = None) -> Iterator[Line]:
    """The lines that begin before `end` in a file that stands at `at`; empty ones are none."""
    before = 0  # the size of empty lines, which the next one takes along
    while end is None or at < end:
        content = file.readline(LONGEST_LINE + 1)
        if not content:
            return
        size, fault = len(content), ""
        if size > LONGEST_LINE:
            size += 0 if content.endswith(b"\n") else _skip_line(file)
            content, fault = b"{}", f"the line is longer than {LONGEST_LINE >> 20} MB"
        at += size
        if content.strip():
            yield Line(content, before + size, fault)
            before = 0
        else:
            before += size


def find_line(file: BinaryIO, start: int) -> int:
    """Go to the first line that begins at `start` or later, and return where that is."""
    if not start:
        return 0
    file.seek(start - 1)
    return start - 1 + _skip_line(file)


def _skip_line(file: BinaryIO) -> int:
    skipped = 0
    while gulp := file.readline(_GULP):
        skipped += len(gulp)
        if gulp.endswith(b"\n"):
            break
    return skipped
