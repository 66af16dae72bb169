"""The pages of a private link: the reasons for a ruling, and the author's appeal against it."""

from typing import Any

from litestar import Response
from litestar.params import FromPath

from belowline.conversation.statement import Statement
from belowline.kernel.errors import BelowlineError
from belowline.web.asking import asked
from belowline.web.errors import keeping, waiting
from belowline.web.forms import check_page_token, page_token, read_form
from belowline.web.identity import AnyRequest
from belowline.web.pages.story import html, redirect
from belowline.web.present.comments import story_view
from belowline.web.present.standing import limits_view
from belowline.web.present.statement import StatementView, statement_address, statement_view
from belowline.web.services import Services
from belowline.web.words import told

# Whoever has the address can read it, so search engines and other sites shall not learn it.
PRIVATE = {"x-robots-tag": "noindex, nofollow", "referrer-policy": "same-origin"}


async def statement_page(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Show the reasons for a ruling to whoever holds the private link."""
    services, visitor = await asked(request)
    limits = services.settings.limits
    services.limiter.take("statement", visitor.address, limits.checks_per_address)
    statement = await services.explain.by_link(services.settings.site.site_id, token)
    return await _page(services, request, statement)


async def send_appeal(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Take an appeal from the statement's page, signed in or not."""
    fields = await read_form(request)
    return await keeping(request, fields.get("text", ""), _take(request, token, fields))


async def _take(request: AnyRequest, token: str, fields: dict[str, str]) -> Response[Any]:
    services, visitor = await asked(request)
    site_id = services.settings.site.site_id
    statement = await services.explain.by_link(site_id, token)
    secret, now = services.settings.secret, services.clock()
    try:
        check_page_token(secret, statement.story.story_id, fields.get("token", ""), now)
        limits = services.settings.limits
        services.limiter.take("report-address", visitor.address, limits.reports_per_address)
        await services.make_appeal.by_link(site_id, token, fields.get("text", ""))
    except BelowlineError as error:
        return await _page(services, request, statement, fields.get("text", ""), error)
    services.news.wake()
    return redirect(f"/statements/{token}#appeal")


async def _page(
    services: Services,
    request: AnyRequest,
    statement: Statement,
    text: str = "",
    error: BelowlineError | None = None,
) -> Response[Any]:
    response = html(
        services,
        request,
        "statement.html",
        error.status if error else 200,
        story=story_view(statement.story),
        statement=await view_of(services, statement),
        standing=await limits_view(services, statement.comment.author.reader_id),
        token=page_token(services.settings.secret, statement.story.story_id, services.clock()),
        text=text,
        problem=told(error) if error else "",
    )
    response.headers.update(PRIVATE | waiting(error))
    return response


async def view_of(services: Services, statement: Statement) -> StatementView:
    """Return a statement for its page, with the way to a later ruling's where there is one."""
    comment, later = statement.comment, ""
    groundless = await services.make_appeal.groundless(comment.site_id, comment.author.reader_id)
    if statement.stands and statement.stands.ruling_id != statement.ruling.ruling_id:
        await services.explain.tell(statement.stands)
        later = statement_address(services.explain.secret_of(statement.stands.ruling_id))
    return statement_view(statement, groundless, services.clock(), later)
