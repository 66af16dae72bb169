"""What the desk's open pages ask for while somebody works: who is where, and to take back."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from litestar import Response
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from belowline.desk.filters import parse_filters
from belowline.kernel.ids import CommentId, RulingId
from belowline.web.asking import asked, comment_id_of
from belowline.web.desk_token import check_desk_token
from belowline.web.identity import AnyRequest


class Pulse(Struct, kw_only=True):
    """A page that is open at the desk: the comment before the moderator's eyes, None while they
    are away; `query` is the address's, which holds the filters."""

    open: str | None = None
    query: str = ""


class PulseOut(Struct, kw_only=True):
    """How many wait, and what others have open: names by comment."""

    size: int
    taken: Mapping[CommentId, str]


async def pulse(request: AnyRequest, data: JSONBody[Pulse]) -> Response[Any]:
    """Say what a moderator has open (staff), and learn what others have."""
    services, visitor = await asked(request)
    check_desk_token(services, visitor, request.headers.get("x-csrf-token", ""))
    me, site_id = visitor.reader, services.settings.site.site_id
    if data.open is None:
        await services.presence.leave(me, site_id)
    else:
        comment_id = comment_id_of(data.open)
        await services.desk.exists(me, site_id, comment_id)
        await services.presence.open(me, site_id, comment_id)
    filters = parse_filters(dict(parse_qsl(data.query.removeprefix("?"))))
    told = PulseOut(
        size=await services.desk.size(me, site_id, filters),
        taken=await services.presence.others(me, site_id),
    )
    return Response(told, headers={"cache-control": "no-store"})


async def undo(
    request: AnyRequest, comment_id: FromPath[str], ruling_id: FromPath[str]
) -> Response[dict[str, str]]:
    """Take one's own ruling back (staff), within ten seconds."""
    services, visitor = await asked(request)
    check_desk_token(services, visitor, request.headers.get("x-csrf-token", ""))
    comment = await services.undo(
        visitor.reader,
        services.settings.site.site_id,
        comment_id_of(comment_id),
        RulingId(ruling_id),
    )
    services.changed(comment.story_id)
    return Response({"state": comment.state, "seen": comment.ruling_id})
