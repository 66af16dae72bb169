"""The ASGI front: cached pages and static files as bytes, in front of the framework."""

import re
import time
from typing import Any, cast

from litestar import Response
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from belowline.config import Site
from belowline.web.assets import Asset, Assets
from belowline.web.cache import PageCache
from belowline.web.cors import PREFLIGHT, Headers, cross_origin_headers, may_be_open
from belowline.web.encodings import PLAIN, accepted
from belowline.web.identity import AnyRequest
from belowline.web.languages import chosen, speaking
from belowline.web.meters import Meters
from belowline.web.nobody import ROUTE as NOBODYS_ROUTE
from belowline.web.nobody import nobodys_part
from belowline.web.page import Page

# Nothing from elsewhere, nothing inline: what a reader typed can't become code even if it got
# through the sanitiser.
_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'self'; require-trusted-types-for 'script'; trusted-types belowline"
)
SECURITY_HEADERS = {
    "content-security-policy": _CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
}
_SECURITY = [(name.encode(), value.encode()) for name, value in SECURITY_HEADERS.items()]

# The address changes with the content, so a copy is good for ever.
_FOREVER = b"public, max-age=31536000, immutable"

# Readers ask every time and are answered 304: nobody looks at a thread from before their comment.
_ASK_AGAIN = "public, no-cache"
# Networks of caches (RFC 9213) may hold a page for a second, so that a hundred thousand readers
# cost one request a second, and longer while we are away.
_SHARED = b"public, max-age=1, stale-while-revalidate=1, stale-if-error=86400"

# Publishers paste these addresses into their templates, so they can't change with the content.
_STABLE = ("/embed.js", "/count.js")
# What a page of another origin shows, kept as a story's own page is.
_PAGES = ("/stories/", "/below")
# A page that was opened before the server was renewed asks for the files of before. Two threads on
# one page that speak differently load the same modules twice, once below the name of a language.
_OF_ANY_VERSION = re.compile(
    r"/static/[0-9a-f]{12}/(?:[A-Za-z]{2,3}(?:-[A-Za-z0-9-]{1,16})?/)?(.+)"
)
_SHORTLY = b"public, max-age=600, stale-while-revalidate=86400"

SEEN = "seen"


class Front:
    """Answers what it holds as bytes; everything else goes on to the framework.

    Headers that no answer may leave without are added here, so that none does.
    """

    def __init__(
        self,
        app: ASGIApp,
        cache: PageCache,
        assets: Assets,
        site: Site,
        meters: Meters,
    ) -> None:
        self._app = app
        self._cache = cache
        self._assets = assets
        self._domains = site.domains
        self._language = site.language
        self._meters = meters
        self._hits = meters.hits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        if (hot := self._hot(scope)) is not None:
            await send(hot[0])
            await send(hot[1])
            return
        open_to = cross_origin_headers(scope["path"], scope["headers"], self._domains)
        varies = [(b"vary", b"origin")] if may_be_open(scope["path"]) else []
        send = _with_headers(send, [*_SECURITY, *varies, *open_to])
        if scope["method"] == "OPTIONS" and open_to:
            await _send(send, 204, PREFLIGHT, b"")
            return
        if scope["method"] == "HEAD" and not scope["path"].endswith("/live"):
            # What GET would say, without saying it (RFC 9110 section 9.3.2).
            scope, send = cast("HTTPScope", {**scope, "method": "GET"}), _without_body(send)
        if scope["method"] == "GET" and (held := self._held(scope)) is not None:
            await _send(send, *held)
            return
        path, query, headers = scope["path"], scope["query_string"], scope["headers"]
        with speaking(chosen(path, query, self._language, headers)):
            await self._app(scope, receive, send)

    def _hot(self, scope: HTTPScope) -> tuple[Any, Any] | None:
        """Return the two messages for a cached page, ready-made; what a front page brings.

        A request of another origin takes the long way, where it is looked at.
        """
        if any(name == b"origin" for name, _ in scope["headers"]):
            return None
        page = self._cached(scope)
        if page is None:
            part = self._nobodys(scope)
            return part and _messages(
                part[0], [*part[1], *_SECURITY, (b"vary", b"origin")], part[2]
            )
        kind = _asked(page, scope["headers"])
        self._hits[kind] += 1
        second = int(time.time())
        found: tuple[int, tuple[Any, Any]] | None = page.answers.get(kind)
        if found is None or found[0] != second:
            if found is not None:
                # It lasts, and is sent again and again.
                page.pack_well(kind)
            status, headers, body = _page_parts(page, kind)
            headers = [*headers, *_SECURITY, (b"vary", b"origin")]
            found = page.answers[kind] = second, _messages(status, headers, body)
        return found[1]

    def _cached(self, scope: HTTPScope) -> Page | None:
        path = scope["path"]
        if scope["method"] != "GET" or not path.startswith(_PAGES):
            return None
        query = scope["query_string"]
        return self._cache.get(f"{path}?{query.decode('latin-1')}" if query else path)

    def _nobodys(self, scope: HTTPScope) -> "Parts | None":
        part = nobodys_part(scope)
        if part is not None:
            self._meters.request("GET", NOBODYS_ROUTE, part[0], None)
        return part

    def _held(self, scope: HTTPScope) -> "Parts | None":
        """Return a cached page, what is the same for all strangers, or a static file."""
        if (part := self._nobodys(scope)) is not None:
            return part
        if (page := self._cached(scope)) is not None:
            kind = _asked(page, scope["headers"])
            self._hits[kind] += 1
            return _page_parts(page, kind)
        path = scope["path"]
        if named := _OF_ANY_VERSION.fullmatch(path):
            asset = self._assets.by_name.get(named[1])
            is_current = path.startswith(self._assets.prefix)
            control = _FOREVER if is_current else _SHORTLY
            return _asset_parts(asset, control, scope["headers"]) if asset else None
        if path in _STABLE:
            return _asset_parts(self._assets.by_name[path[1:]], _SHORTLY, scope["headers"])
        return None


Parts = tuple[int, list[tuple[bytes, bytes]], bytes]


def _asset_parts(asset: Asset, cache_control: bytes, headers: Headers) -> Parts:
    kind = accepted(headers) if asset.encoded else PLAIN
    tag = b'W/"' + asset.etag.encode() + b'"'
    if any(name == b"if-none-match" and tag in value for name, value in headers):
        return 304, [(b"etag", tag), (b"cache-control", cache_control)], b""
    body = asset.plain if kind == PLAIN else asset.encoded[kind]
    answer = [
        (b"content-type", asset.media_type.encode()),
        (b"cache-control", cache_control),
        (b"etag", tag),
        (b"vary", b"accept-encoding"),
        # Fonts, styles and modules of the embed are loaded by pages of other origins.
        (b"access-control-allow-origin", b"*"),
        (b"cross-origin-resource-policy", b"cross-origin"),
        (b"content-length", str(len(body)).encode()),
    ]
    if kind != PLAIN:
        answer.append((b"content-encoding", kind.encode()))
    return 200, answer, body


def page_response(page: Page, request: AnyRequest) -> Response[bytes]:
    """Return a page that was just made, as the front would."""
    status, headers, body = _page_parts(page, _asked(page, request.scope["headers"]))
    return Response(
        body,
        status_code=status,
        media_type="text/html",
        headers={
            name.decode(): value.decode()
            for name, value in headers
            if name not in (b"content-type", b"content-length")
        },
    )


def _asked(page: Page, headers: Headers) -> str:
    """Return `seen` where the browser has the page, else the encoding that it takes, or `plain`."""
    for name, value in headers:
        if name == b"if-none-match" and page.etag.encode() in value:
            return SEEN
    return accepted(headers)


def _page_parts(page: Page, kind: str) -> Parts:
    """Return status, headers and body of one kind of answer."""
    answer = [
        (b"etag", b'W/"' + page.etag.encode() + b'"'),
        # For nginx, which keeps it to itself: until the end of this second. It counts in whole
        # seconds, so that "1" would be up to two, and a comment has to be seen within one. It goes
        # first, because older versions take the first word on the matter.
        (b"x-accel-expires", b"@%d" % time.time()),
        (b"cache-control", _ASK_AGAIN.encode()),
        (b"vary", b"accept-encoding"),
        (b"cdn-cache-control", _SHARED),
    ]
    if kind == SEEN:
        return 304, answer, b""
    body = page.body(kind)
    answer.append((b"content-type", b"text/html; charset=utf-8"))
    answer.append((b"content-length", str(len(body)).encode()))
    if kind != PLAIN:
        answer.append((b"content-encoding", kind.encode()))
    return 200, answer, body


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    for message in _messages(status, headers, body):
        await send(message)


def _messages(status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> tuple[Any, Any]:
    return (
        {"type": "http.response.start", "status": status, "headers": headers},
        {"type": "http.response.body", "body": body, "more_body": False},
    )


def _with_headers(send: Send, headers: list[tuple[bytes, bytes]]) -> Send:
    async def add(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = list(message["headers"])
            # A page may be stricter than all others are. `vary` may come twice: the two add up.
            said = {name.lower() for name, _ in own} - {b"vary"}
            message["headers"] = [*own, *(each for each in headers if each[0] not in said)]
        await send(message)

    return add


def _without_body(send: Send) -> Send:
    async def drop(message: Message) -> None:
        if message["type"] == "http.response.body":
            message["body"] = b""
        await send(message)

    return drop
