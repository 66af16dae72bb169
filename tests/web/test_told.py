"""Open pages are told what they need to know, so that ten thousand need not ask for it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from belowline.web.told import retry, within
from tests.web.listening import Stream, listening
from tests.web.newsroom import SITE, Newsroom

pytestmark = pytest.mark.anyio


def told(said: str, kind: str) -> dict[str, Any]:
    """Return what stood in the last event of this kind."""
    found: dict[str, Any] = json.loads(re.findall(rf"event: {kind}\r\ndata: (.*)\r", said)[-1])
    return found


async def next_of(stream: Stream, kind: str) -> dict[str, Any]:
    """Return what stands in the next event of this kind."""
    stream.said = ""
    return told(await stream.until(f"event: {kind}"), kind)


async def test_a_like_is_told_with_its_number_and_an_edit_with_what_to_ask_for(
    newsroom: Newsroom,
) -> None:
    story = await newsroom.story("liked")
    author = newsroom.reader()
    comment = await newsroom.post(author, "Words that are liked.", story)
    path = f"/api/v1/comments/{comment['id']}"

    async with listening(
        newsroom.belowline.app, f"/api/v1/stories/{story.story_id}/live"
    ) as stream:
        await newsroom.reader().post(f"{path}/like")
        liked = await next_of(stream, "changed")
        await author.patch(path, json={"text": "Other words."})
        edited = await next_of(stream, "changed")

    ids = {"comment_id": comment["id"], "parent_id": None, "root_id": comment["id"]}
    last = await newsroom.belowline.store.last_event(SITE)
    assert liked == {**ids, "likes": 1, "number": last - 1}
    assert edited == {**ids, "within": 0.0, "number": last}


async def test_what_is_taken_down_is_told_with_what_stands_in_its_place(
    newsroom: Newsroom,
) -> None:
    story = await newsroom.story("taken")
    desk = await newsroom.moderator("Ta Ken")
    author = newsroom.reader()
    lone = await newsroom.post(author, "Nobody answers this.", story)
    answered = await newsroom.post(author, "Somebody answers this.", story)
    await newsroom.post(newsroom.reader(), "An answer.", story, parent_id=answered["id"])

    async with listening(
        newsroom.belowline.app, f"/api/v1/stories/{story.story_id}/live"
    ) as stream:
        await desk.rule(lone["id"], "remove", clause="spam")
        gone = await next_of(stream, "hidden")
        await desk.rule(answered["id"], "remove", clause="spam")
        stone = await next_of(stream, "hidden")

    assert (gone["comment_id"], gone["instead"]) == (lone["id"], None)
    assert (stone["comment_id"], stone["instead"]) == (answered["id"], "removed")


async def test_each_page_is_told_another_moment_to_come_again(newsroom: Newsroom) -> None:
    path = f"/api/v1/stories/{newsroom.war.story_id}/live"
    waits = set()
    for _ in range(8):
        async with listening(newsroom.belowline.app, path) as stream:
            waits |= {int(wait) for wait in re.findall(r"retry: (\d+)", stream.said)}

    assert len(waits) > 1
    assert all(2_000 <= wait < 4_000 for wait in waits)


def test_the_more_pages_are_open_the_wider_they_are_spread_and_never_too_wide() -> None:
    many = [retry(10_000) for _ in range(1_000)]

    assert 2_000 <= min(many) < 3_000
    assert 9_000 < max(many) < 10_000
    assert [within(pages) for pages in (0, 50, 2_000, 1_000_000)] == [0.0, 0.0, 1.0, 5.0]
