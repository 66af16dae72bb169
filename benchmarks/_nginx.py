"""Run nginx beside us with the very bytes that we serve, or in front of us as we document it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from benchmarks._server import nginx, port
from tests.polling import until
from tests.running import Running

ROOT = Path(__file__).parent.parent
# What caches and browsers go by, and nginx does not say of itself.
_SAID_TOO = ("cache-control", "vary")


def documented(server: Running, folder: Path, at: int) -> str:
    """The configuration that we tell publishers to use."""
    page = (ROOT / "docs/nginx.md").read_text("utf-8")
    (text,) = re.findall(r"```nginx\n(.*?)```", page, re.DOTALL)
    for theirs, ours in (
        ("server 127.0.0.1:8000", f"server {server.url.removeprefix('http://')}"),
        ("/var/cache/nginx/belowline", str(folder / "cache")),
        ("listen 80", f"listen 127.0.0.1:{at}"),
    ):
        text = text.replace(theirs, ours)
    return str(text)


def is_up(url: str) -> bool:
    """Say whether something answers there."""
    try:
        return httpx.get(url, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def over_the_line(kind: str, url: str) -> tuple[bytes, httpx.Headers]:
    """Return an answer's bytes as they travel in this encoding, and its headers."""
    asked = {"accept-encoding": kind}
    with httpx.stream("GET", url, headers=asked, trust_env=False) as answer:
        return b"".join(answer.iter_raw()), answer.headers


@contextmanager
def serving_the_same(
    url: str, packed: bytes, folder: Path
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Serve what we serve there as a static file; its address, and nginx."""
    static, at = folder / "static", port()
    folder.mkdir()
    static.mkdir()
    plain, headers = over_the_line("identity", url)
    (static / "thread.html").write_bytes(plain)
    (static / "thread.html.gz").write_bytes(packed)
    too = "".join(
        f'add_header {name} "{value}"; '
        for name in _SAID_TOO
        for value in headers.get_list(name, split_commas=False)
    )
    # As Debian sets it up, so that nginx is as fast as most who run it have it.
    files = f"root {static}; gzip_static on; charset utf-8; sendfile on; tcp_nopush on;"
    address = f"http://127.0.0.1:{at}/thread.html"
    inside = f"server {{ listen 127.0.0.1:{at}; {files} {too}}}"
    with nginx(folder, inside) as process:
        until(lambda: is_up(address), "nginx")
        got, theirs = over_the_line("gzip", address)
        if got != packed:
            raise RuntimeError("nginx serves other bytes than we do")
        for name in ("content-type", "content-encoding", *_SAID_TOO):
            if theirs.get(name, "").lower() != headers.get(name, "gzip").lower():
                raise RuntimeError(f"nginx says another {name}: {theirs.get(name)}")
        yield address, process
