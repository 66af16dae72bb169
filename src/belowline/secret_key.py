"""Read the key that a site signs with, and make it at its first start."""

import fcntl
import os
import secrets
from contextlib import suppress
from pathlib import Path

from belowline.kernel.errors import Refused

# The file's name in the site's folder.
KEY_FILE = "secret.key"


def read_secret(path: Path) -> bytes:
    """Return the key that signs cookies, forms and private links; made once, for its owner alone.

    Processes that start at once take turns, so that all get the same key and none an empty one.
    """
    with suppress(FileNotFoundError):
        if key := path.read_text("ascii", "replace").strip():
            return _key(path, key)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        key = file.read().strip()
        if not key:
            key = secrets.token_hex(32)
            file.write(key)
            file.flush()
        return _key(path, key)


def _key(path: Path, text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise Refused(
            f"{path}: the secret key is damaged. Put it back from a backup; without it, delete "
            "the file, and everybody signs in anew."
        ) from None
