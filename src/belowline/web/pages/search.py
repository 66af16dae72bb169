"""The desk's search of every comment: its page and its API."""

import base64
import binascii
from typing import Any
from urllib.parse import urlencode

from litestar import Response
from litestar.params import FromQuery

from belowline.desk.filters import Filters, parse_filters
from belowline.desk.search import Found, Query, SearchCursor, is_comment_id, parse_query
from belowline.kernel.errors import BelowlineError, Refused
from belowline.kernel.ids import is_id
from belowline.web.asking import asked
from belowline.web.identity import AnyRequest, Visitor
from belowline.web.pages.desk import desk_context
from belowline.web.pages.story import html, redirect
from belowline.web.present.queue import filter_bar
from belowline.web.present.search import hit_view
from belowline.web.services import Services

NOTHING = Found((), {}, None)


async def search_page(
    request: AnyRequest, q: FromQuery[str] = "", after: FromQuery[str | None] = None
) -> Response[Any]:
    """Show the comments that have the words, the newest first."""
    services, visitor = await asked(request)
    if is_comment_id(q) is not None:
        return redirect(f"/desk/comments/{is_comment_id(q)}")
    filters, query, found, problem = Filters(), Query(), NOTHING, None
    try:
        filters = parse_filters(request.query_params)
        query = parse_query(q)
        if q.strip() or filters.query():
            found = await _search(services, visitor, q, filters, after)
    except Refused as error:
        problem = error
    me, site_id = visitor.reader, services.settings.site.site_id
    bar = filter_bar(
        filters, services.policy, await services.desk.offers(me, site_id), address="/desk/search"
    )
    return html(
        services,
        request,
        "desk/search.html",
        problem.status if problem else 200,
        **desk_context(services, visitor),
        size=await services.desk.size(me, site_id),
        q=q,
        bar=bar,
        is_asked=bool(q.strip() or filters.query()),
        hits=[hit_view(hit, found, query) for hit in found.hits],
        next=_next(q, filters, found.next),
        problem=problem.detail if problem else "",
    )


async def search_list(
    request: AnyRequest, q: FromQuery[str] = "", after: FromQuery[str | None] = None
) -> Response[dict[str, Any]]:
    """Search every comment, in any state (staff), the newest first."""
    services, visitor = await asked(request)
    found = await _search(services, visitor, q, parse_filters(request.query_params), after)
    return Response(
        {
            "items": [
                {
                    "comment_id": hit.comment.comment_id,
                    "story_id": hit.comment.story_id,
                    "author": hit.comment.author.name,
                    "revision": hit.number,
                    "text": hit.text,
                    "state": hit.comment.state,
                    "created_at": hit.comment.created_at,
                }
                for hit in found.hits
            ],
            "next": _encode(found.next) if found.next else None,
        },
        headers={"cache-control": "no-store"},
    )


async def _search(
    services: Services, visitor: Visitor, q: str, filters: Filters, after: str | None
) -> Found:
    return await services.search(
        visitor.reader,
        services.settings.site.site_id,
        q,
        filters=filters,
        after=_cursor(after) if after else None,
    )


def _next(q: str, filters: Filters, cursor: SearchCursor | None) -> str | None:
    if cursor is None:
        return None
    return f"/desk/search?{urlencode({'q': q, **filters.query(), 'after': _encode(cursor)})}"


def _encode(cursor: SearchCursor) -> str:
    text = f"{cursor.place}.{cursor.comment_id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _cursor(text: str) -> SearchCursor:
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        place, _, comment_id = base64.urlsafe_b64decode(padded).decode("ascii").partition(".")
        cursor = SearchCursor(int(place), comment_id)
    except (ValueError, binascii.Error):
        raise _bad() from None
    if not is_id(comment_id) or not 0 <= cursor.place < 2**63:
        raise _bad()
    return cursor


def _bad() -> BelowlineError:
    return Refused("after is not a place in a search.", code="bad-cursor", field="after")
