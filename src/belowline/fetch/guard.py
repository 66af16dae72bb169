"""Decide which addresses may be asked: public ones, on the doors of the web, of our own domains."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from belowline.kernel.addresses import is_public
from belowline.kernel.errors import BelowlineError
from belowline.stories.canonical import canonical_url
from belowline.stories.learn import NotFetched

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

# A page that is served elsewhere is no newspaper's; behind other doors stand databases.
_DOORS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect, and what to ask for there."""

    is_https: bool
    host: str
    port: int
    ip: str
    path: str


async def resolve(host: str, port: int) -> Sequence[str]:
    """Return every address of a host, as the system knows them."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotFetched("its host has no address") from None
    return [str(entry[4][0]) for entry in found]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Looks at an address, and again after each redirect."""

    domains: Sequence[str]
    resolve: Resolve = resolve
    is_public: Callable[[str], bool] = is_public
    doors: frozenset[int] = frozenset(_DOORS.values())

    async def admit(self, url: str) -> Target:
        """Return where to go; raises NotFetched.

        What is connected to is the very address that was looked at: a name that answers otherwise
        the next time gains nothing.
        """
        try:
            parts = urlsplit(canonical_url(url, self.domains))
        except BelowlineError:
            raise NotFetched("its address is not on one of the site's domains") from None
        host, port = parts.hostname or "", parts.port or _DOORS[parts.scheme]
        if port not in self.doors:
            raise NotFetched(f"port {port} is no web server's")
        found = await self.resolve(host, port)
        # One that isn't public among them is an attempt, not a mistake.
        if not found or not all(map(self.is_public, found)):
            raise NotFetched("its host is not on the public net")
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        return Target(parts.scheme == "https", host, port, found[0], path)
