"""Hold the static files in memory under addresses that change with their content."""

import hashlib
import mimetypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable

from belowline.web.embedding import embed_script, embed_style
from belowline.web.encodings import packed_each_way
from belowline.web.packing import pack_script, pack_style

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
    encoded: Mapping[str, bytes] = field(default_factory=dict)
    etag: str = ""

    @property
    def packed(self) -> bytes | None:
        """Return what every browser can unpack, None for what is packed already."""
        return self.encoded.get("gzip")


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
    """Read the static files as browsers get them."""
    found = dict(_walk(files("belowline.web") / "static", ""))
    version = hashlib.sha256()
    for name in sorted(found):
        version.update(name.encode() + b"\0" + found[name])
    prefix = f"/static/{version.hexdigest()[:12]}/"
    tokens, thread = found["tokens.css"].decode(), found["thread.css"].decode()
    style = embed_style(tokens, thread)
    script = embed_script(found["embed.js"].decode(), prefix, style)
    # A thread that was put into the page by its server has no script to bring the style.
    included = style + found["hands.css"].decode()
    whole = {**found, "embed.js": script.encode(), "included.css": included.encode()}
    return Assets(prefix, {name: _asset(name, content) for name, content in whole.items()})


def _walk(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{path}{entry.name}/")
        else:
            yield path + entry.name, _content(entry)


def _content(file: Traversable) -> bytes:
    content = file.read_bytes()
    if file.name.endswith(".js"):
        return pack_script(content.decode()).encode()
    return pack_style(content.decode()).encode() if file.name.endswith(".css") else content


def _asset(name: str, content: bytes) -> Asset:
    suffix = "." + name.rpartition(".")[2]
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    encoded = packed_each_way(content) if suffix in _PACKED else {}
    tag = hashlib.sha256(content).hexdigest()[:24]
    return Asset(_TYPES.get(suffix, guessed), content, encoded, tag)
