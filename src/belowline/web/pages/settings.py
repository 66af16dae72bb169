"""Take from a reader's own page how they want to be written to: at which address, about what."""

from typing import Any

from litestar import Response
from litestar.params import FromQuery

from belowline.kernel.errors import BelowlineError, Forbidden, NotFound, SignInNeeded
from belowline.mail.email_change import ChangeEmail
from belowline.mail.mail import Topic
from belowline.people.reader import Reader, Role
from belowline.web.asking import asked
from belowline.web.identity import AnyRequest, Visitor
from belowline.web.pages.me import HERE, form_token, page_of, sent_form
from belowline.web.pages.sign_in import inbox_of
from belowline.web.pages.statement import PRIVATE
from belowline.web.pages.story import html, redirect
from belowline.web.present.settings import CHOICES
from belowline.web.services import Services


async def change_email(request: AnyRequest) -> Response[Any]:
    """Send a link to the address that a member wants to be written to at."""
    services, visitor, reader, fields = await sent_form(request)
    try:
        change = _changing(services)
        if await services.sessions.is_named_elsewhere(reader):
            raise Forbidden("Your address comes with your account. Change it there.")
        limits = services.settings.limits
        services.limiter.take("sign-in", visitor.address, limits.sign_ins_per_address)
        await change.ask(reader, inbox_of(services, fields))
    except BelowlineError as error:
        return await page_of(services, request, visitor, error=error, at="email", fields=fields)
    return redirect(f"{HERE}?kept=email")


async def confirm_page(request: AnyRequest, link: FromQuery[str] = "") -> Response[Any]:
    """Show which address a link confirms; it is used up by the button."""
    services, visitor = await asked(request)
    reader = _member(visitor)
    change = await _changing(services).changes.of_link(reader, link)
    response = html(
        services,
        request,
        "me_confirm.html",
        name=reader.name,
        email=change.email,
        link_token=link,
        token=form_token(services, reader),
    )
    response.headers.update(PRIVATE)
    return response


async def confirm_email(request: AnyRequest) -> Response[Any]:
    """Write to a member at the new address from now on."""
    services, visitor, _, fields = await sent_form(request)
    await _changing(services).fulfil(_member(visitor), fields.get("link", ""))
    return redirect(f"{HERE}?kept=confirmed")


async def choose_mails(request: AnyRequest) -> Response[Any]:
    """Keep which e-mails a member wants."""
    services, _, reader, fields = await sent_form(request)
    if reader.role is Role.GUEST or not reader.email:
        # Nobody has checked that a guest's address is theirs, and not somebody else's.
        raise Forbidden("Only who has shown that an address is theirs chooses what comes there.")
    key = services.choices.key_of(reader.email)
    offered = {topic for topic, _ in CHOICES} | {Topic.EVERYTHING}
    stopped = {topic for topic, _ in CHOICES if not fields.get(topic.value)}
    if fields.get(Topic.EVERYTHING.value):
        stopped.add(Topic.EVERYTHING)
    await services.choices.keep(key, (await services.choices.stopped(key) - offered) | stopped)
    if fields.get(Topic.DIGEST.value):
        await services.digests.want(reader)
    else:
        await services.digests.end(reader)
    return redirect(f"{HERE}?kept=mails")


def _member(visitor: Visitor) -> Reader:
    if visitor.reader is None or visitor.reader.role is not Role.MEMBER:
        raise SignInNeeded(
            "Open this link in the browser in which you are signed in, or sign in here first."
        )
    return visitor.reader


def _changing(services: Services) -> ChangeEmail:
    if services.change_email is None:
        raise NotFound("No e-mails are sent here, so no address can be confirmed.")
    return services.change_email
