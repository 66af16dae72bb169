"""Ask for everything that anybody may see, as a stranger."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from urllib.parse import quote

import httpx

from belowline.people.access import Right
from belowline.web.routes import ROUTES
from tests.web.newsroom import Newsroom

# These never end; test_live.py listens to them.
ENDLESS = "/live"


def public_addresses(stories: Sequence[str], comments: Sequence[str]) -> list[str]:
    """Return every public address there is for these stories and comments."""
    found = []
    for route in ROUTES:
        if route.method != "GET" or route.right is not Right.PUBLIC or ENDLESS in route.path:
            continue
        ids = stories if "{story_id" in route.path else comments
        for each in ids if "{" in route.path else [""]:
            path = route.path.replace("{story_id:str}", each).replace("{comment_id:str}", each)
            found += [path, *_variants(path, stories, comments)]
    return found


def _variants(path: str, stories: Sequence[str], comments: Sequence[str]) -> list[str]:
    if path.endswith("/reply"):
        return [f"{path}?to={each}" for each in comments]
    if path.endswith("/report"):
        return [f"{path}?reason=illegal"]
    if path.endswith(tuple(stories)) and path.startswith("/stories/"):
        return [f"{path}?sort={sort}&fragment=1" for sort in ("oldest", "best")]
    if path.endswith("/comments"):
        return [f"{path}?parent_id={each}&sort=oldest" for each in comments]
    if path.endswith(tuple(comments)):
        return [f"{path}?fragment=1"]
    return []


async def walk(
    newsroom: Newsroom, reader: httpx.AsyncClient, stories: Sequence[str], comments: Sequence[str]
) -> AsyncIterator[tuple[str, httpx.Response]]:
    """Yield each public address with what the reader gets there."""
    urls = [(await reader.get(f"/api/v1/stories/{each}")).json()["url"] for each in stories]
    by_url = [
        f"{path}?url={quote(url, safe='')}"
        for path in ("/oembed", "/api/v1/counts", "/api/v1/stories")
        for url in urls
    ]
    for address in [*public_addresses(stories, comments), *by_url]:
        yield address, await reader.get(address)
