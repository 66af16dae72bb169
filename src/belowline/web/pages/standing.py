"""The private page on which readers find what moderators imposed on them, and appeal."""

from typing import Any

from litestar import Response
from litestar.params import FromPath

from belowline.kernel.errors import BelowlineError, NotFound
from belowline.kernel.ids import ReaderId
from belowline.people.sanctions import news_of
from belowline.web.asking import asked
from belowline.web.errors import keeping, waiting
from belowline.web.forms import check_page_token, page_token, read_form
from belowline.web.identity import AnyRequest, read_standing_token, standing_token
from belowline.web.pages.story import html, redirect
from belowline.web.present.sanctions import sanction_views
from belowline.web.services import Services
from belowline.web.words import told

# Whoever has the address can read it, so search engines and other sites shall not learn it.
PRIVATE = {"x-robots-tag": "noindex, nofollow", "referrer-policy": "same-origin"}
# What the page's forms are made for.
STANDING_FORM = "standing"


async def own_standing(request: AnyRequest) -> Response[Any]:
    """Lead readers who are known by their cookie to their own page."""
    services, visitor = await asked(request)
    if visitor.reader is None:
        return _page(services, request, "", (), (), "")
    token = standing_token(services.settings.secret, visitor.reader.reader_id)
    return redirect(f"/standing/{token}")


async def standing_page(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Show what was imposed on the reader whose private link this is."""
    services, visitor = await asked(request)
    limits = services.settings.limits
    services.limiter.take("statement", visitor.address, limits.checks_per_address)
    return await _shown(services, request, token, _reader(services, token))


async def send_read(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Take note that the reader has read it."""
    services, _ = await asked(request)
    fields = await read_form(request)
    reader_id = _reader(services, token)
    _check(services, fields)
    await services.standing.read(services.settings.site.site_id, reader_id)
    return redirect(f"/standing/{token}")


async def send_sanction_appeal(
    request: AnyRequest, token: FromPath[str], sanction_id: FromPath[str]
) -> Response[Any]:
    """Take an appeal against a sanction."""
    fields = await read_form(request)
    work = _appeal(request, token, sanction_id, fields)
    return await keeping(request, fields.get("text", ""), work)


async def _appeal(
    request: AnyRequest, token: str, sanction_id: str, fields: dict[str, str]
) -> Response[Any]:
    services, visitor = await asked(request)
    reader_id, text = _reader(services, token), fields.get("text", "")
    try:
        _check(services, fields)
        limits = services.settings.limits
        services.limiter.take("report-address", visitor.address, limits.reports_per_address)
        site_id = services.settings.site.site_id
        await services.standing.appeal(site_id, reader_id, sanction_id, text)
    except BelowlineError as error:
        kept = (sanction_id, text)
        return await _shown(services, request, token, reader_id, kept=kept, error=error)
    return redirect(f"/standing/{token}#sanction-{sanction_id}")


def _reader(services: Services, token: str) -> ReaderId:
    reader_id = read_standing_token(services.settings.secret, token)
    if reader_id is None:
        raise NotFound("There is nothing behind this link. Check that it is complete.")
    return reader_id


def _check(services: Services, fields: dict[str, str]) -> None:
    secret, now = services.settings.secret, services.clock()
    check_page_token(secret, STANDING_FORM, fields.get("token", ""), now)


async def _shown(
    services: Services,
    request: AnyRequest,
    token: str,
    reader_id: ReaderId,
    *,
    kept: tuple[str, str] = ("", ""),
    error: BelowlineError | None = None,
) -> Response[Any]:
    now = services.clock()
    found = await services.standing(services.settings.site.site_id, reader_id)
    views = sanction_views(found, now)[::-1]
    response = _page(
        services, request, token, views, news_of(found, now), told(error) if error else "", kept
    )
    if error:
        response.status_code = error.status
    response.headers.update(PRIVATE | waiting(error))
    return response


def _page(
    services: Services,
    request: AnyRequest,
    link: str,
    views: Any,
    news: Any,
    problem: str,
    kept: tuple[str, str] = ("", ""),
) -> Response[Any]:
    return html(
        services,
        request,
        "standing.html",
        link=link,
        sanctions=views,
        has_news=bool(news),
        token=page_token(services.settings.secret, STANDING_FORM, services.clock()),
        problem=problem,
        kept=kept,
    )
