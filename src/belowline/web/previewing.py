"""Make the preview of a comment: the sanitiser's own HTML, and nothing is kept."""

from markupsafe import Markup

from belowline.conversation.markup import render
from belowline.conversation.mentions import mentioned
from belowline.conversation.words import check_text
from belowline.stories.story import Story
from belowline.web.identity import Visitor
from belowline.web.services import Services


async def preview_of(services: Services, visitor: Visitor, story: Story, text: str) -> Markup:
    """Return the HTML that the comment would have; raises Refused for words that can't be taken.

    The same sanitiser makes it as makes what is public; nothing is kept.
    """
    limits = services.settings.limits
    services.limiter.take("check", visitor.address, limits.checks_per_address)
    text = check_text(text)
    known = await mentioned(services.post.store, story.site_id, story.story_id, text)
    return Markup(render(text, known))
