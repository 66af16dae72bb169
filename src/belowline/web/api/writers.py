"""API v1: who wrote in a thread, for completing the name behind an @."""

from litestar import Response
from litestar.params import FromPath, FromQuery
from msgspec import Struct

from belowline.conversation.mentions import SUGGESTED
from belowline.conversation.words import LONGEST_NAME
from belowline.kernel.ids import CommentId
from belowline.web.api.stories import known_story
from belowline.web.asking import asked
from belowline.web.identity import AnyRequest


class WriterOut(Struct, kw_only=True):
    """Somebody who wrote in the thread, and their newest public comment there."""

    name: str
    comment_id: CommentId


class WriterList(Struct, kw_only=True):
    """Those whose name has a word that begins so, who wrote last first."""

    items: list[WriterOut]


async def list_writers(
    request: AnyRequest, story_id: FromPath[str], q: FromQuery[str] = ""
) -> Response[WriterList]:
    """List up to six readers of the thread by the beginning of a name."""
    services, visitor = await asked(request)
    limits = services.settings.limits
    services.limiter.take("writers", visitor.address, limits.checks_per_address)
    story = await known_story(services, story_id)
    found = await services.post.store.writers_like(
        story.site_id, story.story_id, q[:LONGEST_NAME].strip(), limit=SUGGESTED
    )
    items = [
        WriterOut(name=each.name, comment_id=each.comment_id) for each in found if each.comment_id
    ]
    return Response(WriterList(items=items), headers={"cache-control": "no-store"})
