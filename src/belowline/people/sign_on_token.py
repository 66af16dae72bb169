"""Read a publisher's signed token: who signed it, and what it says of a reader.

The claims are Coral's, so that a publisher's login goes on as it is: `user` with `id`, `email`,
`username` and perhaps `badges` and `role`; `jti`, `exp`, `iat`, `nbf`. Others are left alone.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from joserfc import jws
from joserfc.errors import BadSignatureError, JoseError, UnsupportedAlgorithmError
from joserfc.jwk import Key
from msgspec import Struct

from belowline.kernel.errors import TokenRefused

# Coral's own take a few hundred bytes; proxies cut headers off at eight thousand.
LARGEST_TOKEN = 8_000
# How far the clocks of two servers may be apart.
CLOCKS_APART = timedelta(minutes=5)

_LONGEST_NAME = 60
_LONGEST_BADGE = 30
_MOST_BADGES = 5


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that the publisher signs with. It verifies by `algorithms` and by no other."""

    key: Key
    algorithms: tuple[str, ...]
    kid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a token says. What it leaves out is None and changes nothing.

    `issued_at` says which of two tokens is the newer; a token can be revoked only if it has both
    `token_id` and `expires_at`.
    """

    subject: str
    email: str
    name: str
    role: str | None
    badges: tuple[str, ...] | None
    issued_at: datetime | None
    expires_at: datetime | None
    token_id: str | None


class UnknownKey(TokenRefused):
    """No key that we have signed this; the publisher may have a new one."""


def is_signed_token(text: str) -> bool:
    """Say whether this is a token of single sign-on; those that we make have one dot."""
    return text.count(".") >= 2


def read_claims(token: str, keys: Sequence[SigningKey], now: datetime) -> Claims:
    """Return what the token says; raises TokenRefused, with the reason, and UnknownKey."""
    payload = verified_payload(token, keys)
    try:
        claims = msgspec.json.decode(payload, type=_Payload, strict=False)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        raise TokenRefused("its claims are not as they should be") from None
    if claims.exp is not None and not claims.exp > now.timestamp():
        raise TokenRefused("it has expired")
    later = (now + CLOCKS_APART).timestamp()
    if claims.nbf is not None and not claims.nbf <= later:
        raise TokenRefused("it is not valid yet")
    if claims.iat is not None and not 0 <= claims.iat <= later:
        raise TokenRefused("it was issued in the future")
    return _claims_of(claims)


class _User(Struct):
    id: str
    email: str
    username: str
    badges: list[str] | None = None
    role: str | None = None


class _Payload(Struct):
    user: _User
    jti: str | None = None
    exp: float | None = None
    iat: float | None = None
    nbf: float | None = None


class _Registry(jws.JWSRegistry):
    """Takes the algorithms that the key allows, all others not."""

    def get_alg(self, name: str) -> Any:
        if name not in (self.allowed or ()):
            raise UnsupportedAlgorithmError("not allowed")
        return self.algorithms[name]


def verified_payload(token: str, keys: Sequence[SigningKey]) -> bytes:
    """Return what one of the keys has signed; raises TokenRefused, with the reason."""
    if len(token) > LARGEST_TOKEN:
        raise TokenRefused("it is too large")
    if not keys:
        raise TokenRefused("no key is set for single sign-on")
    for each in _that_may_have_signed(token, keys):
        registry = _Registry(algorithms=each.algorithms, strict_check_header=False)
        try:
            found = jws.deserialize_compact(token, each.key, registry=registry)
        except BadSignatureError:
            continue
        except _JUNK:
            raise TokenRefused("it can't be read") from None
        return found.payload
    raise UnknownKey("none of our keys signed it")


# What a header or a payload that somebody made up can bring about.
_JUNK = (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError)


def _that_may_have_signed(token: str, keys: Sequence[SigningKey]) -> list[SigningKey]:
    """Return the keys to try, chosen as Coral chooses them.

    A single key signed it whatever `kid` says; of several, `kid` names one; without, each is tried.
    """
    try:
        header = jws.extract_compact(token.encode("ascii")).headers()
        algorithm, kid = header.get("alg"), header.get("kid")
    except _JUNK:
        raise TokenRefused("it can't be read") from None
    able = [each for each in keys if algorithm in each.algorithms]
    if not able:
        raise TokenRefused("it is signed by an algorithm that none of our keys has")
    if len(keys) == 1 or kid is None:
        return able
    named = [each for each in able if each.kid == kid]
    if not named:
        raise UnknownKey("it names a key that we don't have")
    return named


def _claims_of(claims: _Payload) -> Claims:
    user = claims.user
    subject, email = user.id.strip(), user.email.strip().lower()
    if not subject or not email or any("\0" in text for text in (subject, email)):
        raise TokenRefused("it names no reader")
    return Claims(
        subject=subject,
        email=email,
        name=shown_name(user.username),
        role=user.role,
        badges=None if user.badges is None else _badges(user.badges),
        issued_at=_moment(claims.iat),
        expires_at=_moment(claims.exp),
        token_id=claims.jti or None,
    )


def shown_name(name: str) -> str:
    """Return an account's name as it can be shown; there is one always."""
    return _line(name, _LONGEST_NAME) or "Member"


def _badges(given: Sequence[str]) -> tuple[str, ...]:
    words = (_line(each, _LONGEST_BADGE) for each in given[:_MOST_BADGES])
    return tuple(word for word in words if word)


def _line(text: str, longest: int) -> str:
    """Return a text on one line, without what can't be seen."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:longest].strip()


def _moment(seconds: float | None) -> datetime | None:
    if seconds is None:
        return None
    latest = datetime(9999, 1, 1, tzinfo=UTC)
    at = math.floor(min(seconds, latest.timestamp()))
    return datetime.fromtimestamp(at, UTC)
