"""The personal part of a thread for whoever was never here: the same for all of them."""

import re

import msgspec
from litestar.types import HTTPScope

from belowline.web.cookies import OUR_COOKIES
from belowline.web.cors import Headers
from belowline.web.shapes import Me

ROUTE = "/api/v1/stories/{story_id}/me"
NOBODY = Me(name="", member=False, comments=[], liked=[], reported={}, staff=False, taken=[])

_PATH = re.compile(r"/api/v1/stories/[^/]+/me")
# Whatever else is asked may name a reader (`accessToken`), however it is written.
_QUERY = re.compile(rb"(lang=[A-Za-z-]{0,16})?")
_COOKIES = tuple(name.encode() for name in OUR_COOKIES)
_BODY = msgspec.json.encode(NOBODY)
_HEADERS = (
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-store"),
    (b"content-length", str(len(_BODY)).encode()),
)


def nobodys_part(scope: HTTPScope) -> tuple[int, list[tuple[bytes, bytes]], bytes] | None:
    """Return status, headers and body for a stranger's part of a thread, None for all else.

    Nine in ten readers of a story never wrote: what is the same for them takes no framework.
    """
    if scope["method"] != "GET" or not _PATH.fullmatch(scope["path"]):
        return None
    if not is_nobodys(scope["headers"]) or not _QUERY.fullmatch(scope["query_string"]):
        return None
    return 200, list(_HEADERS), _BODY


def is_nobodys(headers: Headers) -> bool:
    """Say whether a request brings nothing by which we might know who sends it."""
    for name, value in headers:
        if name == b"authorization":
            return False
        # The publisher's own cookies come along where we share their domain.
        if name == b"cookie" and any(ours in value for ours in _COOKIES):
            return False
    return True
