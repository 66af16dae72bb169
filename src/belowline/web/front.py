"""The ASGI front: cached pages and static files as bytes, in front of the framework."""

from collections.abc import Iterable
from typing import Any

from litestar import Response
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from belowline.web.assets import Assets
from belowline.web.cache import Page, PageCache
from belowline.web.identity import AnyRequest

# Nothing from elsewhere, nothing inline: what a reader typed can't become code even if it got
# through the sanitiser.
_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'self'"
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


class Front:
    """Answers what it holds as bytes; everything else goes on to the framework.

    Security headers are added here, so that no answer leaves without them.
    """

    def __init__(self, app: ASGIApp, cache: PageCache, assets: Assets) -> None:
        self._app = app
        self._cache = cache
        self._assets = assets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        if scope["method"] in ("GET", "HEAD"):
            path = scope["path"]
            if path.startswith(self._assets.prefix):
                if await self._asset(scope, path.removeprefix(self._assets.prefix), send):
                    return
            elif path.startswith("/stories/"):
                query = scope["query_string"].decode("latin-1")
                page = self._cache.get(f"{path}?{query}" if query else path)
                if page is not None:
                    status, headers, body = _page_parts(page, scope["headers"])
                    await _send(send, status, headers, body if scope["method"] == "GET" else b"")
                    return
        await self._app(scope, receive, _secured(send))

    async def _asset(self, scope: HTTPScope, name: str, send: Send) -> bool:
        asset = self._assets.by_name.get(name)
        if asset is None:
            return False
        packed = asset.packed if _takes_gzip(scope["headers"]) else None
        body = packed if packed is not None else asset.plain
        headers = [
            (b"content-type", asset.media_type.encode()),
            (b"cache-control", _FOREVER),
            (b"vary", b"accept-encoding"),
            (b"access-control-allow-origin", b"*"),
            (b"content-length", str(len(body)).encode()),
        ]
        if packed is not None:
            headers.append((b"content-encoding", b"gzip"))
        await _send(send, 200, headers, body if scope["method"] == "GET" else b"")
        return True


def page_response(page: Page, request: AnyRequest) -> Response[bytes]:
    """Return a page that was just made, as the front would."""
    status, headers, body = _page_parts(page, request.scope["headers"])
    return Response(
        body,
        status_code=status,
        media_type="text/html; charset=utf-8",
        headers={
            name.decode(): value.decode()
            for name, value in headers
            if name not in (b"content-type", b"content-length")
        },
    )


def _page_parts(
    page: Page, headers: Iterable[tuple[bytes, bytes]]
) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Return status, headers and body for a page and what the browser has or takes."""
    gzip = seen = False
    for name, value in headers:
        if name == b"accept-encoding":
            gzip = b"gzip" in value
        elif name == b"if-none-match":
            seen = page.etag.encode() in value
    answer = [
        (b"etag", b'W/"' + page.etag.encode() + b'"'),
        (b"cache-control", _ASK_AGAIN.encode()),
        (b"vary", b"accept-encoding"),
    ]
    if seen:
        return 304, answer, b""
    body = page.packed if gzip else page.plain
    answer.append((b"content-type", b"text/html; charset=utf-8"))
    answer.append((b"content-length", str(len(body)).encode()))
    if gzip:
        answer.append((b"content-encoding", b"gzip"))
    return 200, answer, body


def _takes_gzip(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    return any(name == b"accept-encoding" and b"gzip" in value for name, value in headers)


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    start: Any = {
        "type": "http.response.start",
        "status": status,
        "headers": [*headers, *_SECURITY],
    }
    await send(start)
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _secured(send: Send) -> Send:
    async def add(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *_SECURITY]
        await send(message)

    return add
