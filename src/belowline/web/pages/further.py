"""Further comments that wait, as pieces of a page that the desk's script brings in."""

from typing import Any

from litestar import Response
from litestar.params import FromQuery

from belowline.desk.filters import parse_filters
from belowline.desk.queue import FURTHER_PAGE, ROWS_PAGE
from belowline.web.asking import asked
from belowline.web.desk_place import next_address, queue_cursor
from belowline.web.desk_rows import row_views
from belowline.web.desk_views import item_views
from belowline.web.identity import AnyRequest
from belowline.web.pages.desk import desk_context
from belowline.web.pages.story import html


async def further_fragment(request: AnyRequest, after: FromQuery[str] = "") -> Response[Any]:
    """Show the comments behind a place in the queue, without the page around them."""
    services, visitor = await asked(request)
    site_id, me = services.settings.site.site_id, visitor.reader
    context = desk_context(services, visitor)
    filters, place = parse_filters(request.query_params), queue_cursor(after) if after else None
    items, _ = await services.desk.further(me, site_id, filters, place, limit=FURTHER_PAGE)
    assert me is not None
    return html(
        services,
        request,
        "desk/further.html",
        items=await item_views(services, me, items),
        taken=await services.presence.others(me, site_id),
        **context,
    )


async def rows_fragment(request: AnyRequest, after: FromQuery[str] = "") -> Response[Any]:
    """Show the same as rows of the index, many more of them."""
    services, visitor = await asked(request)
    site_id, me = services.settings.site.site_id, visitor.reader
    filters, place = parse_filters(request.query_params), queue_cursor(after) if after else None
    items, following = await services.desk.further(me, site_id, filters, place, limit=ROWS_PAGE)
    assert me is not None
    return html(
        services,
        request,
        "desk/rows.html",
        rows=await row_views(services, me, items),
        taken=await services.presence.others(me, site_id),
        next=next_address(filters, following),
    )
