"""A disk of few megabytes in memory, to be filled to the last byte and emptied again."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

_CHUNK = b"\0" * 65_536


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """A mounted disk."""

    folder: Path

    @contextmanager
    def full(self) -> Iterator[None]:
        """Leave no room for the length of the block."""
        filler = self.folder / "filler"
        with filler.open("wb", buffering=0) as file:
            for chunk in (_CHUNK, b"\0"):
                try:
                    while file.write(chunk) == len(chunk):
                        pass
                except OSError:  # not another one
                    continue
        try:
            yield
        finally:
            filler.unlink()


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[SmallDisk]:
    """Mount one at an empty folder; without the right to mount, the test is skipped."""
    folder.mkdir(parents=True, exist_ok=True)
    size = f"size={megabytes}m"
    try:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", size, "belowline-tests", str(folder)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        pytest.skip("There is no mount here, so no disk can be made that is small enough to fill.")
    if done.returncode:
        pytest.skip(f"A small disk can't be mounted here: {done.stderr.strip()}")
    try:
        yield SmallDisk(folder)
    finally:
        # Lazily: whatever still has a file open there must not keep it from going.
        subprocess.run(["umount", "-l", str(folder)], check=True)
