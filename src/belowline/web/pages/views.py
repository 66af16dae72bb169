"""Keep and forget a moderator's views of the queue, from forms."""

from typing import Any
from urllib.parse import urlencode

from litestar import Response

from belowline.desk.filters import parse_filters
from belowline.web.asking import asked
from belowline.web.desk_token import check_desk_token
from belowline.web.forms import read_form
from belowline.web.identity import AnyRequest
from belowline.web.pages.story import redirect


async def keep_view(request: AnyRequest) -> Response[Any]:
    """Keep the filters in force under a name."""
    services, visitor = await asked(request)
    fields = await read_form(request)
    check_desk_token(services, visitor, fields.get("token", ""))
    filters = parse_filters(fields)
    site_id = services.settings.site.site_id
    await services.views.keep(visitor.reader, site_id, fields.get("name", ""), filters)
    return redirect(f"/desk?{urlencode(filters.query())}")


async def forget_view(request: AnyRequest) -> Response[Any]:
    """Forget a view; the filters stay in force."""
    services, visitor = await asked(request)
    fields = await read_form(request)
    check_desk_token(services, visitor, fields.get("token", ""))
    site_id = services.settings.site.site_id
    await services.views.forget(visitor.reader, site_id, fields.get("name", ""))
    query = urlencode(parse_filters(fields).query())
    return redirect(f"/desk?{query}" if query else "/desk")
