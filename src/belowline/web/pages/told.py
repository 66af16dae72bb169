"""Answer pages that were told of a change with the comment as it is now, made once for them all."""

import re
import time
from urllib.parse import parse_qs

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from belowline.conversation.comment import Comment, State
from belowline.kernel.errors import BelowlineError
from belowline.kernel.ids import CommentId, is_id
from belowline.stories.story import Story
from belowline.web.api.stories import known_story
from belowline.web.cache import make_page
from belowline.web.encodings import PLAIN, accepted
from belowline.web.forms import page_token
from belowline.web.languages import spoken
from belowline.web.page import Page
from belowline.web.present.comments import comment_view, story_view
from belowline.web.services import Services

_ROUTE = "/comments/{comment_id}/fragment"
_PATH = re.compile(r"/comments/([0-9a-f-]{36})/fragment")
# Beside what was made for sending, the page keeps which event it is not older than.
_KNOWS = "knows"
_SAME_FOR_ALL = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"cache-control", b"no-store"),
    # A network of caches asks once for all: what it gets is as new as the address asks for.
    (b"cdn-cache-control", b"public, max-age=1"),
    (b"vary", b"accept-encoding"),
]


class ToldComments:
    """Answers who asks for a published comment and says which event told them of it.

    Their answer has to be at least as new as that event, which this process may not have read yet
    where another process told them. Whoever else asks, and whatever is not public, goes on to the
    application: there the author may see more.
    """

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app = app
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        began = time.perf_counter()
        asked = _asked(scope)
        page = await self._page(*asked) if asked else None
        if page is None:
            await self._app(scope, receive, send)
            return
        kind = accepted(scope["headers"])
        body = page.body(kind)
        headers = [*_SAME_FOR_ALL, (b"content-length", b"%d" % len(body))]
        if kind != PLAIN:
            headers.append((b"content-encoding", kind.encode()))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})
        took = time.perf_counter() - began
        self._services.operations.meters.request("GET", _ROUTE, 200, took)

    async def _page(self, comment_id: CommentId, number: int) -> Page | None:
        """Return the comment; None where it is not public, or can't be had now."""
        cache = self._services.cache
        address = f"/comments/{comment_id}/fragment?lang={spoken().asked}"
        kept = cache.get(address)
        if kept is not None and kept.answers[_KNOWS] >= number:
            return kept
        try:
            # Under the number: what is being made for who was told of less may lack something.
            return await cache.making((address, number), lambda: self._make(address, comment_id))
        except BelowlineError:
            return None

    async def _make(self, address: str, comment_id: CommentId) -> Page | None:
        services = self._services
        site_id = services.settings.site.site_id
        known = await services.comments.comment(site_id, comment_id)
        if known is None:
            return None
        topic = site_id, known.story_id
        generation = services.cache.generation(*topic)
        knows = await services.events.last_event(site_id)
        comment = await services.comments.comment(site_id, comment_id)
        if comment is None or comment.state is not State.PUBLISHED:
            return None
        story = await known_story(services, comment.story_id)
        page = make_page(await self._filled_in(comment, story), services.cache.now())
        page.answers[_KNOWS] = knows
        services.operations.meters.rendered += 1
        return services.cache.keep(address, topic, generation, page)

    async def _filled_in(self, comment: Comment, story: Story) -> str:
        services = self._services
        above = (
            await services.comments.comment(comment.site_id, comment.parent_id)
            if comment.parent_id
            else None
        )
        token = page_token(services.settings.secret, story.story_id, services.clock())
        return services.renderer(
            "comment.html",
            {
                "path": f"/comments/{comment.comment_id}/fragment",
                "comment": comment_view(comment, above=above),
                "story": story_view(story),
                "token": token,
            },
        )


def _asked(scope: Scope) -> tuple[CommentId, int] | None:
    """Return which comment is asked for and which event told of it, None for all other requests."""
    if scope["type"] != ScopeType.HTTP or scope["method"] != "GET":
        return None
    found = _PATH.fullmatch(scope["path"])
    if found is None or not is_id(found[1]):
        return None
    number = parse_qs(scope["query_string"].decode("latin-1")).get("event", [""])[-1]
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    return CommentId(found[1]), int(number)
