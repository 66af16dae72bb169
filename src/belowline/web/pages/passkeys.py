"""Make passkeys on a member's own page, and sign in with one; only these two need scripts."""

from ipaddress import ip_address
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec
from litestar import Response

from belowline.conversation.words import check_note
from belowline.kernel.errors import Forbidden, Refused, SignInNeeded
from belowline.people.passkeys import Place
from belowline.people.reader import Reader
from belowline.web.asking import asked, home_of
from belowline.web.forms import read_body
from belowline.web.identity import AnyRequest, Visitor, same
from belowline.web.pages.me import HERE, form_token, sent_form
from belowline.web.pages.sign_on import own_place, signed_in
from belowline.web.pages.story import redirect
from belowline.web.seen_language import note_language
from belowline.web.services import Services

_LONGEST_NAME = 60
_NAMELESS = "Passkey"

Body = TypeVar("Body")


class NewPasskey(msgspec.Struct, kw_only=True):
    """What a browser made, as WebAuthn writes it in JSON, and what its owner calls it."""

    token: str
    credential: dict[str, Any]
    name: str = ""


class Given(msgspec.Struct, kw_only=True):
    """The answer of a passkey, and the page to go on to."""

    credential: dict[str, Any]
    to: str = ""


class Asked(msgspec.Struct, kw_only=True):
    """A wish for a new passkey, with the token of the page that it comes from."""

    token: str


async def begin_passkey(request: AnyRequest) -> Response[bytes]:
    """Return what a browser needs to make a passkey."""
    services, visitor = await asked(request)
    reader = _known(visitor)
    _check_token(services, reader, await _body(request, Asked))
    _limit(services, visitor)
    return _json(await services.passkeys.begin(reader, place_of(services, request)))


async def add_passkey(request: AnyRequest) -> Response[bytes]:
    """Keep the passkey that a browser made."""
    services, visitor = await asked(request)
    reader, made = _known(visitor), await _body(request, NewPasskey)
    _check_token(services, reader, made)
    _limit(services, visitor)
    name = check_note(made.name, field="name", longest=_LONGEST_NAME)
    name = " ".join(name.split()) or _NAMELESS
    credential = msgspec.json.encode(made.credential).decode()
    await services.passkeys.add(reader, credential, name, place_of(services, request))
    return _json("{}")


async def remove_passkey(request: AnyRequest) -> Response[Any]:
    """Forget a passkey."""
    services, _, reader, fields = await sent_form(request)
    await services.passkeys.remove(reader, fields.get("passkey", ""))
    return redirect(f"{HERE}?kept=passkeys")


async def begin_sign_in(request: AnyRequest) -> Response[bytes]:
    """Return what a browser needs to ask for a passkey."""
    services, visitor = await asked(request)
    _limit(services, visitor)
    site_id = services.settings.site.site_id
    return _json(await services.passkeys.begin_sign_in(site_id, place_of(services, request)))


async def sign_in(request: AnyRequest) -> Response[Any]:
    """Begin a session for the passkey's owner; the answer says where to go on."""
    services, visitor = await asked(request)
    given = await _body(request, Given)
    _limit(services, visitor)
    credential = msgspec.json.encode(given.credential).decode()
    site_id = services.settings.site.site_id
    reader = await services.passkeys.sign_in(site_id, credential, place_of(services, request))
    session = await services.sign_in.by_passkey(reader)
    await note_language(services, reader)
    return signed_in(request, reader, session, own_place(given.to))


def place_of(services: Services, request: AnyRequest) -> Place:
    """Return where this site is; raises Refused where browsers take no passkeys."""
    origin = home_of(request)
    host = urlsplit(origin).hostname or ""
    if _is_address(host):
        raise Refused("Passkeys need a name for this site, and it has only an address.")
    return Place(origin=origin, host=host, name=services.settings.site.name)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return not host
    return True


async def _body(request: AnyRequest, kind: type[Body]) -> Body:
    try:
        return msgspec.json.decode(await read_body(request), type=kind)
    except (msgspec.DecodeError, UnicodeError):
        raise Refused("This is not what a passkey's answer looks like.", code="bad-form") from None


def _check_token(services: Services, reader: Reader, sent: Asked | NewPasskey) -> None:
    if not same(sent.token, form_token(services, reader)):
        raise Forbidden("This page is from an earlier visit. Load it again.", code="form-token")


def _known(visitor: Visitor) -> Reader:
    if visitor.reader is None:
        raise SignInNeeded("Sign in before you make a passkey.")
    return visitor.reader


def _limit(services: Services, visitor: Visitor) -> None:
    limits = services.settings.limits
    services.limiter.take("sign-in", visitor.address, limits.sign_ins_per_address)


def _json(text: str) -> Response[bytes]:
    return Response(
        text.encode(), media_type="application/json", headers={"cache-control": "no-store"}
    )
