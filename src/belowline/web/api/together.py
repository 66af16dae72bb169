"""Rule on several comments at once, as JSON: foresee, do, take back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Response
from litestar.params import JSONBody
from msgspec import Struct

from belowline.desk.together import Chosen, Done, Foreseen, Orders
from belowline.kernel.errors import BelowlineError
from belowline.kernel.ids import CommentId, RulingId, SiteId
from belowline.web.asking import asked, comment_id_of
from belowline.web.desk_token import check_desk_token
from belowline.web.identity import AnyRequest, Visitor
from belowline.web.services import Services


class ChosenIn(Struct, kw_only=True):
    """A comment, and the id of the latest ruling on the moderator's screen."""

    comment_id: str
    seen: str


class NewRulings(Struct, kw_only=True):
    """One decision about up to 100 comments; `reject` removes what was public."""

    items: list[ChosenIn]
    verdict: str
    clause: str | None = None
    note: str | None = None
    message: str | None = None


class GivenIn(Struct, kw_only=True):
    """A ruling that was just made, or what was just handed to the editors."""

    comment_id: str
    ruling_id: str


class NewUndo(Struct, kw_only=True):
    """What to take back."""

    items: list[GivenIn]


class OneOut(Struct, kw_only=True, omit_defaults=True):
    """What happens to one comment: what it becomes, or (with a code) why it is left out."""

    comment_id: str
    becomes: str = ""
    code: str = ""
    why_not: str = ""
    ruling_id: str = ""
    state: str = ""


class TogetherOut(Struct, kw_only=True):
    """How many become what, how many are left out, and each of them."""

    counts: dict[str, int]
    left_out: int
    items: list[OneOut]


async def foresee(request: AnyRequest, data: JSONBody[NewRulings]) -> Response[TogetherOut]:
    """Say what one ruling would do to several comments (staff), and do nothing."""
    services, visitor = await _allowed(request)
    found = await services.together.foresee(
        visitor.reader, orders_of(services.settings.site.site_id, data)
    )
    return _answer([_foreseen(each) for each in found])


async def rule_together(request: AnyRequest, data: JSONBody[NewRulings]) -> Response[TogetherOut]:
    """Rule on several comments at once (staff); what can't be ruled on is left out and told."""
    services, visitor = await _allowed(request)
    done = await do_together(services, visitor, data)
    return _answer([_done(each) for each in done], 201)


async def undo_together(request: AnyRequest, data: JSONBody[NewUndo]) -> Response[TogetherOut]:
    """Take one's own rulings back (staff), all at once, within ten seconds."""
    services, visitor = await _allowed(request)
    given = [(comment_id_of(each.comment_id), RulingId(each.ruling_id)) for each in data.items]
    told = await take_back(services, visitor, given)
    return _answer([_taken_back(comment_id, each) for comment_id, each in told.items()])


async def do_together(services: Services, visitor: Visitor, data: NewRulings) -> Sequence[Done]:
    """Rule, and have the stories' pages made anew."""
    done = await services.together(visitor.reader, orders_of(services.settings.site.site_id, data))
    for story_id in {each.comment.story_id for each in done if each.given and each.comment}:
        services.changed(story_id)
    return done


async def take_back(
    services: Services, visitor: Visitor, given: Sequence[tuple[CommentId, RulingId]]
) -> Mapping[CommentId, Any]:
    """Take rulings back, and have the stories' pages made anew."""
    site_id = services.settings.site.site_id
    told = await services.together.take_back(visitor.reader, site_id, given)
    kept = [each for each in told.values() if not isinstance(each, BelowlineError)]
    for story_id in {each.story_id for each in kept}:
        services.changed(story_id)
    return told


def orders_of(site_id: SiteId, data: NewRulings) -> Orders:
    """Return what the desk understands."""
    return Orders(
        site_id=site_id,
        # Each once: a comment has a box in the index and one of its own.
        chosen=list(
            dict.fromkeys(
                Chosen(comment_id_of(each.comment_id), RulingId(each.seen)) for each in data.items
            )
        ),
        verdict=data.verdict,
        clause=data.clause,
        note=data.note or "",
        message=data.message or "",
    )


async def _allowed(request: AnyRequest) -> tuple[Services, Visitor]:
    services, visitor = await asked(request)
    check_desk_token(services, visitor, request.headers.get("x-csrf-token", ""))
    return services, visitor


def _answer(items: list[OneOut], status: int = 200) -> Response[TogetherOut]:
    counts = Counter(each.becomes for each in items if not each.code)
    told = TogetherOut(
        counts=dict(counts), left_out=sum(bool(each.code) for each in items), items=items
    )
    return Response(told, status_code=status, headers={"cache-control": "no-store"})


def _foreseen(each: Foreseen) -> OneOut:
    return OneOut(
        comment_id=each.one.comment_id,
        becomes=each.becomes,
        code=each.code,
        why_not=each.why_not,
    )


def _done(each: Done) -> OneOut:
    told = _foreseen(each.foreseen)
    told.ruling_id = each.given or ""
    told.state = each.comment.state if each.comment else ""
    return told


def _taken_back(comment_id: CommentId, told: Any) -> OneOut:
    if isinstance(told, BelowlineError):
        return OneOut(comment_id=comment_id, code=told.code, why_not=told.detail)
    return OneOut(comment_id=comment_id, becomes="as before", state=told.state)
