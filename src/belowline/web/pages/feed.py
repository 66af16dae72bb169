"""The newest comments of a story as JSON Feed 1.1, beside the Atom feed."""

from typing import Any

from litestar import Response
from litestar.params import FromPath

from belowline.conversation.comment import Comment
from belowline.conversation.paging import PAGE_SIZE, Sort
from belowline.web.api.stories import known_story
from belowline.web.asking import home_of, services_of
from belowline.web.away import whole_links
from belowline.web.identity import AnyRequest
from belowline.web.present.comments import moment
from belowline.web.words import gettext


async def json_feed(request: AnyRequest, story_id: FromPath[str]) -> Response[dict[str, Any]]:
    """Return the newest comments of a story as a JSON feed."""
    services, home = services_of(request), home_of(request)
    story = await known_story(services, story_id)
    comments = await services.comments.listing(
        story.site_id, story.story_id, sort=Sort.NEWEST, after=None, limit=PAGE_SIZE
    )
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": gettext("Comments on %(headline)s") % {"headline": story.headline},
        "home_page_url": story.url,
        "feed_url": f"{home}/stories/{story.story_id}/comments.json",
        "language": services.settings.site.language,
        "items": [_item(comment, home) for comment in comments],
    }
    return Response(
        feed,
        media_type="application/feed+json",
        headers={"cache-control": "public, max-age=60"},
    )


def _item(comment: Comment, home: str) -> dict[str, Any]:
    item = {
        # The same as in the Atom feed, so that a reader who changes feeds is not told twice.
        "id": f"urn:uuid:{comment.comment_id}",
        "url": f"{home}/comments/{comment.comment_id}",
        "content_html": whole_links(comment.html, home),
        "date_published": moment(comment.created_at).iso,
        "authors": [{"name": comment.author.name}],
    }
    edited = {"date_modified": moment(comment.edited_at).iso} if comment.edited_at else {}
    return item | edited
