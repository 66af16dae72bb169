"""Turn what a publisher hands us into keys that verify one kind of signature each.

A secret verifies HS256 and nothing else, a public key nothing by HS256: a token that is signed with
the text of a public key as if it were a secret finds no key to try.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, KeySet, OctKey, OKPKey, RSAKey, import_key

from belowline.kernel.errors import Refused
from belowline.people.sign_on_token import SigningKey

# 128 bits, which is what HS256 is worth (RFC 7518 section 3.2 asks for more; Coral's have 256).
SHORTEST_SECRET = 16
# NIST SP 800-131A has allowed no smaller one since 2014.
SMALLEST_RSA = 2048
_USABLE = f"RSA of {SMALLEST_RSA} bits or more, Ed25519 or P-256"


class KeySource(Protocol):
    """Knows the keys that the publisher signs with."""

    async def keys(self, *, fresh: bool = False) -> Sequence[SigningKey]:
        """Return the keys; `fresh` where one is missing, which may ask the publisher again.

        Nobody who sends tokens of unknown keys can make it ask more than once a minute.
        """
        ...


@dataclass(frozen=True, slots=True)
class GivenKeys:
    """The keys that stand in the settings."""

    given: tuple[SigningKey, ...] = ()

    async def keys(self, *, fresh: bool = False) -> Sequence[SigningKey]:
        """Return the keys."""
        return self.given


def secret_key(secret: str, kid: str | None = None) -> SigningKey:
    """Return the key of a shared secret, used as Coral does: its text as it is shown."""
    if len(secret.encode()) < SHORTEST_SECRET:
        raise Refused(f"A secret for single sign-on needs at least {SHORTEST_SECRET} characters.")
    return SigningKey(OctKey.import_key(secret), ("HS256",), kid)


def public_key(text: str, kid: str | None = None) -> SigningKey:
    """Return the key of a PEM text; raises Refused for what verifies none of our algorithms."""
    for kind in ("RSA", "OKP", "EC"):
        try:
            return _public(import_key(text, kind), kid)
        except (JoseError, ValueError, TypeError):
            continue
    raise Refused(
        f"A public key for single sign-on must be the PEM text of a key that is {_USABLE}."
    )


def published_keys(document: Mapping[str, Any]) -> tuple[SigningKey, ...]:
    """Return the keys of a JWKS document (RFC 7517) that we can use; raises Refused for none."""
    try:
        found = KeySet.import_key_set(document)  # type: ignore[arg-type]
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        raise Refused("The publisher's key set can't be read.") from None
    usable = []
    for key in found:
        if key.as_dict(private=False).get("use", "sig") == "sig":
            try:
                usable.append(_public(key, key.kid))
            except Refused:
                continue
    if not usable:
        raise Refused(f"The publisher's key set holds no key that is {_USABLE}.")
    return tuple(usable)


def _public(key: Key, kid: str | None) -> SigningKey:
    match key:
        case RSAKey() if key.public_key.key_size >= SMALLEST_RSA:
            return SigningKey(key, ("RS256",), kid)
        case OKPKey() if key.curve_name == "Ed25519":
            return SigningKey(key, ("EdDSA", "Ed25519"), kid)
        case ECKey() if key.curve_name == "P-256":
            return SigningKey(key, ("ES256",), kid)
    raise Refused(f"A key for single sign-on must be {_USABLE}.")
