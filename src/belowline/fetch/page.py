"""Fetch one HTML page within limits: of time, of size, of redirects, of kind."""

import asyncio
import ssl
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesHeaderParser
from urllib.parse import urljoin

from belowline.fetch.guard import Guard, Target
from belowline.stories.learn import FetchedPage, NotFetched

# Long reads with their markup stay under half a megabyte; the facts stand near the top anyway.
MOST_BYTES = 2_000_000
MOST_HEADERS = 64 * 1024
MOST_REDIRECTS = 4
SECONDS = 10.0

_CHUNK = 16 * 1024
_REDIRECTS = (301, 302, 303, 307, 308)
_HTML = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFetcher:
    """Fetches pages; see `belowline.stories.learn.PageSource`."""

    guard: Guard
    seconds: float = SECONDS
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    async def page(self, url: str) -> FetchedPage:
        """Return the page at the address, after redirects; raises NotFetched, which says why."""
        try:
            async with asyncio.timeout(self.seconds):
                return await self._follow(url)
        except TimeoutError:
            raise NotFetched(f"it took longer than {self.seconds:g} seconds") from None
        except (OSError, EOFError, asyncio.LimitOverrunError, ValueError):
            raise NotFetched("its server can't be understood") from None

    async def _follow(self, url: str) -> FetchedPage:
        for _ in range(MOST_REDIRECTS + 1):
            target = await self.guard.admit(url)
            status, headers, body = await self._ask(target)
            if status not in _REDIRECTS or not headers.get("location"):
                return _page(url, status, headers, body)
            url = urljoin(url, str(headers["location"]))
        raise NotFetched(f"it was redirected more than {MOST_REDIRECTS} times")

    async def _ask(self, target: Target) -> tuple[int, Message, bytes]:
        reader, writer = await asyncio.open_connection(
            target.ip,
            target.port,
            limit=MOST_HEADERS,
            ssl=self.tls if target.is_https else None,
            server_hostname=target.host if target.is_https else None,
        )
        try:
            writer.write(_request(target))
            await writer.drain()
            head = await reader.readuntil(b"\r\n\r\n")
            line, _, fields = head.partition(b"\r\n")
            status, headers = _status(line), BytesHeaderParser().parsebytes(fields)
            wanted = status == 200 and _is_html(headers)
            return status, headers, await _body(reader, headers) if wanted else b""
        finally:
            # A server that never says goodbye must not keep us.
            writer.transport.abort()


def _request(target: Target) -> bytes:
    host = f"[{target.host}]" if ":" in target.host else target.host
    default = 443 if target.is_https else 80
    place = host if target.port == default else f"{host}:{target.port}"
    lines = (
        f"GET {target.path} HTTP/1.1",
        f"Host: {place}",
        "User-Agent: Belowline (reads a story's headline, byline and text for its comments)",
        "Accept: text/html",
        # What is not packed can't unpack to more than it is.
        "Accept-Encoding: identity",
        "Connection: close",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def _status(line: bytes) -> int:
    parts = line.split(b" ", 2)
    if len(parts) < 2 or not parts[0].startswith(b"HTTP/1.") or not parts[1].isdigit():
        raise ValueError("not HTTP")
    return int(parts[1])


def _is_html(headers: Message) -> bool:
    packed = str(headers.get("content-encoding", "identity")).strip().lower()
    return headers.get_content_type() in _HTML and packed in ("", "identity")


async def _body(reader: asyncio.StreamReader, headers: Message) -> bytes:
    """Return the body, at most so much of it as is worth reading."""
    body = bytearray()
    if "chunked" in str(headers.get("transfer-encoding", "")).lower():
        while size := int((await reader.readuntil(b"\n")).split(b";")[0].strip(), 16):
            if size < 0 or len(body) + size > MOST_BYTES:
                raise NotFetched(f"it is larger than {MOST_BYTES:,} bytes")
            body += await reader.readexactly(size)
            await reader.readuntil(b"\n")
        return bytes(body)
    length = str(headers.get("content-length", ""))
    wanted = int(length) if length.isdecimal() else MOST_BYTES + 1
    if length and wanted > MOST_BYTES:
        raise NotFetched(f"it is larger than {MOST_BYTES:,} bytes")
    while len(body) < wanted and (chunk := await reader.read(min(_CHUNK, wanted - len(body)))):
        body += chunk
    if len(body) > MOST_BYTES:
        raise NotFetched(f"it is larger than {MOST_BYTES:,} bytes")
    return bytes(body)


def _page(url: str, status: int, headers: Message, body: bytes) -> FetchedPage:
    if status != 200:
        raise NotFetched(f"its server answers {status}")
    if not _is_html(headers):
        raise NotFetched("it is not HTML")
    charset = headers.get_content_charset("utf-8")
    try:
        html = body.decode(charset, "replace")
    except LookupError:
        html = body.decode("utf-8", "replace")
    policy = ", ".join(map(str, headers.get_all("content-security-policy", [])))
    return FetchedPage(url=url, html=html, policy=policy)
