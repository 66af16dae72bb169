"""The pages of signing in with a link that comes by e-mail: at the desk, and in the thread."""

from typing import Any

from litestar import Response
from litestar.params import FromQuery

from belowline.conversation.naming import judge_name, refuse_name
from belowline.conversation.words import check_email, check_name
from belowline.kernel.errors import BelowlineError, NotFound, Refused
from belowline.kernel.ids import StoryId, is_id
from belowline.mail.sign_in import AskForLink
from belowline.people.signin import MEMBER_SESSION_LENGTH
from belowline.web.asking import asked, cookie
from belowline.web.cookies import MEMBER_COOKIE
from belowline.web.errors import waiting
from belowline.web.forms import read_form
from belowline.web.identity import AnyRequest, Visitor
from belowline.web.languages import spoken
from belowline.web.pages.statement import PRIVATE
from belowline.web.pages.story import html, redirect
from belowline.web.seen_language import note_language
from belowline.web.services import Services
from belowline.web.sign_in_forms import admit_sign_in, sign_in_token
from belowline.web.words import told

# Three in a quarter of an hour: a slow inbox, not a flood in somebody else's.
_LINKS_PER_INBOX = (3, 900)


async def sign_in_page(request: AnyRequest, story: FromQuery[str] = "") -> Response[Any]:
    """Show the form that sends a sign-in link to a reader."""
    services, _ = await asked(request)
    asking(services)
    return _form(services, request, story if is_id(story) else "")


async def send_link(request: AnyRequest) -> Response[Any]:
    """Send a link to whoever owns the address; the answer is the same for every address."""
    services, visitor = await asked(request)
    fields = await read_form(request)
    given = fields.get("story", "")
    story = given if is_id(given) else ""
    try:
        email = checked(services, visitor, fields)
        site_id = services.settings.site.site_id
        story_id = StoryId(story) if story else None
        await asking(services).to_thread(site_id, email, story_id, spoken().language)
    except BelowlineError as error:
        return _form(services, request, story, fields.get("email", ""), error)
    return _form(services, request, story, email, is_sent=True)


async def send_desk_link(request: AnyRequest) -> Response[Any]:
    """Send a link to whoever works here under this address, and say the same where nobody does."""
    services, visitor = await asked(request)
    fields = await read_form(request)
    problem, status, headers = "", 200, {}
    try:
        email = checked(services, visitor, fields)
        await asking(services).to_desk(services.settings.site.site_id, email)
    except BelowlineError as error:
        problem, status, headers = told(error), error.status, waiting(error)
    response = html(
        services,
        request,
        "desk/sign_in.html",
        status,
        token=sign_in_token(services),
        email=fields.get("email", ""),
        problem=problem,
        by_mail=True,
        is_sent=not problem,
    )
    response.headers.update(headers)
    return response


async def link_page(request: AnyRequest, link: FromQuery[str] = "") -> Response[Any]:
    """Show whose link this is; it is used up by the button, not by a program that looks."""
    return await _link_page(request, link)


async def use_link(request: AnyRequest) -> Response[Any]:
    """Use a link, and know the browser as its member from now on."""
    services, visitor = await asked(request)
    fields = await read_form(request)
    site_id, link = services.settings.site.site_id, fields.get("link", "")
    try:
        admit_sign_in(services, visitor, fields)
        asked_for = await services.members.request(site_id, link)
        known = await services.people.reader_by_email(site_id, asked_for.email)
        name = known.name if known else await _new_name(services, visitor, fields.get("name", ""))
        member = await services.members.enter(site_id, link, name=name, visitor=visitor.reader)
    except NotFound:
        raise
    except BelowlineError as error:
        return await _link_page(request, link, fields.get("name", ""), error)
    await note_language(services, member)
    place = f"/stories/{asked_for.story_id}#comments" if asked_for.story_id else "/"
    response: Response[Any] = redirect(place)
    session, seconds = await services.sign_in.by_mail(member), MEMBER_SESSION_LENGTH.total_seconds()
    response.set_cookie(cookie(request, MEMBER_COOKIE, session, int(seconds)))
    return response


def checked(services: Services, visitor: Visitor, fields: dict[str, str]) -> str:
    """Return the address that a link is asked for; raises Refused, Forbidden or TooMany."""
    admit_sign_in(services, visitor, fields)
    return inbox_of(services, fields)


def inbox_of(services: Services, fields: dict[str, str]) -> str:
    """Return the address that a link goes to; raises Refused, or TooMany for one inbox."""
    email = check_email(fields.get("email", ""))
    if email is None:
        raise Refused("Give an e-mail address.", code="email-invalid", field="email")
    services.limiter.take("link", asking(services).links.person(email), _LINKS_PER_INBOX)
    return email


def asking(services: Services) -> AskForLink:
    """Return what sends links; raises NotFound where no mail server is set."""
    if services.ask_for_link is None:
        raise NotFound("No e-mails are sent here, so there are no links to sign in by.")
    return services.ask_for_link


async def _new_name(services: Services, visitor: Visitor, given: str) -> str:
    name = check_name(given)
    await services.guard_names(services.settings.site.site_id, name, reader=visitor.reader)
    refuse_name(await judge_name(services.post.judge, name))
    return name


def _form(
    services: Services,
    request: AnyRequest,
    story: str,
    email: str = "",
    error: BelowlineError | None = None,
    *,
    is_sent: bool = False,
) -> Response[Any]:
    response = html(
        services,
        request,
        "sign_in.html",
        error.status if error else 200,
        token=sign_in_token(services),
        story=story,
        email=email,
        problem=told(error) if error else "",
        is_sent=is_sent,
    )
    response.headers.update(waiting(error))
    return response


async def _link_page(
    request: AnyRequest, link: str, name: str = "", error: BelowlineError | None = None
) -> Response[Any]:
    services, visitor = await asked(request)
    site_id = services.settings.site.site_id
    asked_for = await services.members.request(site_id, link)
    known = await services.people.reader_by_email(site_id, asked_for.email)
    response = html(
        services,
        request,
        "sign_in_enter.html",
        error.status if error else 200,
        token=sign_in_token(services),
        link_token=link,
        known=known.name if known else "",
        name=name or (visitor.reader.name if visitor.reader else ""),
        email=asked_for.email,
        problem=told(error) if error else "",
    )
    response.headers.update(PRIVATE | waiting(error))
    return response
