"""Keep answers that are the same for all readers for a second, in front of the framework."""

import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from belowline.web.cache import PageCache, make_page
from belowline.web.cors import Headers
from belowline.web.encodings import PLAIN, accepted
from belowline.web.meters import Meters
from belowline.web.nobody import is_nobodys
from belowline.web.page import Page
from belowline.web.single_flight import SingleFlight

# So old an answer may be where nothing is known to have changed; what other processes changed is
# known a second later anyway.
FRESH_SECONDS = 1.0
# Counts for fifty addresses are some 7 KB, a feed 30.
MOST_BYTES = 8 * 1024 * 1024
# An address is anybody's to write, and longer ones than the counts of fifty stories are nobody's.
LONGEST_QUERY = 16 * 1024
# Less than this goes in one packet anyhow.
WORTH_PACKING = 1_000

# What says nothing of its own about how long it may be kept.
_CONTROL = b"public, max-age=1"
# A network of caches (RFC 9213) asks once a second, and goes on while we are away.
_SHARED = b"public, max-age=1, stale-while-revalidate=1, stale-if-error=86400"
_NAMES = (b"content-length", b"etag", b"vary")

_SAME_FOR_ALL = re.compile(
    r"(?P<route>/api/v1/counts|/api/v1/latest|/api/v1/discussed|/include)"
    r"|/stories/[0-9a-f-]{36}(?P<feed>/comments\.(?:atom|json))"
    r"|/api/v1/stories/[0-9a-f-]{36}(?P<listing>/comments)"
)
_LISTING = "/api/v1/stories/{story_id}/comments"
# However it is written, no token is in it.
_PLAIN_QUERY = re.compile(rb"(?!.*accessToken)[A-Za-z0-9=&_.,:~-]*")
# What makes the addresses in an answer others.
_SPOKEN_TO = (b"host", b"x-forwarded-proto")


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer, with what was known to have changed when it was begun."""

    page: Page
    headers: tuple[tuple[bytes, bytes], ...]
    route: str
    changes: int
    status: int = 200


class Brief:
    """Answers the counts of home pages, lists, feeds and includes once a second for all who ask.

    A change that this process knows of is waited for by nobody: what was begun before is made anew.
    """

    def __init__(
        self,
        app: ASGIApp,
        cache: PageCache,
        meters: Meters,
        most_bytes: int = MOST_BYTES,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._generations = cache.generations
        self._meters = meters
        self._most = most_bytes
        self._now = now
        self._making = SingleFlight()
        self._kept: OrderedDict[tuple[bytes, ...], Kept] = OrderedDict()
        self._size = 0
        # Stories that were made here, which is no event.
        self._stories = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != ScopeType.HTTP or (route := _route(scope)) is None:
            await self._app(scope, receive, send)
            if scope["type"] == ScopeType.HTTP and _makes_stories(scope):
                self._stories += 1
            return
        # As the framework does, for whoever follows the request.
        scope["path_template"] = route
        key, changes = _key(scope), self._changes
        kept = self._kept.get(key)
        if kept is None or not self._is_fresh(kept, changes):
            before = kept
            kept = await self._making((key, changes), lambda: self._make(scope, route, changes))
            if kept.status == 503 and before is not None and before.changes == changes:
                # While the database is away the last answer is better than none.
                kept = before
            elif kept.status != 200:
                await _send(send, kept.status, kept.headers, kept.page.plain)
                return
            else:
                self._keep(key, kept)
        else:
            self._kept.move_to_end(key)
            self._meters.request("GET", kept.route, 200, None)
        await _send(send, *_answer(kept, scope["headers"]))

    @property
    def _changes(self) -> int:
        return self._generations.newest + self._stories

    def _is_fresh(self, kept: Kept, changes: int) -> bool:
        return kept.changes == changes and self._now() - kept.page.made <= FRESH_SECONDS

    async def _make(self, scope: HTTPScope, route: str, changes: int) -> Kept:
        """Have the framework answer, for all who ask now."""
        status, headers, body = 0, [], b""

        async def receive() -> Any:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def take(message: Message) -> None:
            nonlocal status, headers, body
            if message["type"] == "http.response.start":
                status, headers = message["status"], list(message["headers"])
            elif message["type"] == "http.response.body":
                body += message["body"]

        await self._app(cast("Scope", {**scope, "state": {}}), receive, take)
        page = make_page(body.decode(), self._now())
        if status != 200:
            return Kept(page, tuple(headers), route, changes, status)
        return Kept(page, _for_all(headers, page, route), route, changes)

    def _keep(self, key: tuple[bytes, ...], kept: Kept) -> None:
        before = self._kept.pop(key, None)
        if before is kept:
            self._kept[key] = kept
            return
        self._size += _cost(key, kept) - (_cost(key, before) if before else 0)
        self._kept[key] = kept
        while self._size > self._most:
            self._size -= _cost(*self._kept.popitem(last=False))


def _route(scope: HTTPScope) -> str | None:
    """Return the name under which the answer is counted, None where it is not ours to keep."""
    if scope["method"] != "GET" or len(scope["query_string"]) > LONGEST_QUERY:
        return None
    found = _SAME_FOR_ALL.fullmatch(scope["path"])
    if found is None:
        return None
    if found["route"]:
        return found["route"]
    if found["feed"]:
        return "/stories/{story_id}" + found["feed"]
    # Whoever brings a token is told where it can't be taken.
    if not is_nobodys(scope["headers"]) or not _PLAIN_QUERY.fullmatch(scope["query_string"]):
        return None
    return _LISTING


def _makes_stories(scope: HTTPScope) -> bool:
    return scope["method"] in ("POST", "PUT") and scope["path"] == "/api/v1/stories"


def _key(scope: HTTPScope) -> tuple[bytes, ...]:
    """Return all that the answer depends on."""
    said = [value for name, value in scope["headers"] if name in _SPOKEN_TO]
    return scope["path"].encode(), scope["query_string"], scope["scheme"].encode(), *said


def _for_all(
    headers: list[tuple[bytes, bytes]], page: Page, route: str
) -> tuple[tuple[bytes, bytes], ...]:
    """Return the headers of an answer that is kept here, with its tag and who else may keep it."""
    names = {name for name, _ in headers}
    # A listing may be asked for with a token, and is then none for a cache that others ask.
    is_silent = b"cache-control" in names or route == _LISTING
    return (
        *(each for each in headers if each[0] not in _NAMES),
        (b"etag", b'W/"' + page.etag.encode() + b'"'),
        *([] if is_silent else [(b"cache-control", _CONTROL), (b"cdn-cache-control", _SHARED)]),
        (b"vary", b"accept-encoding"),
    )


def _answer(kept: Kept, headers: Headers) -> tuple[int, tuple[tuple[bytes, bytes], ...], bytes]:
    page = kept.page
    if any(name == b"if-none-match" and page.etag.encode() in value for name, value in headers):
        return 304, tuple(each for each in kept.headers if each[0] != b"content-type"), b""
    kind = accepted(headers) if len(page.plain) >= WORTH_PACKING else PLAIN
    body = page.body(kind)
    length = (b"content-length", str(len(body)).encode())
    encoding = () if kind == PLAIN else ((b"content-encoding", kind.encode()),)
    return 200, (*kept.headers, length, *encoding), body


def _cost(key: tuple[bytes, ...], kept: Kept) -> int:
    # Three encodings at the most, each smaller than the plain one.
    return 2 * len(kept.page.plain) + sum(map(len, key)) + 1_000


async def _send(
    send: Send, status: int, headers: tuple[tuple[bytes, bytes], ...], body: bytes
) -> None:
    start: Any = {"type": "http.response.start", "status": status, "headers": list(headers)}
    await send(start)
    await send({"type": "http.response.body", "body": body, "more_body": False})
