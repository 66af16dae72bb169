"""Show a reader how their comment would look, before anybody else sees a word of it."""

from typing import Any

from litestar import Response
from litestar.params import FromPath

from belowline.web.api.stories import known_story
from belowline.web.asking import asked
from belowline.web.forms import read_form
from belowline.web.identity import AnyRequest
from belowline.web.pages.story import html
from belowline.web.previewing import preview_of


async def preview_fragment(request: AnyRequest, story_id: FromPath[str]) -> Response[Any]:
    """Return the preview alone, for a script that puts it beside the box."""
    services, visitor = await asked(request)
    fields = await read_form(request)
    story = await known_story(services, story_id)
    preview = await preview_of(services, visitor, story, fields.get("text", ""))
    return html(services, request, "preview.html", preview=preview, heading=3)
