"""What every handler begins with: the services, who is asking, and a place for a new guest."""

from typing import Any

from litestar.datastructures import Cookie
from litestar.response import Response

from belowline.kernel.errors import NotFound
from belowline.kernel.ids import CommentId, StoryId, is_id
from belowline.people.reader import Reader
from belowline.web.cookies import READER_COOKIE, SESSION_COOKIE, named, site_of
from belowline.web.identity import (
    READER_COOKIE_SECONDS,
    READER_HEADER,
    AnyRequest,
    Visitor,
    find_visitor,
    make_reader_token,
)
from belowline.web.languages import speak_instead, spoken
from belowline.web.services import Services


def services_of(request: AnyRequest) -> Services:
    """Return what main put together."""
    services: Services = request.app.state.services
    return services


async def asked(request: AnyRequest) -> tuple[Services, Visitor]:
    """Return the services and who is asking; their own pages speak as they chose from here on."""
    services = services_of(request)
    visitor = await find_visitor(request, services)
    if visitor.reader and spoken().is_open:
        choice = await services.languages.chosen_by(visitor.reader)
        speak_instead(choice or spoken().language)
    return services, visitor


async def reader_for(
    services: Services, visitor: Visitor, *, name: str = "", email: str | None = None
) -> Reader:
    """Return the visitor's reader; a stranger becomes a guest now, not before they do something."""
    if visitor.reader is not None:
        return visitor.reader
    return await services.guests.new(services.settings.site.site_id, name=name, email=email)


def remember(
    response: Response[Any], request: AnyRequest, visitor: Visitor, reader: Reader
) -> Response[Any]:
    """Give a new guest the token by which they are known next time: cookie, and header for embeds.

    A browser that blocks third-party cookies still lets our script on the publisher's page keep it.
    """
    if visitor.reader is None:
        token = make_reader_token(services_of(request).settings.secret, reader.reader_id)
        response.set_cookie(cookie(request, READER_COOKIE, token, READER_COOKIE_SECONDS))
        response.headers[READER_HEADER] = token
    return response


def cookie(request: AnyRequest, name: str, value: str, seconds: int) -> Cookie:
    """Return a cookie that scripts can't read and other sites' posts don't carry."""
    return Cookie(
        key=named(name, site_of(request)),
        value=value,
        max_age=seconds,
        path="/",
        secure=home_of(request).startswith("https:"),
        httponly=True,
        # The desk opens to nobody who comes by another site's link.
        samesite="strict" if name == SESSION_COOKIE else "lax",
    )


def home_of(request: AnyRequest) -> str:
    """Return our own origin as readers know it: as we were told (`--url`), else as we were asked.

    A trusted proxy says whether it spoke TLS.
    """
    settings = services_of(request).settings
    if settings.url:
        return settings.url.rstrip("/")
    trusts = settings.trust_proxy
    forwarded = request.headers.get("x-forwarded-proto", "") if trusts else ""
    scheme = forwarded if forwarded in ("http", "https") else request.url.scheme
    return f"{scheme}://{request.headers.get('host', request.url.netloc)}"


def comment_id_of(text: str) -> CommentId:
    """Return the id in an address; raises NotFound for what can't be one."""
    if not is_id(text):
        raise NotFound("There is no such comment.")
    return CommentId(text)


def story_id_of(text: str) -> StoryId:
    """Return the id in an address; raises NotFound for what can't be one."""
    if not is_id(text):
        raise NotFound("There is no such story here.")
    return StoryId(text)
