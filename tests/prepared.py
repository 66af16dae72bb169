"""Lend databases whose tables are there already: making them takes a quarter of a second each."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from belowline.store.store import Store

_NAME = "belowline.db"


def prepare(database: Path) -> str:
    """Put an empty database of this version at the path, as a first start would; give its name."""
    database.parent.mkdir(parents=True, exist_ok=True)
    if not database.exists():
        shutil.copy(Path(_empty().name) / _NAME, database)
    return str(database)


@cache
def _empty() -> tempfile.TemporaryDirectory[str]:
    """Make the one that the others are copies of."""
    folder = tempfile.TemporaryDirectory(prefix="belowline-tests-")
    # A thread of its own, since a test that asks for it may have a loop already.
    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, _make(str(Path(folder.name) / _NAME))).result()
    return folder


async def _make(database: str) -> None:
    store = await Store.open(database)
    await store.close()
