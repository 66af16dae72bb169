"""Hold the static files in memory under addresses that change with their content."""

import gzip
import hashlib
import mimetypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

_PACKED = (".css", ".js", ".svg", ".txt")

# What the system's table of types lacks or gets wrong on small machines.
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file: its type, its bytes, and the same compressed where that helps."""

    media_type: str
    plain: bytes
    packed: bytes | None


@dataclass(frozen=True, slots=True)
class Assets:
    """All static files under one versioned folder, so that modules find each other by name."""

    prefix: str
    by_name: Mapping[str, Asset]

    def address(self, name: str) -> str:
        """Return the address of a static file; raises KeyError for one that isn't there."""
        if name not in self.by_name:
            raise KeyError(f"no static file named {name}")
        return self.prefix + name


def load_assets() -> Assets:
    """Read the packed static files."""
    found = dict(_walk(files("belowline.web") / "static", ""))
    version = hashlib.sha256()
    for name in sorted(found):
        version.update(name.encode() + b"\0" + found[name].plain)
    return Assets(f"/static/{version.hexdigest()[:12]}/", found)


def _walk(folder: Traversable, path: str) -> Iterator[tuple[str, Asset]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{path}{entry.name}/")
        else:
            yield path + entry.name, _asset(entry)


def _asset(file: Traversable) -> Asset:
    suffix = "." + file.name.rpartition(".")[2]
    plain = file.read_bytes()
    guessed = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    packed = gzip.compress(plain, 9, mtime=0) if suffix in _PACKED else None
    return Asset(_TYPES.get(suffix, guessed), plain, packed)
