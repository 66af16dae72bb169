"""List what the editors picked in a thread."""

from litestar import Response
from litestar.params import FromPath

from belowline.web.api.stories import known_story
from belowline.web.asking import services_of
from belowline.web.identity import AnyRequest
from belowline.web.shapes import CommentList, comment_out

# More than any page shows; of a story with more, these are the latest.
MOST_FEATURED = 100


async def list_featured(request: AnyRequest, story_id: FromPath[str]) -> Response[CommentList]:
    """List the comments of a story that the editors picked, the latest pick first."""
    services = services_of(request)
    story = await known_story(services, story_id)
    found = await services.comments.featured(story.site_id, story.story_id, limit=MOST_FEATURED)
    return Response(CommentList(items=[comment_out(each) for each in found], next=None))
