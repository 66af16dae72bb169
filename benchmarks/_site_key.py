"""Give a folder the key that its site has, as whoever runs it on another machine does."""

import shutil
from pathlib import Path

from belowline.secret_key import KEY_FILE

# For a database that is measured again and again, each time from another folder.
_OF_BENCHMARKS = bytes(range(32)).hex()


def with_key_of(other: Path, folder: Path) -> Path:
    """Make the folder with the key that the other one has; return it."""
    folder.mkdir(exist_ok=True)
    shutil.copy(other / KEY_FILE, folder / KEY_FILE)
    return folder


def with_key(folder: Path) -> Path:
    """Put the key of all benchmarks into the folder; return it."""
    (folder / KEY_FILE).write_text(_OF_BENCHMARKS, "ascii")
    return folder
