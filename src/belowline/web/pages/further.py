"""Further comments that wait, as a piece of a page that the desk's script brings in."""

from typing import Any

from litestar import Response
from litestar.params import FromQuery

from belowline.desk.filters import parse_filters
from belowline.web.asking import asked
from belowline.web.desk_views import item_views
from belowline.web.identity import AnyRequest
from belowline.web.pages.desk import desk_context, next_address, queue_cursor
from belowline.web.pages.story import html


async def further_fragment(request: AnyRequest, after: FromQuery[str] = "") -> Response[Any]:
    """Show the comments behind a place in the queue, without the page around them."""
    services, visitor = await asked(request)
    site_id, me = services.settings.site.site_id, visitor.reader
    context = desk_context(services, visitor)
    filters = parse_filters(request.query_params)
    items, following = await services.desk.further(
        me, site_id, filters, queue_cursor(after) if after else None
    )
    assert me is not None
    return html(
        services,
        request,
        "desk/further.html",
        items=await item_views(services, me, items),
        taken=await services.presence.others(me, site_id),
        next=next_address(filters, following),
        **context,
    )
