"""Rule on several comments at once with forms: choose, look at the preview, confirm, take back."""

from collections.abc import Sequence
from typing import Any

from litestar import Response

from belowline.conversation.comment import ILLEGAL
from belowline.desk.together import MOST_TOGETHER
from belowline.kernel.errors import BelowlineError, Refused
from belowline.kernel.ids import RulingId
from belowline.web.api.together import (
    ChosenIn,
    NewRulings,
    do_together,
    orders_of,
    take_back,
)
from belowline.web.asking import asked, comment_id_of
from belowline.web.desk_token import check_desk_token
from belowline.web.forms import read_fields
from belowline.web.identity import AnyRequest, Visitor
from belowline.web.pages.desk import desk_context
from belowline.web.pages.story import html, redirect
from belowline.web.present.beside import clause_title
from belowline.web.present.together import foreseen_in, together_view
from belowline.web.services import Services

# Each comment is a field; the rest say what is decided.
_MOST_FIELDS = MOST_TOGETHER + 20
Fields = Sequence[tuple[str, str]]


async def together_page(request: AnyRequest) -> Response[Any]:
    """Show what a ruling would do to the comments that were chosen."""
    services, visitor, fields = await _form(request)
    data = _rulings(fields)
    try:
        found = await services.together.foresee(
            visitor.reader, orders_of(services.settings.site.site_id, data)
        )
    except Refused as error:
        return _page(services, request, visitor, data, problem=error)
    graphic = await _graphic(services, visitor)
    view = together_view(found, clause=_title(services, data), was_done=False, graphic=graphic)
    return _page(services, request, visitor, data, together=view)


async def rule_together_page(request: AnyRequest) -> Response[Any]:
    """Rule on them, and offer to take all of it back."""
    services, visitor, fields = await _form(request)
    data = _rulings(fields)
    try:
        done = await do_together(services, visitor, data)
    except Refused as error:
        return _page(services, request, visitor, data, problem=error)
    given = [
        f"{each.foreseen.one.comment_id}.{each.given}" for each in done if each.given is not None
    ]
    graphic = await _graphic(services, visitor)
    found = foreseen_in(done)
    view = together_view(found, clause=_title(services, data), was_done=True, graphic=graphic)
    return _page(services, request, visitor, data, together=view, given=given, was_done=True)


async def undo_together_page(request: AnyRequest) -> Response[Any]:
    """Take all of it back."""
    services, visitor, fields = await _form(request)
    given = [(comment_id_of(one), RulingId(other)) for one, other in _pairs(fields)]
    told = await take_back(services, visitor, given)
    left = [each for each in told.values() if isinstance(each, BelowlineError)]
    if not left:
        return redirect("/desk?notice=taken-back")
    stays = Refused(f"{len(left)} of {len(told)} rulings stay. {left[0].detail}")
    return _page(services, request, visitor, _rulings(fields), problem=stays)


async def _form(request: AnyRequest) -> tuple[Services, Visitor, Fields]:
    services, visitor = await asked(request)
    fields = await read_fields(request, most=_MOST_FIELDS)
    check_desk_token(services, visitor, dict(fields).get("token", ""))
    return services, visitor, fields


def _pairs(fields: Fields) -> list[tuple[str, str]]:
    values = (value.partition(".") for name, value in fields if name == "item")
    return [(one, other) for one, _, other in values]


def _rulings(fields: Fields) -> NewRulings:
    last = dict(fields)
    return NewRulings(
        items=[ChosenIn(comment_id=one, seen=other) for one, other in _pairs(fields)],
        verdict=last.get("verdict", ""),
        clause=last.get("clause") or None,
        note=last.get("note") or None,
        message=last.get("message") or None,
    )


async def _graphic(services: Services, visitor: Visitor) -> frozenset[str]:
    site_id = services.settings.site.site_id
    habits = await services.habits.mine(visitor.reader, site_id)
    graphic = (each.name for each in services.policy.clauses if each.is_graphic)
    return frozenset(graphic) if habits.blurs else frozenset()


def _title(services: Services, data: NewRulings) -> str:
    return clause_title(data.clause, services.policy) if data.clause else ""


def _page(
    services: Services,
    request: AnyRequest,
    visitor: Visitor,
    data: NewRulings,
    *,
    problem: Refused | None = None,
    **shown: Any,
) -> Response[Any]:
    return html(
        services,
        request,
        "desk/together.html",
        problem.status if problem else 200,
        **desk_context(services, visitor),
        data=data,
        choices=[f"{each.comment_id}.{each.seen}" for each in data.items],
        needs_message=data.verdict == "ask" or data.clause == ILLEGAL,
        problem=problem.detail if problem else "",
        **{"together": None, "given": (), "was_done": False, **shown},
    )
