"""The desk's form that opens, holds, pauses or closes a thread."""

from typing import Any

from litestar import Response
from litestar.params import FromPath

from belowline.people.access import Right, require
from belowline.web.asking import asked, comment_id_of, story_id_of
from belowline.web.desk_token import check_desk_token
from belowline.web.forms import read_form
from belowline.web.identity import AnyRequest
from belowline.web.pages.story import redirect


async def order_thread(request: AnyRequest, story_id: FromPath[str]) -> Response[Any]:
    """Take a moderator's decision about a thread, and return to the comment they were at."""
    services, visitor = await asked(request)
    fields = await read_form(request)
    require(Right.MODERATE, visitor.reader)
    check_desk_token(services, visitor, fields.get("token", ""))
    site_id = services.settings.site.site_id
    story = await services.order_thread(
        visitor.reader, site_id, story_id_of(story_id), fields.get("mode", "")
    )
    services.changed(story.story_id)
    return redirect(f"/desk/comments/{comment_id_of(fields.get('at', ''))}")
