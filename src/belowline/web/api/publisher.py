"""API v1 for the publisher's own systems: what a story is."""

from litestar import Response
from litestar.params import JSONBody

from belowline.stories.open import StoryFacts
from belowline.web.asking import services_of
from belowline.web.identity import AnyRequest
from belowline.web.publisher_key import admit_publisher
from belowline.web.shapes import NewStory, StoryOut, story_out


async def push_story(request: AnyRequest, data: JSONBody[NewStory]) -> Response[StoryOut]:
    """Say what a story is, new (201) or known (200); needs the publisher's key or signature."""
    services = services_of(request)
    admit_publisher(request, await request.body(), services.settings, services.clock())
    facts = StoryFacts(
        url=data.url,
        headline=data.headline,
        standfirst=data.standfirst,
        byline=data.byline,
        section=data.section,
        published_at=data.published_at,
        body=data.text,
    )
    story, is_new = await services.learning.push(services.settings.site.site_id, facts)
    services.changed(story.story_id)
    return Response(story_out(story), status_code=201 if is_new else 200)
