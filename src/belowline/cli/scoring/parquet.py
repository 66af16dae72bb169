"""Read comments from a Parquet file as the JSON lines they would be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow
from pyarrow.parquet import ParquetFile

from belowline.cli.scoring.lines import Line, Part

_COLUMNS = ("id", "text", "story", "parent")

# Rows in memory at once: a row group may hold a million comments.
_ROWS = 256


def row_count(path: Path) -> int:
    """How many comments a file holds; ValueError where it can't hold any."""
    with _opened(path) as file:
        if "text" not in file.schema_arrow.names:
            raise ValueError(f"{path}: there is no column “text”.")
        rows: int = file.metadata.num_rows
    return rows


def read(part: Part) -> Iterator[Line]:
    """The rows of a part, one line each."""
    assert part.path is not None
    with _opened(part.path) as file:
        at = 0
        for group in range(file.num_row_groups):
            rows = file.metadata.row_group(group).num_rows
            if at < _end(part, at + rows) and part.start < at + rows:
                yield from _of_group(file, group, at, part)
            at += rows


def _of_group(file: Any, group: int, at: int, part: Part) -> Iterator[Line]:
    columns = [name for name in _COLUMNS if name in file.schema_arrow.names]
    for batch in file.iter_batches(_ROWS, row_groups=[group], columns=columns):
        first = max(part.start - at, 0)
        last = min(_end(part, at + batch.num_rows) - at, batch.num_rows)
        for row in range(first, last):
            yield _line(batch, row)
        at += batch.num_rows


def _end(part: Part, otherwise: int) -> int:
    return otherwise if part.end is None else part.end


def _line(batch: Any, row: int) -> Line:
    comment: dict[str, Any] = {}
    fault = ""
    for name in batch.schema.names:
        try:
            comment[name] = _as_json(batch.column(name)[row].as_py(), name)
        except UnicodeDecodeError as error:
            fault = str(error)
    return Line(json.dumps(comment, default=str).encode(), 1, fault)


def _as_json(value: object, name: str) -> object:
    """Old files have text without saying that it is text; an id may be any bytes."""
    if not isinstance(value, bytes):
        return value
    try:
        return value.decode()
    except UnicodeDecodeError:
        if name == "id":
            return value.hex()
        raise


def _opened(path: Path) -> Any:
    try:
        return ParquetFile(path)
    except pyarrow.ArrowInvalid as error:
        raise ValueError(f"{path}: {str(error).partition('. ')[0].rstrip('.')}.") from None
