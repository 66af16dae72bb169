"""Sign what is sent to a webhook, as standardwebhooks.com has it."""

import base64
import binascii
import hashlib
import hmac
import secrets

_PREFIX = "whsec_"
# Below 192 bits the scheme calls a secret too short.
_FEWEST_BYTES = 24


def new_secret() -> str:
    """Return a secret for a new webhook."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def secret_bytes(secret: str) -> bytes:
    """Return the key in a secret; raises ValueError for what is none."""
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if not secret.startswith(_PREFIX) or len(key) < _FEWEST_BYTES:
        raise ValueError("a secret is what `belowline webhooks secret` prints")
    return key


def signed(key: bytes, message_id: str, seconds: int, body: bytes) -> dict[str, str]:
    """Return the headers that prove a message ours and its time true."""
    said = f"{message_id}.{seconds}.".encode() + body
    mac = base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": f"v1,{mac}",
    }
