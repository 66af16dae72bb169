"""Tell open pages what happens in their thread, at little cost while nothing happens."""

import asyncio
import json
import re
from contextlib import suppress
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from belowline.conversation.news import News
from belowline.kernel.errors import Unavailable
from belowline.kernel.ids import StoryId, is_id
from belowline.web.services import Services

_ROUTE = "/api/v1/stories/{story_id}/live"
_PATH = re.compile(r"/api/v1/stories/([0-9a-f-]{36})/live")
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]
# The page comes again after three seconds where the line breaks; a beat tells it that we are there.
_BEGIN = b": listening\r\nretry: 3000\r\n\r\n"
_BEAT = b": still here\r\n\r\n"
_END = {"type": "http.response.body", "body": b"", "more_body": False}


class LiveStreams:
    """Answers whoever listens to a story that there is; all else goes on to the application.

    The framework's own way keeps a dozen frames and three tasks for each page, thirty kilobytes.
    """

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app = app
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer until the page is closed or the news end."""
        story_id = await self._story(scope)
        if story_id is None:
            await self._app(scope, receive, send)
            return
        self._services.operations.meters.request("GET", _ROUTE, 200, None)
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        telling = asyncio.create_task(self._tell(story_id, _after(scope), send))
        try:
            # The page says nothing more: what comes is that it is closed, or that all was sent.
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
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
        site_id, story_id = self._services.settings.site.site_id, StoryId(found[1])
        with suppress(Unavailable):
            if await self._services.stories.story(site_id, story_id) is not None:
                return story_id
        return None

    async def _tell(self, story_id: StoryId, after: int | None, send: Send) -> None:
        await send(_chunk(_BEGIN))
        site_id = self._services.settings.site.site_id
        # Without the database what was missed can't be told; the page comes again by itself.
        with suppress(Unavailable):
            async for news in self._services.news.listen(site_id, story_id, after=after):
                await send(_chunk(_BEAT if news is None else _told(news)))
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


def _told(news: News) -> bytes:
    about = news.comment
    ids = about.comment_id, about.parent_id, about.root_id
    return _event(news.event.kind.value, news.event.number, *ids)


@lru_cache(maxsize=64)
def _event(kind: str, number: int, comment_id: str, parent_id: str | None, root_id: str) -> bytes:
    """Return an event as it is sent: the same bytes to all who listen."""
    ids = {"comment_id": comment_id, "parent_id": parent_id, "root_id": root_id}
    return f"id: {number}\r\nevent: {kind}\r\ndata: {json.dumps(ids)}\r\n\r\n".encode()
