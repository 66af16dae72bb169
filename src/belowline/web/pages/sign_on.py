"""Sign a publisher's own reader on to our pages, and off again."""

from typing import Any

from litestar import Response

from belowline.people.reader import Reader
from belowline.people.sign_on_token import is_signed_token
from belowline.people.signin import MEMBER_SESSION_LENGTH, SESSION_LENGTH
from belowline.web.asking import cookie, services_of
from belowline.web.cookies import MEMBER_COOKIE, SESSION_COOKIE, brought
from belowline.web.forms import read_form
from belowline.web.identity import AnyRequest, bearer_of
from belowline.web.pages.story import html, redirect
from belowline.web.seen_language import note_language

PATH = "/sign-on"
PUBLIC_PLACE = "/"


async def sign_on(request: AnyRequest) -> Response[Any]:
    """Begin a session for the token's reader, and go on to the page in `to`.

    The publisher's page sends the token in a form, so that no address ever holds it. Staff get a
    session of the desk's kind, which lasts a working day whenever the token expires.
    """
    services = services_of(request)
    fields = await read_form(request)
    site_id = services.settings.site.site_id
    reader = await services.sign_on(site_id, fields.get("token", ""))
    return await begin_session(request, reader, own_place(fields.get("to", "")))


async def begin_session(request: AnyRequest, reader: Reader, place: str) -> Response[Any]:
    """Begin a session of the reader's kind, and go on to a place of ours."""
    services = services_of(request)
    place = place if place and place != PUBLIC_PLACE else _home_of(reader)
    session = await services.sign_in.by_account(reader)
    await note_language(services, reader)
    response: Response[Any] = redirect(place)
    if reader.role.is_staff:
        # Browsers don't bring the desk's cookie where another site's page sends them, even by way
        # of us; they do where a page of our own does.
        response = html(services, request, "signed_on.html", name=reader.name, place=place)
    name, seconds = _cookie_of(reader)
    response.set_cookie(cookie(request, name, session, seconds))
    return response


async def sign_out(request: AnyRequest) -> Response[None]:
    """End this reader's session, and take the token of single sign-on no more."""
    services = services_of(request)
    token, site_id = bearer_of(request), services.settings.site.site_id
    if is_signed_token(token):
        await services.sign_on.revoke(site_id, token)
    response: Response[None] = Response(None, status_code=204)
    for name in (MEMBER_COOKIE, SESSION_COOKIE):
        if session := brought(request, name):
            await services.sign_in.out(site_id, session)
            response.set_cookie(cookie(request, name, "", 0))
    return response


def signed_in(
    request: AnyRequest, reader: Reader, session: str, place: str
) -> Response[dict[str, str]]:
    """Tell a script of ours where to go on, with the session's cookie."""
    place = place if place and place != PUBLIC_PLACE else _home_of(reader)
    response = Response({"to": place}, headers={"cache-control": "no-store"})
    name, seconds = _cookie_of(reader)
    response.set_cookie(cookie(request, name, session, seconds))
    return response


def _cookie_of(reader: Reader) -> tuple[str, int]:
    if reader.role.is_staff:
        return SESSION_COOKIE, int(SESSION_LENGTH.total_seconds())
    return MEMBER_COOKIE, int(MEMBER_SESSION_LENGTH.total_seconds())


def _home_of(reader: Reader) -> str:
    return "/desk" if reader.role.is_staff else PUBLIC_PLACE


def own_place(wanted: str) -> str:
    """Return a place of our own, empty for any other: nobody is sent elsewhere by a form."""
    is_ours = wanted.startswith("/") and not wanted.startswith("//")
    return (
        wanted
        if is_ours and wanted.isascii() and wanted.isprintable() and "\\" not in wanted
        else ""
    )
