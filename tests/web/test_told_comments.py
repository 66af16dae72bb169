"""A comment that thousands of pages ask for after a change is made once, and is new enough."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from belowline.kernel.ids import CommentId, ReaderId
from tests.web.newsroom import SITE, Newsroom

pytestmark = pytest.mark.anyio

HELD = "The mayor of this town is a complete moron."


async def ask(
    newsroom: Newsroom, comment_id: str, event: object, query: str = ""
) -> httpx.Response:
    path = f"/comments/{comment_id}/fragment?event={event}{query}"
    return await newsroom.reader().get(path)


async def last(newsroom: Newsroom) -> int:
    return await newsroom.belowline.store.last_event(SITE)


async def test_a_thousand_pages_that_ask_after_an_edit_cause_one_rendering(
    newsroom: Newsroom,
) -> None:
    meters = newsroom.belowline.services.operations.meters
    story, author = await newsroom.story("asked"), newsroom.reader()
    comment = await newsroom.post(author, "First words.", story)
    await author.patch(f"/api/v1/comments/{comment['id']}", json={"text": "Second words."})
    number, before = await last(newsroom), meters.rendered

    async with newsroom.reader() as browser:
        path = f"/comments/{comment['id']}/fragment?event={number}"
        answers = await asyncio.gather(*(browser.get(path) for _ in range(1_000)))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert "Second words." in answers[0].text
    assert meters.rendered - before == 1


async def test_it_is_what_everybody_and_its_author_get_without_naming_an_event(
    newsroom: Newsroom,
) -> None:
    story, author = await newsroom.story("same-piece"), newsroom.reader()
    root = await newsroom.post(author, "What is answered.", story)
    comment = await newsroom.post(author, "The answer.", story, parent_id=root["id"])
    path = f"/comments/{comment['id']}/fragment"

    for query in ("", "&lang=ar"):
        told = await ask(newsroom, comment["id"], await last(newsroom), query)
        plain = f"{path}?{query.removeprefix('&')}"
        for reader in (newsroom.reader(), author):
            assert (await reader.get(plain)).text == told.text
        assert "content-security-policy" in told.headers
        assert told.headers["cache-control"] == "no-store"
        assert "set-cookie" not in told.headers


async def test_who_was_told_of_more_than_this_process_has_heard_gets_what_they_were_told_of(
    newsroom: Newsroom,
) -> None:
    """As behind a proxy, where another process keeps the change and tells its pages first."""
    store = newsroom.belowline.store
    story = await newsroom.story("another-process")
    comment = await newsroom.post(newsroom.reader(), "Liked elsewhere.", story)
    first = await ask(newsroom, comment["id"], await last(newsroom))
    assert "> 1</span>" not in first.text

    # The store is told, and nobody wakes the hub.
    await store.like(
        SITE, CommentId(comment["id"]), ReaderId("0190aaaa-0000-7000-8000-000000000001")
    )
    again = await ask(newsroom, comment["id"], await last(newsroom))

    assert "> 1</span>" in again.text


@pytest.mark.parametrize("event", ["", "x", "-1", "²", "9" * 30])
async def test_a_strange_event_is_taken_as_none(newsroom: Newsroom, event: str) -> None:
    story = await newsroom.story("strange")
    comment = await newsroom.post(newsroom.reader(), "Words.", story)

    answer = await ask(newsroom, comment["id"], event)

    assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")


async def test_an_event_that_has_not_come_yet_keeps_nothing_old(newsroom: Newsroom) -> None:
    story, author = await newsroom.story("future"), newsroom.reader()
    comment = await newsroom.post(author, "Old words.", story)
    far = 10**17
    assert "Old words." in (await ask(newsroom, comment["id"], far)).text

    await author.patch(f"/api/v1/comments/{comment['id']}", json={"text": "New words."})

    for event in (1, await last(newsroom), far):
        assert "New words." in (await ask(newsroom, comment["id"], event)).text


async def test_what_is_not_public_is_for_its_author_alone(newsroom: Newsroom) -> None:
    story, author = await newsroom.story("private"), newsroom.reader()
    held = await newsroom.post(author, HELD, story)
    number = await last(newsroom)
    path = f"/comments/{held['id']}/fragment?event={number}"

    assert "moron" in (await author.get(path)).text
    assert (await newsroom.reader().get(path)).status_code == 404


async def test_what_is_taken_down_is_gone_at_once(newsroom: Newsroom) -> None:
    story = await newsroom.story("gone")
    desk = await newsroom.moderator("Go Ne")
    comment = await newsroom.post(newsroom.reader(), "Buy my book.", story)
    number = await last(newsroom)
    assert "Buy my book." in (await ask(newsroom, comment["id"], number)).text

    await desk.rule(comment["id"], "remove", clause="spam")

    assert (await ask(newsroom, comment["id"], number)).status_code == 404
