"""Sign readers and staff in through an OpenID provider: there and back again."""

import base64
import json
import logging
from typing import Any

from litestar import Response
from litestar.params import FromQuery

from belowline.kernel.errors import NotFound, Refused, TokenRefused
from belowline.web.asking import cookie, services_of
from belowline.web.cookies import brought
from belowline.web.identity import AnyRequest, keyed_hash, same
from belowline.web.open_id import Begun, OpenIdProvider
from belowline.web.pages.sign_on import PUBLIC_PLACE, begin_session, own_place
from belowline.web.pages.story import redirect
from belowline.web.services import Services

LOG = logging.getLogger("belowline.sign_on")

RETURN_PATH = "/oidc/return"
OPEN_ID_COOKIE = "belowline_oidc"
# Long enough to find one's password, and the phone for the second factor.
_SECONDS = 900
PROVIDER = "oidc"


async def begin(request: AnyRequest, to: FromQuery[str] = "") -> Response[Any]:
    """Send the browser to the provider; it keeps what it has to bring back."""
    services = services_of(request)
    address, begun = await _provider(services).begin(_return_address(request))
    kept = [begun.state, begun.nonce, begun.verifier, own_place(to) or PUBLIC_PLACE]
    text = base64.urlsafe_b64encode(json.dumps(kept).encode()).decode()
    signed = f"{text}.{keyed_hash(services.settings.secret, PROVIDER, text)}"
    response: Response[Any] = redirect(address)
    response.set_cookie(cookie(request, OPEN_ID_COOKIE, signed, _SECONDS))
    return response


async def come_back(request: AnyRequest, code: FromQuery[str] = "") -> Response[Any]:
    """Take the provider's answer, and begin a session."""
    services = services_of(request)
    provider = _provider(services)
    # Not an argument: the framework has another meaning for the word.
    begun, place = _begun(request, services, request.query_params.get("state", ""))
    if not code:
        return _done(request, redirect(place))  # They changed their mind at the provider.
    try:
        person = await provider.finish(code, begun, _return_address(request))
    except TokenRefused as refusal:
        LOG.warning("sign-in through the provider was refused: %s", refusal.reason)
        raise
    reader = await services.sign_on.from_elsewhere(
        services.settings.site.site_id,
        PROVIDER,
        subject=person.subject,
        email=person.email,
        name=person.name,
    )
    return _done(request, await begin_session(request, reader, place))


def _provider(services: Services) -> OpenIdProvider:
    if services.open_id is None:
        raise NotFound("Nobody signs in through another service here.")
    return services.open_id


def _return_address(request: AnyRequest) -> str:
    base = request.base_url
    settings = services_of(request).settings
    if settings.trust_proxy and request.headers.get("x-forwarded-proto") == "https":
        base = base.with_replacements(scheme="https")
    return str(base).rstrip("/") + RETURN_PATH


def _begun(request: AnyRequest, services: Services, state: str) -> tuple[Begun, str]:
    """Return the sign-in that this browser began; raises Refused for any other."""
    text, _, signature = brought(request, OPEN_ID_COOKIE).partition(".")
    if same(signature, keyed_hash(services.settings.secret, PROVIDER, text)):
        kept_state, nonce, verifier, place = json.loads(base64.urlsafe_b64decode(text))
        if same(state, kept_state):
            return Begun(kept_state, nonce, verifier), place
    raise Refused(
        "This sign-in was not begun in this browser, or too long ago. Begin it again.",
        code="sign-in-stale",
    )


def _done(request: AnyRequest, response: Response[Any]) -> Response[Any]:
    response.set_cookie(cookie(request, OPEN_ID_COOKIE, "", 0))
    return response
