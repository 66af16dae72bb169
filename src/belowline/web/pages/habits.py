"""Where a moderator says what they want to be spared."""

from typing import Any

from litestar import Response

from belowline.desk.habits import Habits
from belowline.web.asking import asked
from belowline.web.desk_token import check_desk_token
from belowline.web.forms import read_form
from belowline.web.identity import AnyRequest
from belowline.web.pages.desk import desk_context
from belowline.web.pages.story import html, redirect


async def habits_page(request: AnyRequest) -> Response[Any]:
    """Show what this moderator is spared."""
    services, visitor = await asked(request)
    return html(
        services,
        request,
        "desk/habits.html",
        **desk_context(services, visitor),
        habits=await services.habits.mine(visitor.reader, services.settings.site.site_id),
        graphic=[each.title for each in services.policy.clauses if each.is_graphic],
    )


async def keep_habits(request: AnyRequest) -> Response[Any]:
    """Keep what a moderator chose."""
    services, visitor = await asked(request)
    fields = await read_form(request)
    check_desk_token(services, visitor, fields.get("token", ""))
    await services.habits.keep(
        visitor.reader,
        services.settings.site.site_id,
        Habits(blurs="blurs" in fields, suggests_breaks="suggests_breaks" in fields),
    )
    return redirect("/desk?notice=kept")
