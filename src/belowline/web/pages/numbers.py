"""The desk's numbers: a month, or a year, beside the one before it."""

from typing import Any

from litestar import Response
from litestar.params import FromQuery

from belowline.desk.read_numbers import Period
from belowline.web.asking import asked
from belowline.web.identity import AnyRequest, desk_token
from belowline.web.pages.story import html
from belowline.web.present.numbers import numbers_view


async def numbers_page(request: AnyRequest, period: FromQuery[str] = "") -> Response[Any]:
    """Show what happened, added up (editors and owners)."""
    services, visitor = await asked(request)
    today = services.clock()
    wanted = Period.parse(period) if period else Period(today.year, today.month)
    both = await services.read_numbers(visitor.reader, services.settings.site.site_id, wanted)
    assert visitor.reader is not None
    return html(
        services,
        request,
        "desk/numbers.html",
        me={"name": visitor.reader.name, "role": visitor.reader.role.value},
        token=desk_token(services.settings.secret, visitor.session),
        numbers=numbers_view(both, services.policy, today),
    )
