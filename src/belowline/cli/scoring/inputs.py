"""Read comments from what a person named: JSON lines, Parquet files, or standard input."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from stat import S_ISREG
from types import ModuleType

from belowline.cli.scoring import json_lines
from belowline.cli.scoring.lines import Line, Part


def whole(path: Path) -> Part:
    """All of a file; raises OSError where it can't be read, ValueError where it is no Parquet."""
    status = path.stat()
    if not S_ISREG(status.st_mode):
        # A pipe, such as the shell's <(zcat …), can be opened only once.
        return Part(path)
    path.open("rb").close()
    part = Part(path, 0, status.st_size)
    return Part(path, 0, _parquet().row_count(path)) if part.is_parquet else part


def lines(part: Part) -> Iterator[Line]:
    """The comments of a part, each as it is asked for."""
    if part.path is None:
        yield from json_lines.read(sys.stdin.buffer)
    elif part.is_parquet:
        yield from _parquet().read(part)
    else:
        with part.path.open("rb") as file:
            yield from json_lines.read(file, json_lines.find_line(file, part.start), part.end)


def all_lines(parts: Iterable[Part]) -> Iterator[Line]:
    """The comments of one part after the other."""
    return itertools.chain.from_iterable(map(lines, parts))


def _parquet() -> ModuleType:
    try:
        # Arrow is large, and only those who have Parquet files need it.
        from belowline.cli.scoring import parquet
    except ImportError:
        raise ValueError("Parquet needs pyarrow: pip install pyarrow") from None
    return parquet
