"""A reader's own page: their name, where they are signed in, their data, and the end of it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import msgspec
from litestar import Response
from litestar.params import FromQuery

from belowline.kernel.errors import BelowlineError, Forbidden, SignInNeeded
from belowline.people.erasure import Erasure
from belowline.people.reader import Reader
from belowline.web.asking import asked, cookie
from belowline.web.cookies import MEMBER_COOKIE, OUR_COOKIES, SESSION_COOKIE, brought
from belowline.web.forms import read_form
from belowline.web.identity import AnyRequest, Visitor, keyed_hash, same
from belowline.web.pages.story import html, redirect
from belowline.web.present.comments import moment
from belowline.web.present.partner import LATEST, partner_of
from belowline.web.present.settings import languages_of, passkeys_of, settings_of
from belowline.web.services import Services
from belowline.web.words import told

HERE = "/me"
_ATTACHED = {
    "cache-control": "private, no-store",
    "content-disposition": 'attachment; filename="my-comments.json"',
}


async def me_page(request: AnyRequest, kept: FromQuery[str] = "") -> Response[Any]:
    """Show a reader what is known about them, and what they can do about it."""
    services, visitor = await asked(request)
    return await page_of(services, request, visitor, kept=kept)


async def change_name(request: AnyRequest) -> Response[Any]:
    """Take another name."""
    services, visitor, reader, fields = await sent_form(request)
    try:
        if await services.sessions.is_named_elsewhere(reader):
            raise Forbidden("Your name comes with your account. Change it there.")
        await services.rename(reader, fields.get("name", ""))
    except BelowlineError as error:
        return await page_of(services, request, visitor, error=error, at="name", fields=fields)
    return redirect(f"{HERE}?kept=name")


async def sign_out_everywhere(request: AnyRequest) -> Response[Any]:
    """End all of the reader's sessions, this one too."""
    services, _, reader, _ = await sent_form(request)
    await services.sessions.end_all(reader)
    response = redirect(HERE)
    for name in OUR_COOKIES:
        if brought(request, name):
            response.set_cookie(cookie(request, name, "", 0))
    return response


async def ask_erasure(request: AnyRequest) -> Response[Any]:
    """Have everything about the reader erased in a day."""
    services, visitor, reader, _ = await sent_form(request)
    try:
        await services.erase_readers.ask(reader)
    except BelowlineError as error:
        return await page_of(services, request, visitor, error=error)
    return redirect(HERE)


async def cancel_erasure(request: AnyRequest) -> Response[Any]:
    """Stay after all."""
    services, _, reader, _ = await sent_form(request)
    await services.erase_readers.cancel(reader)
    return redirect(HERE)


async def own_data(request: AnyRequest) -> Response[bytes]:
    """Return everything that is kept about this reader, as JSON."""
    services, visitor = await asked(request)
    document = await services.export_own_data(_known(visitor))
    body = msgspec.json.format(msgspec.json.encode(document), indent=1)
    return Response(body, media_type="application/json", headers=_ATTACHED)


async def erasure_by_api(request: AnyRequest) -> Response[dict[str, Any]]:
    """Have everything about this reader erased in a day; DELETE takes it back until then."""
    services, visitor = await asked(request)
    erasure = await services.erase_readers.ask(_known(visitor))
    return Response(_told(erasure), status_code=202, headers={"cache-control": "no-store"})


async def cancel_erasure_by_api(request: AnyRequest) -> Response[None]:
    """Take the wish to be erased back."""
    services, visitor = await asked(request)
    await services.erase_readers.cancel(_known(visitor))
    return Response(None, status_code=204)


def _told(erasure: Erasure) -> dict[str, Any]:
    return {"asked_at": erasure.asked_at, "due_at": erasure.due_at}


def _known(visitor: Visitor) -> Reader:
    if visitor.reader is None:
        raise SignInNeeded("Nothing is known about you here: sign in, if you have an account.")
    return visitor.reader


async def sent_form(request: AnyRequest) -> tuple[Services, Visitor, Reader, dict[str, str]]:
    """Return who sent a form of this page, and its fields; raises Forbidden for another's form."""
    services, visitor = await asked(request)
    reader, fields = _known(visitor), await read_form(request)
    if not same(fields.get("token", ""), form_token(services, reader)):
        raise Forbidden("This page is from an earlier visit. Load it again.", code="form-token")
    return services, visitor, reader, fields


def form_token(services: Services, reader: Reader) -> str:
    """Return the token that the forms of a reader's own page carry."""
    return keyed_hash(services.settings.secret, "me", reader.reader_id)


async def page_of(
    services: Services,
    request: AnyRequest,
    visitor: Visitor,
    *,
    error: BelowlineError | None = None,
    at: str = "",
    fields: Mapping[str, str] = MappingProxyType({}),
    kept: str = "",
) -> Response[Any]:
    """Return the reader's page: with what is wrong at one of its forms, or with what was kept."""
    reader = visitor.reader
    status = error.status if error else 200
    if reader is None:
        return html(services, request, "me.html", status, reader=None)
    secret = brought(request, SESSION_COOKIE) or brought(request, MEMBER_COOKIE)
    erasure = await services.erase_readers.of(reader)
    is_named_elsewhere = await services.sessions.is_named_elsewhere(reader)
    return html(
        services,
        request,
        "me.html",
        status,
        reader=reader,
        name=fields.get("name", reader.name),
        problem=told(error) if error else "",
        problem_at=at,
        kept=kept,
        is_named_elsewhere=is_named_elsewhere,
        partner=await partner_of(services, reader, limit=LATEST),
        languages=await languages_of(services, reader),
        passkeys=await passkeys_of(services, reader),
        settings=await settings_of(services, reader, fields, is_elsewhere=is_named_elsewhere),
        sessions=[
            {"until": moment(each.expires_at), "is_this": services.sessions.is_this(each, secret)}
            for each in await services.sessions.of(reader)
        ],
        erased=moment(erasure.due_at) if erasure else None,
        words_go=services.erase_readers.removes_words,
        token=form_token(services, reader),
    )
