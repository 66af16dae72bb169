"""Say who is asking: the desk's session, a reader's signed cookie, an address's keyed hash."""

import hashlib
import hmac
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import Any

from litestar import Request

from belowline.config import Settings
from belowline.kernel.ids import ReaderId, is_id
from belowline.people.reader import Reader, Role
from belowline.people.sign_on_token import is_signed_token
from belowline.web.cookies import MEMBER_COOKIE, READER_COOKIE, SESSION_COOKIE, brought
from belowline.web.services import Services

READER_HEADER = "belowline-reader"

# Readers come back to a story for weeks; browsers cap cookies at 400 days anyway.
READER_COOKIE_SECONDS = 400 * 24 * 3600

AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is asking. `reader` is None for somebody who has never done anything here.

    `session` is the desk session's secret or empty; `address` is a keyed hash of the network.
    Who is let in by the publisher's signed token has no session, and so no desk.
    """

    reader: Reader | None
    session: str
    address: str

    @property
    def reader_id(self) -> ReaderId | None:
        """Return the reader's id, None for a stranger."""
        return self.reader.reader_id if self.reader else None


async def find_visitor(request: AnyRequest, services: Services) -> Visitor:
    """Return who sent the request; a forged or unknown cookie is nobody's.

    Raises TokenRefused for a token of single sign-on that can't be taken.
    """
    settings = services.settings
    address = keyed_hash(settings.secret, "address", network_of(request, settings))
    site_id = settings.site.site_id
    given = bearer_of(request)
    if is_signed_token(given):
        return Visitor(await services.sign_on(site_id, given), "", address)
    session = brought(request, SESSION_COOKIE)
    if session:
        staff = await services.sign_in.reader(site_id, session)
        if staff is not None:
            return Visitor(staff, session, address)
    if member := brought(request, MEMBER_COOKIE):
        reader = await services.sign_in.reader(site_id, member)
        if reader is not None and not reader.role.is_staff:
            return Visitor(reader, "", address)
    # Embeds, where cookies are blocked, send the token in the header.
    token = given or brought(request, READER_COOKIE)
    reader_id = read_reader_token(settings.secret, token)
    reader = await services.people.reader(site_id, reader_id) if reader_id else None
    # Such a token lasts for ever and can't be taken back: it is enough for guests.
    return Visitor(reader if reader and reader.role is Role.GUEST else None, "", address)


def make_reader_token(secret: bytes, reader_id: ReaderId) -> str:
    """Return the reader's id with a keyed hash that only we can make."""
    return f"{reader_id}.{keyed_hash(secret, 'reader', reader_id)}"


def read_reader_token(secret: bytes, token: str) -> ReaderId | None:
    """Return the id in a token that we made, None for any other text."""
    reader_id, _, given = token.partition(".")
    if not same(given, keyed_hash(secret, "reader", reader_id)):
        return None
    return ReaderId(reader_id) if is_id(reader_id) else None


def standing_token(secret: bytes, reader_id: ReaderId) -> str:
    """Return the private link's part by which a reader finds their standing, and nothing else."""
    return f"{reader_id}.{keyed_hash(secret, 'standing', reader_id)}"


def read_standing_token(secret: bytes, token: str) -> ReaderId | None:
    """Return whose standing a link is about, None for one that we did not make."""
    reader_id, _, given = token.partition(".")
    if not same(given, keyed_hash(secret, "standing", reader_id)):
        return None
    return ReaderId(reader_id) if is_id(reader_id) else None


def desk_token(secret: bytes, session: str) -> str:
    """Return the token that the forms of one desk session carry."""
    return keyed_hash(secret, "desk", session)


def same(given: str, expected: str) -> bool:
    """Compare secrets in constant time."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


def keyed_hash(secret: bytes, purpose: str, text: str) -> str:
    """Return an HMAC-SHA256 of the text, cut to 128 bits; one purpose's is no other's."""
    message = f"{purpose}\0{text}".encode("utf-8", "replace")
    return hmac.new(secret, message, hashlib.sha256).hexdigest()[:32]


def bearer_of(request: AnyRequest) -> str:
    """Return the token in the header or, where programs ask as they asked Coral, in the query."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip()
    if request.url.path.startswith("/api/"):
        return request.query_params.get("accessToken", "")
    return ""


def network_of(request: AnyRequest, settings: Settings) -> str:
    """Return the client's network: an IPv4 address, or the /64 that one IPv6 household has."""
    host = request.client.host if request.client else ""
    if settings.trust_proxy:
        # The last entry is the one that our own proxy wrote; those before it are anybody's claim.
        host = request.headers.get("x-forwarded-for", host).rpartition(",")[2].strip()
    return _network(host)


@lru_cache(maxsize=4096)
def _network(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or int(address) >> 64)
    return str(address)
