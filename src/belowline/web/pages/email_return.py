"""The page of the link by which somebody takes their e-mail address back; nobody is signed in."""

from typing import Any

from litestar import Response
from litestar.params import FromQuery

from belowline.kernel.errors import NotFound
from belowline.people.email_change import EmailChange
from belowline.people.email_return import EmailReturns
from belowline.web.asking import asked
from belowline.web.forms import read_form
from belowline.web.identity import AnyRequest
from belowline.web.pages.statement import PRIVATE
from belowline.web.pages.story import html
from belowline.web.services import Services
from belowline.web.sign_in_forms import admit_sign_in, sign_in_token


async def return_page(request: AnyRequest, link: FromQuery[str] = "") -> Response[Any]:
    """Show what a link takes back; it is used up by the button, not by a program that looks."""
    services, _ = await asked(request)
    site_id = services.settings.site.site_id
    change = await _returns(services).of_link(site_id, link)
    return _page(services, request, change, link_token=link, token=sign_in_token(services))


async def take_back(request: AnyRequest) -> Response[Any]:
    """Give the account back to whoever has the old address, and sign everybody out of it."""
    services, visitor = await asked(request)
    fields = await read_form(request)
    admit_sign_in(services, visitor, fields)
    site_id = services.settings.site.site_id
    change = await _returns(services).take_back(site_id, fields.get("link", ""))
    return _page(services, request, change, is_done=True)


def _page(
    services: Services, request: AnyRequest, change: EmailChange, **more: Any
) -> Response[Any]:
    context = {"is_done": False, "link_token": "", "token": "", **more}
    response = html(services, request, "me_return.html", email=change.old_email, **context)
    response.headers.update(PRIVATE)
    return response


def _returns(services: Services) -> EmailReturns:
    if services.change_email is None:
        raise NotFound("No e-mails are sent here, so no address was changed.")
    return services.change_email.returns
