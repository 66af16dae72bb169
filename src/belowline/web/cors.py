"""Let the publisher's own pages talk to us from another origin."""

from collections.abc import Iterable, Sequence

from belowline.web.forms import is_ours
from belowline.web.identity import READER_HEADER

# What an embed on the publisher's page needs; the desk stays on our own origin.
_OPEN = ("/api/v1/", "/below", "/stories/", "/comments/")
_CLOSED = ("/api/v1/desk/",)

# The answer to a preflight, beside the headers that allow the origin.
PREFLIGHT = [
    (b"access-control-allow-methods", b"GET, POST, PATCH, DELETE"),
    (b"access-control-allow-headers", b"accept, authorization, content-type, last-event-id"),
    # Browsers cap it at two hours; a changed domain list is noticed the same day.
    (b"access-control-max-age", b"7200"),
    (b"content-length", b"0"),
]

Headers = Iterable[tuple[bytes, bytes]]


def may_be_open(path: str) -> bool:
    """Say whether the answer depends on which page asks, so that caches must tell them apart."""
    return path.startswith(_OPEN) and not path.startswith(_CLOSED)


def cross_origin_headers(
    path: str, headers: Headers, domains: Sequence[str]
) -> list[tuple[bytes, bytes]]:
    """Return what lets the asking page read the answer; empty for all pages but the publisher's.

    Credentials are never allowed: a reader is known by the token that our script sends.
    """
    origin = next((value for name, value in headers if name == b"origin"), b"")
    if not may_be_open(path) or not is_ours(origin.decode("latin-1"), domains):
        return []
    return [
        (b"access-control-allow-origin", origin),
        (b"access-control-expose-headers", f"{READER_HEADER}, etag, retry-after".encode()),
    ]
