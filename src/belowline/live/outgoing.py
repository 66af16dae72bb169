"""Send one POST to somebody else's server, and to nobody inside our own network by mistake."""

import asyncio
import ssl
from collections.abc import Mapping
from contextlib import suppress
from socket import SOCK_STREAM
from urllib.parse import urlsplit

from belowline.kernel.addresses import is_public

# Status line and headers of an honest answer; its body is not read.
_LONGEST_HEAD = 64 * 1024


class Undelivered(Exception):
    """It did not get there. `status` is the answer's, None where there was none."""

    def __init__(self, why: str, status: int | None = None) -> None:
        super().__init__(why)
        self.status = status


async def post(
    url: str, headers: Mapping[str, str], body: bytes, *, may_be_private: bool, seconds: float
) -> None:
    """Deliver it; raises Undelivered for any answer but 2xx. Redirects are not followed."""
    try:
        async with asyncio.timeout(seconds):
            status = await _post(url, headers, body, may_be_private)
    except TimeoutError:
        raise Undelivered("no answer in time") from None
    except (OSError, ssl.SSLError, asyncio.LimitOverrunError, EOFError) as error:
        raise Undelivered(type(error).__name__) from None
    if not 200 <= status < 300:
        raise Undelivered(f"the answer was {status}", status)


async def _post(url: str, headers: Mapping[str, str], body: bytes, may_be_private: bool) -> int:
    place = urlsplit(url)
    host, is_https = place.hostname or "", place.scheme == "https"
    port = place.port or (443 if is_https else 80)
    address = await _address_of(host, port, may_be_private)
    # To the address that was looked at: the name may mean another one a moment later.
    reader, writer = await asyncio.open_connection(
        address,
        port,
        ssl=ssl.create_default_context() if is_https else None,
        server_hostname=host if is_https else None,
        limit=_LONGEST_HEAD,
    )
    try:
        path = (place.path or "/") + (f"?{place.query}" if place.query else "")
        lines = [
            f"POST {path} HTTP/1.1",
            f"host: {place.netloc.rpartition('@')[2]}",
            "connection: close",
            f"content-length: {len(body)}",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
        await writer.drain()
        return _status_in(await reader.readuntil(b"\r\n"))
    finally:
        writer.close()
        with suppress(OSError, ssl.SSLError):
            await writer.wait_closed()


def _status_in(line: bytes) -> int:
    parts = line.split(b" ", 2)
    if len(parts) < 2 or not parts[0].startswith(b"HTTP/1.") or not parts[1].isdigit():
        raise Undelivered("the answer was not HTTP")
    return int(parts[1])


async def _address_of(host: str, port: int, may_be_private: bool) -> str:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=SOCK_STREAM)
    addresses = [str(each[4][0]) for each in found]
    # One that is private is enough: whoever controls a name may mix them.
    if not may_be_private and not all(map(is_public, addresses)):
        raise Undelivered("the address is inside a private network (allow_private is not set)")
    return addresses[0]
