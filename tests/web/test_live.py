"""Open pages are told what happened in a thread: ids only, in order, none left out."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from pathlib import Path

import pytest

from belowline.live.hub import Hub
from belowline.moderation import Moderator
from tests.polling import PATIENCE
from tests.web.listening import listening
from tests.web.newsroom import SITE, Newsroom, open_newsroom

pytestmark = pytest.mark.anyio


async def test_an_open_page_hears_of_a_new_comment(newsroom: Newsroom) -> None:
    story = await newsroom.story("heard")
    root = await newsroom.post(newsroom.reader(), "The first word.", story)
    path = f"/api/v1/stories/{story.story_id}/live"
    async with listening(newsroom.belowline.app, path) as stream:
        reply = await newsroom.post(
            newsroom.reader(), "A reply to it.", story, parent_id=root["id"]
        )
        said = await stream.until(reply["id"])

    assert stream.status == 200
    assert stream.headers["content-type"].startswith("text/event-stream")
    assert stream.headers["cache-control"] == "no-store"
    assert "content-security-policy" in stream.headers
    assert "event: published" in said
    assert f'"parent_id": "{root["id"]}"' in said


async def test_a_page_that_was_away_hears_what_it_missed_once(newsroom: Newsroom) -> None:
    story = await newsroom.story("missed")
    path = f"/api/v1/stories/{story.story_id}/live"
    async with listening(newsroom.belowline.app, path) as stream:
        first = await newsroom.post(newsroom.reader(), "Heard while there.", story)
        said = await stream.until(first["id"])
    last = re.findall(r"id: (\d+)", said)[-1]
    missed = [await newsroom.post(newsroom.reader(), f"Missed {n}.", story) for n in range(3)]

    async with listening(newsroom.belowline.app, path, last_event_id=last) as stream:
        said = await stream.until(missed[-1]["id"])

    assert first["id"] not in said
    heard = [said.count(f'"comment_id": "{comment["id"]}"') for comment in missed]
    assert heard == [1, 1, 1]


async def test_a_page_is_told_of_withdrawals_and_edits(newsroom: Newsroom) -> None:
    story = await newsroom.story("changing")
    author = newsroom.reader()
    comment = await newsroom.post(author, "Words to change.", story)
    path = f"/api/v1/stories/{story.story_id}/live"

    async with listening(newsroom.belowline.app, path) as stream:
        await author.patch(f"/api/v1/comments/{comment['id']}", json={"text": "Changed words."})
        await stream.until("event: changed")
        await author.delete(f"/api/v1/comments/{comment['id']}")
        said = await stream.until("event: hidden")

    assert "words" not in said.lower()


async def test_nobody_hears_of_what_is_not_public_or_of_other_stories(newsroom: Newsroom) -> None:
    story, other = await newsroom.story("here"), await newsroom.story("there")
    path = f"/api/v1/stories/{story.story_id}/live"

    async with listening(newsroom.belowline.app, path) as stream:
        hidden = [
            await newsroom.post(newsroom.reader(), "What the fuck is this shit.", story),
            await newsroom.post(newsroom.reader(), "Call me.", story, name="+1 202 555 0142"),
            await newsroom.post(newsroom.reader(), "Elsewhere.", other),
        ]
        shown = await newsroom.post(newsroom.reader(), "The one to hear of.", story)
        said = await stream.until(shown["id"])

    assert not [comment for comment in hidden if comment["id"] in said]


@pytest.mark.parametrize("last", ["", "x", "-1", "9" * 30, "²", "1e3"])
async def test_a_strange_last_event_is_taken_as_none(newsroom: Newsroom, last: str) -> None:
    path = f"/api/v1/stories/{newsroom.war.story_id}/live"

    async with listening(newsroom.belowline.app, path, last_event_id=last) as stream:
        assert stream.status == 200


@pytest.mark.parametrize("steps", range(5))
async def test_the_service_can_stop_in_the_moment_in_which_something_happens(
    newsroom: Newsroom, steps: int
) -> None:
    hub = Hub(store=newsroom.belowline.store, site_id=SITE, on_event=lambda event: None)
    relay = asyncio.create_task(hub.run())
    await asyncio.sleep(0)
    hub.wake()
    for _ in range(steps):
        await asyncio.sleep(0)

    relay.cancel()

    with suppress(asyncio.CancelledError):
        async with asyncio.timeout(PATIENCE):
            await relay
    assert relay.cancelled()


async def test_an_unknown_story_has_no_stream(newsroom: Newsroom) -> None:
    answer = await newsroom.reader().get(
        "/api/v1/stories/00000000-0000-7000-8000-000000000000/live"
    )

    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


async def test_a_page_that_comes_is_told_what_happened_since_it_was_made(
    newsroom: Newsroom,
) -> None:
    story = await newsroom.story("since it was made")
    path = f"/api/v1/stories/{story.story_id}/live"
    async with listening(newsroom.belowline.app, path) as stream:
        before = await newsroom.post(newsroom.reader(), "On the page.", story)
        await stream.until(before["id"])
    page = (await newsroom.reader().get(f"/stories/{story.story_id}")).text
    heard = re.findall(r'data-heard="(\d+)"', page)[0]
    since = await newsroom.post(newsroom.reader(), "Not on the page.", story)

    async with listening(newsroom.belowline.app, path, query=f"after={heard}") as stream:
        said = await stream.until(since["id"])

    assert before["id"] in page
    assert since["id"] not in page
    assert before["id"] not in said


async def test_a_page_from_long_ago_is_told_that_it_missed_something(newsroom: Newsroom) -> None:
    story = await newsroom.story("long ago")
    await newsroom.post(newsroom.reader(), "The first word.", story)
    hub = newsroom.belowline.services.news
    assert isinstance(hub, Hub)
    hub._recent.begin(hub.seen)
    # Further back than a server remembers.
    hub._recent.floor = hub.seen + hub._recent.most + 1

    path = f"/api/v1/stories/{story.story_id}/live"
    async with listening(newsroom.belowline.app, path, query="after=0") as stream:
        said = await stream.until("event: missed")

    assert re.search(rf"id: {hub.seen}\r\nevent: missed\r\ndata: {{}}\r\n", said)


async def test_a_story_that_was_listened_to_needs_no_database_to_be_known(
    engine: Moderator, tmp_path: Path
) -> None:
    async with open_newsroom(tmp_path, moderator=engine, has_news=False) as room:
        known, other = (f"/api/v1/stories/{each.story_id}/live" for each in (room.rent, room.war))
        async with listening(room.belowline.app, known) as stream:
            assert stream.status == 200
        await room.lose_database()

        async with listening(room.belowline.app, known) as stream:
            assert stream.status == 200
        assert (await room.reader().get(other)).status_code == 503
