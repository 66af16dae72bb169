"""Know the publisher's own systems by a key, sent or signed with."""

import hashlib
import hmac
from datetime import datetime

from belowline.config import Settings
from belowline.kernel.errors import KeyNeeded
from belowline.web.identity import AnyRequest, keyed_hash, same

SIGNATURE = "belowline-signature"

# Clocks differ by seconds and queues take minutes; an old message must not be sent again for ever.
TOLERANCE_SECONDS = 300


def publisher_key(settings: Settings) -> str:
    """Return the site's key for its own systems; it lasts as long as the server's secret."""
    return f"pub_{keyed_hash(settings.secret, 'publisher', settings.site.site_id)}"


def signature_of(key: str, at: int, body: bytes) -> str:
    """Return the hexadecimal HMAC-SHA256 over time, point and body."""
    return hmac.new(key.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()


def admit_publisher(request: AnyRequest, body: bytes, settings: Settings, now: datetime) -> None:
    """Raises KeyNeeded unless the request carries the key or is signed with it, and of late."""
    key = publisher_key(settings)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and same(token, key):
        return
    given = dict(
        part.strip().partition("=")[::2]
        for part in request.headers.get(SIGNATURE, "").split(",")
        if "=" in part
    )
    at = given.get("t", "")
    if at.isascii() and at.isdecimal() and len(at) < 12:
        is_late = abs(now.timestamp() - int(at)) > TOLERANCE_SECONDS
        if same(given.get("v1", ""), signature_of(key, int(at), body)) and not is_late:
            return
    raise KeyNeeded(
        "Send the publisher's key, or a signature made with it: see docs/stories.md.",
        was_given=bool(token or given),
    )
