"""The desk's pages and its API: signing in, the queue, rulings."""

from typing import Any
from urllib.parse import quote

from litestar import Response
from litestar.params import FromPath, FromQuery, JSONBody

from belowline.conversation.comment import ILLEGAL, PAST_TENSE
from belowline.desk.filters import parse_filters
from belowline.desk.queue import DeskItem
from belowline.desk.stake import EXPLANATION
from belowline.kernel.errors import BelowlineError
from belowline.people.access import Right, require
from belowline.people.reader import Reader
from belowline.people.signin import SESSION_LENGTH
from belowline.web.asking import asked, comment_id_of, cookie, services_of
from belowline.web.cookies import SESSION_COOKIE
from belowline.web.desk_place import next_address, queue_cursor, written_place
from belowline.web.desk_rows import row_views
from belowline.web.desk_rulings import ESCALATED, FEATURED, do
from belowline.web.desk_token import check_desk_token
from belowline.web.desk_views import item_view, item_views
from belowline.web.errors import waiting
from belowline.web.forms import read_form
from belowline.web.identity import AnyRequest, Visitor, desk_token
from belowline.web.pages.story import html, redirect
from belowline.web.present.beside import beside_view
from belowline.web.present.desk import attention_words
from belowline.web.present.queue import filter_bar
from belowline.web.services import Services
from belowline.web.shapes import NewRuling, RuledOut, desk_ruling_out, escalation_out
from belowline.web.sign_in_forms import admit_sign_in, sign_in_token


async def sign_in_page(request: AnyRequest, problem: FromQuery[str] = "") -> Response[Any]:
    """Show the sign-in form."""
    services = services_of(request)
    return _sign_in_form(services, request)


async def sign_in(request: AnyRequest) -> Response[Any]:
    """Sign in with e-mail and password."""
    services, visitor = await asked(request)
    fields = await read_form(request)
    try:
        admit_sign_in(services, visitor, fields)
        session = await services.sign_in.by_password(
            services.settings.site.site_id, fields.get("email", ""), fields.get("password", "")
        )
    except BelowlineError as error:
        return _sign_in_form(services, request, fields.get("email", ""), error)
    return _enter(request, session)


async def link_page(request: AnyRequest, link: FromQuery[str] = "") -> Response[Any]:
    """Show whose one-time link this is; it is used up by the button, not by looking."""
    services = services_of(request)
    owner = await services.sign_in.link_owner(services.settings.site.site_id, link)
    return html(
        services,
        request,
        "desk/enter.html",
        name=owner.name,
        role=owner.role.value,
        token=sign_in_token(services),
        link_token=link,
    )


async def use_link(request: AnyRequest) -> Response[Any]:
    """Use a one-time link."""
    services, visitor = await asked(request)
    fields = await read_form(request)
    admit_sign_in(services, visitor, fields)
    session = await services.sign_in.by_link(services.settings.site.site_id, fields.get("link", ""))
    return _enter(request, session)


async def sign_out(request: AnyRequest) -> Response[Any]:
    """End the desk's session."""
    services, visitor = await asked(request)
    fields = await read_form(request)
    check_desk_token(services, visitor, fields.get("token", ""))
    await services.sign_in.out(services.settings.site.site_id, visitor.session)
    response = redirect("/desk/sign-in")
    response.set_cookie(cookie(request, SESSION_COOKIE, "", 0))
    return response


async def queue_page(
    request: AnyRequest, after: FromQuery[str | None] = None, notice: FromQuery[str] = ""
) -> Response[Any]:
    """Show what waits, the worst first."""
    services, visitor = await asked(request)
    site_id, me = services.settings.site.site_id, visitor.reader
    filters = parse_filters(request.query_params)
    page = await services.desk.queue(
        me, site_id, filters=filters, after=queue_cursor(after) if after else None
    )
    offers = await services.desk.offers(me, site_id)
    return html(
        services,
        request,
        "desk/queue.html",
        **desk_context(services, visitor),
        items=await item_views(services, _me(visitor), page.items),
        rows=await row_views(services, _me(visitor), page.items),
        habits=await services.habits.mine(me, site_id),
        taken=await services.presence.others(me, site_id),
        size=page.size,
        next=next_address(filters, page.next),
        bar=filter_bar(
            filters,
            services.policy,
            offers,
            views=await services.views.mine(me, site_id),
        ),
        explanation=EXPLANATION,
        removals=await services.make_report.removals(site_id),
        sanction_appeals=len(await services.sanction_reader.complaints(me, site_id)),
        notice=_NOTICES.get(notice, ""),
    )


async def item_page(request: AnyRequest, comment_id: FromPath[str]) -> Response[Any]:
    """Show one comment with everything that was decided about it."""
    services, visitor = await asked(request)
    item = await services.desk.item(
        visitor.reader, services.settings.site.site_id, comment_id_of(comment_id)
    )
    return await _item_page(services, request, visitor, item)


async def rule_page(request: AnyRequest, comment_id: FromPath[str]) -> Response[Any]:
    """Take a ruling from a form."""
    services, visitor = await asked(request)
    fields = await read_form(request)
    require(Right.MODERATE, visitor.reader)
    check_desk_token(services, visitor, fields.get("token", ""))
    ruling = NewRuling(
        verdict=fields.get("verdict", ""),
        seen=fields.get("seen", ""),
        clause=fields.get("clause") or None,
        note=fields.get("note") or None,
        message=fields.get("message") or None,
        reply=fields.get("reply") or None,
    )
    try:
        done = await do(services, visitor, comment_id, ruling)
    except BelowlineError as error:
        site_id = services.settings.site.site_id
        item = await services.desk.item(visitor.reader, site_id, comment_id_of(comment_id))
        return await _item_page(services, request, visitor, item, error)
    return redirect(f"/desk?notice={quote(done.verdict)}")


async def rule(
    request: AnyRequest, comment_id: FromPath[str], data: JSONBody[NewRuling]
) -> Response[RuledOut]:
    """Rule on a comment (staff): publish, feature, hold, ask, reject, remove, or escalate."""
    services, visitor = await asked(request)
    require(Right.MODERATE, visitor.reader)
    check_desk_token(services, visitor, request.headers.get("x-csrf-token", ""))
    return Response(await do(services, visitor, comment_id, data), status_code=201)


async def queue_list(
    request: AnyRequest, after: FromQuery[str | None] = None
) -> Response[dict[str, Any]]:
    """List what waits at the desk (staff), the worst first; filtered by `waits`, `clause` …"""
    services, visitor = await asked(request)
    page = await services.desk.queue(
        visitor.reader,
        services.settings.site.site_id,
        filters=parse_filters(request.query_params),
        after=queue_cursor(after) if after else None,
    )
    removals = await services.make_report.removals(services.settings.site.site_id)
    return Response(
        {
            "items": [
                {
                    "comment_id": item.comment.comment_id,
                    "story_id": item.story.story_id,
                    "author": item.comment.author.name,
                    "text": item.judged.text,
                    "state": item.comment.state,
                    "attention": attention_words(item),
                    "seen": item.comment.ruling_id,
                    "featured": item.comment.featured_at is not None,
                    "escalated": escalation_out(item.escalated),
                    "rulings": [desk_ruling_out(each, services.policy) for each in item.rulings],
                }
                for item in page.items
            ],
            "size": page.size,
            "automatic_removals": {"within_a_day": removals.count, "limit": removals.limit},
            "next": written_place(page.next) if page.next else None,
        },
        headers={"cache-control": "no-store"},
    )


async def _item_page(
    services: Services,
    request: AnyRequest,
    visitor: Visitor,
    item: DeskItem,
    error: BelowlineError | None = None,
) -> Response[Any]:
    site_id = services.settings.site.site_id
    size = await services.desk.size(visitor.reader, site_id)
    habits = await services.habits.mine(visitor.reader, site_id)
    comment, beside = await services.look_beside(visitor.reader, site_id, item.comment.comment_id)
    return html(
        services,
        request,
        "desk/item.html",
        error.status if error else 200,
        **desk_context(services, visitor),
        item=await item_view(services, _me(visitor), item, veils=habits.blurs),
        habits=habits,
        beside=beside_view(comment, beside, services.policy, services.clock(), _me(visitor)),
        taken=await services.presence.others(visitor.reader, site_id),
        size=size,
        notice=error.detail if error else "",
    )


_DONE = ("taken-back", "kept", *PAST_TENSE.values(), *FEATURED, ESCALATED)
_NOTICES = {words: f"{words.capitalize()}.".replace("-", " ") for words in _DONE}


def _me(visitor: Visitor) -> Reader:
    require(Right.MODERATE, visitor.reader)
    assert visitor.reader is not None
    return visitor.reader


def desk_context(services: Services, visitor: Visitor) -> dict[str, Any]:
    """Return what every page of the desk shows: who works here, and the reasons there are."""
    me = _me(visitor)
    return {
        "me": {"name": me.name, "role": me.role.value},
        "token": desk_token(services.settings.secret, visitor.session),
        "reasons": [
            *((clause.name, clause.title) for clause in services.policy.clauses),
            (ILLEGAL, "Breaks the law"),
        ],
    }


def _sign_in_form(
    services: Services, request: AnyRequest, email: str = "", error: BelowlineError | None = None
) -> Response[Any]:
    response = html(
        services,
        request,
        "desk/sign_in.html",
        error.status if error else 200,
        token=sign_in_token(services),
        email=email,
        problem=error.detail if error else "",
    )
    response.headers.update(waiting(error))
    return response


def _enter(request: AnyRequest, session: str) -> Response[Any]:
    response = redirect("/desk")
    seconds = int(SESSION_LENGTH.total_seconds())
    response.set_cookie(cookie(request, SESSION_COOKIE, session, seconds))
    return response
