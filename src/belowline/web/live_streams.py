"""Tell open pages what happens in their thread, at little cost while nothing happens."""

import asyncio
import re
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from belowline.conversation.news import Missed
from belowline.kernel.errors import Unavailable
from belowline.kernel.ids import StoryId, is_id
from belowline.web.known_stories import KnownStories
from belowline.web.services import Services
from belowline.web.told import Telling, retry

_ROUTE = "/api/v1/stories/{story_id}/live"
_PATH = re.compile(r"/api/v1/stories/([0-9a-f-]{36})/live")
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]
# When the page comes again where the line breaks differs from page to page, so that a process that
# is started anew isn't met by all of them at once; a beat tells it that we are there, and behind
# which number to go on then.
_BEGIN = b": listening\r\nretry: %d\r\n\r\n"
_BEAT = b": still here\r\nid: %d\r\nretry: %d\r\n\r\n"
_END = {"type": "http.response.body", "body": b"", "more_body": False}


class LiveStreams:
    """Answers whoever listens to a story that there is; all else goes on to the application.

    The framework's own way keeps a dozen frames and three tasks for each page, thirty kilobytes.
    """

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app = app
        self._services = services
        self._telling = Telling()
        self._open = 0
        self._known = KnownStories(services)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer until the page is closed or the news end."""
        story_id = await self._story(scope)
        if story_id is None:
            await self._app(scope, receive, send)
            return
        self._services.operations.meters.request("GET", _ROUTE, 200, None)
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        telling = asyncio.create_task(self._tell(story_id, _after(scope), send))
        self._open += 1
        try:
            # The page says nothing more: what comes is that it is closed, or that all was sent.
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            self._open -= 1
            telling.cancel()
            with suppress(asyncio.CancelledError):
                await telling

    async def _story(self, scope: Scope) -> StoryId | None:
        """Return the story that is listened to, None for every other request."""
        if scope["type"] != ScopeType.HTTP or scope["method"] != "GET":
            return None
        found = _PATH.fullmatch(scope["path"])
        if found is None or not is_id(found[1]):
            return None
        story_id = StoryId(found[1])
        return story_id if await self._known.has(story_id) else None

    async def _tell(self, story_id: StoryId, after: int | None, send: Send) -> None:
        await send(_chunk(_BEGIN % retry(self._open)))
        site_id = self._services.settings.site.site_id
        # Without the database what was missed can't be told; the page comes again by itself.
        with suppress(Unavailable):
            async for news in self._services.news.listen(site_id, story_id, after=after):
                if news is None:
                    heard = self._services.news.told_of(site_id, story_id)
                    said = _BEAT % (heard, retry(self._open))
                else:
                    said = _missed(news) if isinstance(news, Missed) else self._telling(news)
                await send(_chunk(said))
        end: Any = _END
        await send(end)


def _after(scope: Scope) -> int | None:
    """Return the number of the last event that the page has heard."""
    last = next((value for name, value in scope["headers"] if name == b"last-event-id"), None)
    if last is None:
        last = parse_qs(scope["query_string"]).get(b"after", [b""])[-1]
    return int(last) if last.isdigit() and len(last) < 19 else None


def _chunk(body: bytes) -> Any:
    return {"type": "http.response.body", "body": body, "more_body": True}


def _missed(missed: Missed) -> bytes:
    return f"id: {missed.number}\r\nevent: missed\r\ndata: {{}}\r\n\r\n".encode()
