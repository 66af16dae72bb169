"""Keep suggestions as JSON lines, for a server that has no database."""

import asyncio
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from belowline.desk.suggest import Suggestion
from belowline.kernel.ids import SiteId


class SuggestionsFile:
    """One file to which lines are only added; see `belowline.desk.suggest.SuggestionStore`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._turn = asyncio.Lock()

    async def add_suggestion(self, suggestion: Suggestion) -> None:
        """Keep it."""
        line = json.dumps({**asdict(suggestion), "created_at": suggestion.created_at.isoformat()})
        async with self._turn:
            await asyncio.to_thread(self._append, line.encode() + b"\n")

    def _append(self, line: bytes) -> None:
        # It holds what readers wrote: nobody else on the machine may look.
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            if _ends_torn(descriptor):
                # A crash in the middle of a line must not spoil the next one.
                line = b"\n" + line
            while line:
                line = line[os.write(descriptor, line) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    async def suggestions(
        self, site_id: SiteId, *, after: str | None, limit: int
    ) -> Sequence[Suggestion]:
        """Return those behind the id, in the order of their ids."""
        found = await asyncio.to_thread(lambda: list(self._read()))
        kept = [each for each in found if each.site_id == site_id]
        kept.sort(key=lambda each: each.suggestion_id)
        return [each for each in kept if each.suggestion_id > (after or "")][:limit]

    def _read(self) -> Iterator[Suggestion]:
        if not self._path.exists():
            return
        with self._path.open(encoding="utf-8") as lines:
            for line in lines:
                try:
                    yield _suggestion(json.loads(line))
                except ValueError:
                    # What a crash cut off was never confirmed to anybody.
                    continue


def _ends_torn(descriptor: int) -> bool:
    size = os.fstat(descriptor).st_size
    return size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"


def _suggestion(row: dict[str, Any]) -> Suggestion:
    spans = [(name, start, end, value) for name, start, end, value in row["spans"]]
    at = datetime.fromisoformat(row["created_at"])
    return Suggestion(**{**row, "spans": spans, "created_at": at})
