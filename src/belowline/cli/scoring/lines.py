"""A comment that waits for its answer, and the stretch of an input that it stands in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Line:
    """A comment as JSON, not yet looked at.

    `size` is how far its input has been read with it: bytes, or one row of a Parquet file. `fault`
    is why there is no comment to be had, known before anybody looks at the content.
    """

    content: bytes
    size: int
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an input: the lines that begin from `start` up to `end`.

    Both count bytes, or rows of a Parquet file. Without a path it is standard input, from where it
    has been read to; without an end it goes as far as the input does.
    """

    path: Path | None
    start: int = 0
    end: int | None = None

    @property
    def is_parquet(self) -> bool:
        """Whether it counts rows."""
        return self.path is not None and self.path.suffix == ".parquet"

    @property
    def size(self) -> int | None:
        """How much there is to read, where that is known."""
        return None if self.end is None else self.end - self.start
