"""A publisher that signs tokens with a JWT library that is not ours."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
# As Coral shows them; the text itself is the key.
SECRET = "ssosec_3d2c5b6e8f1a4d7c9e0b2a5d8c1f4e7a9b0c3d6e9f2a5b8c"
OTHER_SECRET = "ssosec_ffffffffffffffffffffffffffffffffffffffffffffffffffff"

ADA: dict[str, Any] = {"id": "628bdc61-6616", "email": "Ada@News.Example", "username": "Ada L."}


def coral_token(
    secret: str = SECRET, kid: str | None = None, user: dict[str, Any] | None = None, **claims: Any
) -> str:
    """What Coral's documentation has a publisher sign: HS256 over `user` and what else is given."""
    headers = {"kid": kid} if kid else None
    return jwt.encode({"user": user or ADA, **claims}, secret, "HS256", headers=headers)


def seconds(**by: float) -> int:
    """Seconds since 1970, so and so far from now."""
    return int((NOW + timedelta(**by)).timestamp())


def rsa(bits: int = 2048) -> RSAPrivateKey:
    return generate_private_key(public_exponent=65_537, key_size=bits)


def pem(key: RSAPrivateKey | Ed25519PrivateKey) -> str:
    """The public half, as a publisher pastes it into the settings."""
    public = key.public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def key_set(**keys: RSAPrivateKey | Ed25519PrivateKey) -> dict[str, Any]:
    """A JWKS document with the public halves, each by its `kid`."""
    return {"keys": [_jwk(key) | {"kid": kid, "use": "sig"} for kid, key in keys.items()]}


def _jwk(key: RSAPrivateKey | Ed25519PrivateKey) -> dict[str, Any]:
    if isinstance(key, RSAPrivateKey):
        return jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return jwt.algorithms.OKPAlgorithm.to_jwk(key.public_key(), as_dict=True)


def handmade(header: Any, payload: Any, signature: bytes = b"x" * 32) -> str:
    """A token that no library would make."""
    parts = (json.dumps(header).encode(), json.dumps(payload).encode(), signature)
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
