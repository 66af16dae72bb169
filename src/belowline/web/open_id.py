"""Ask an OpenID provider who somebody is: authorization code with PKCE, state and nonce."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import msgspec
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from msgspec import Struct

from belowline.config import OpenId
from belowline.kernel.clock import Clock
from belowline.kernel.errors import TokenRefused, Unavailable
from belowline.people.sign_on_token import CLOCKS_APART, UnknownKey, shown_name, verified_payload
from belowline.web.fetching import PATIENCE_SECONDS, NotFetched, fetch_object
from belowline.web.published_keys import PublishedKeys

# Addresses of a provider change about never; a mistake in them is mended within the hour.
KEEP_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in under way: what only the browser that began it knows, until it comes back."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the provider vouches for; an e-mail only if the provider has checked it."""

    subject: str
    email: str | None
    name: str


@dataclass(slots=True, kw_only=True)
class OpenIdProvider:
    """One provider, found by its issuer's address (OpenID Connect Discovery 1.0)."""

    settings: OpenId
    clock: Clock
    now: Callable[[], float] = time.monotonic
    _found: dict[str, Any] = field(default_factory=dict)
    _good_until: float = float("-inf")
    _keys: PublishedKeys | None = None

    async def begin(self, return_to: str) -> tuple[str, Begun]:
        """Return where the browser goes, and what it has to bring back."""
        found = await self._discovered()
        begun = Begun(*(secrets.token_urlsafe(32) for _ in range(3)))
        async with self._client(return_to) as client:
            address, _ = client.create_authorization_url(
                found["authorization_endpoint"],
                state=begun.state,
                nonce=begun.nonce,
                code_verifier=begun.verifier,
            )
        return str(address), begun

    async def finish(self, code: str, begun: Begun, return_to: str) -> Person:
        """Return who came back with the code.

        Raises TokenRefused where the provider, or what it says, is not as it should be.
        """
        found = await self._discovered()
        try:
            async with self._client(return_to) as client:
                tokens = await client.fetch_token(
                    found["token_endpoint"], code=code, code_verifier=begun.verifier
                )
        except OAuthError:
            raise TokenRefused("the provider does not take the code") from None
        except (httpx.HTTPError, OSError, ValueError):
            raise _away() from None
        claims = await self._claims(str(tokens.get("id_token", "")), begun.nonce)
        if claims.name is None or claims.email is None:
            claims = await self._more(claims, str(tokens.get("access_token", "")))
        return Person(
            subject=f"{self.settings.issuer}\0{claims.sub}",
            email=claims.email if claims.email and claims.email_verified is True else None,
            name=shown_name(claims.name or claims.preferred_username or claims.nickname or ""),
        )

    async def _claims(self, token: str, nonce: str) -> "_Claims":
        if self._keys is None:
            self._keys = PublishedKeys(address=self._found["jwks_uri"])
        try:
            payload = verified_payload(token, await self._keys.keys())
        except UnknownKey:
            payload = verified_payload(token, await self._keys.keys(fresh=True))
        claims = _read(payload)
        if claims.iss.rstrip("/") != self.settings.issuer:
            raise TokenRefused("another provider issued it")
        audience = [claims.aud] if isinstance(claims.aud, str) else claims.aud
        ours = self.settings.client_id
        if ours not in audience or (len(audience) > 1 and claims.azp != ours):
            raise TokenRefused("it is for somebody else than us")
        if not secrets.compare_digest(claims.nonce.encode(), nonce.encode()):
            raise TokenRefused("it belongs to another sign-in")
        now = self.clock().timestamp()
        if not claims.exp > now - CLOCKS_APART.total_seconds():
            raise TokenRefused("it has expired")
        return claims

    async def _more(self, claims: "_Claims", access: str) -> "_Claims":
        """Ask for the name and e-mail that many providers leave out of the token."""
        address = self._found.get("userinfo_endpoint")
        if not isinstance(address, str) or not access:
            return claims
        try:
            told = await fetch_object(address, bearer=access)
        except NotFetched:
            return claims
        if told.get("sub") != claims.sub:
            raise TokenRefused("the provider speaks of two people")
        kept = {"iss": claims.iss, "aud": claims.aud, "exp": claims.exp, "nonce": claims.nonce}
        return _read(msgspec.json.encode(told | kept))

    async def _discovered(self) -> dict[str, Any]:
        if self.now() < self._good_until:
            return self._found
        try:
            found = await fetch_object(f"{self.settings.issuer}/.well-known/openid-configuration")
        except NotFetched:
            raise _away() from None
        needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        is_theirs = str(found.get("issuer", "")).rstrip("/") == self.settings.issuer
        if not is_theirs or not all(isinstance(found.get(name), str) for name in needed):
            raise TokenRefused("the provider's description of itself is not as it should be")
        self._found, self._good_until = found, self.now() + KEEP_SECONDS
        return found

    def _client(self, return_to: str) -> Any:
        ways = self._found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        way = "client_secret_basic" if "client_secret_basic" in ways else "client_secret_post"
        return AsyncOAuth2Client(
            client_id=self.settings.client_id,
            client_secret=self.settings.client_secret or None,
            token_endpoint_auth_method=way if self.settings.client_secret else "none",
            redirect_uri=return_to,
            scope="openid profile email",
            code_challenge_method="S256",
            timeout=PATIENCE_SECONDS,
            trust_env=False,
        )


class _Claims(Struct):
    """What we look at; the rest is left alone."""

    iss: str
    sub: str
    aud: str | list[str]
    exp: float
    nonce: str
    azp: str | None = None
    email: str | None = None
    email_verified: bool | None = None
    name: str | None = None
    preferred_username: str | None = None
    nickname: str | None = None


def _read(payload: bytes) -> _Claims:
    try:
        return msgspec.json.decode(payload, type=_Claims)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        raise TokenRefused("its claims are not as they should be") from None


def _away() -> Unavailable:
    return Unavailable("The sign-in service can't be reached at the moment. Try again later.")
