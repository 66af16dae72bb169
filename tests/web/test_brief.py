"""What is the same for all readers is made once a second, and never from before a change."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from belowline.moderation import Moderator
from belowline.stories.story import Story
from belowline.web.brief import Brief
from tests.web.newsroom import HOST, Clock, Newsroom, open_newsroom

pytestmark = pytest.mark.anyio


def counts_of(*stories: Story) -> str:
    return "/api/v1/counts?" + "&".join(f"url={quote(story.url, safe='')}" for story in stories)


def same_for_all(story: Story) -> Iterator[str]:
    yield counts_of(story)
    yield "/api/v1/latest"
    yield "/api/v1/discussed?limit=3"
    yield f"/include?url={quote(story.url, safe='')}"
    yield f"/stories/{story.story_id}/comments.atom"
    yield f"/stories/{story.story_id}/comments.json"
    yield f"/api/v1/stories/{story.story_id}/comments?sort=oldest"


def made(newsroom: Newsroom) -> int:
    """Return how many answers the framework has given: only those have a duration."""
    took = newsroom.belowline.services.operations.meters.took
    return sum(sum(each.counts) for each in took.values())


async def test_all_who_ask_at_once_are_answered_by_one_making(newsroom: Newsroom) -> None:
    story = await newsroom.story("asked by all")
    for path in same_for_all(story):
        before = made(newsroom)

        answers = await asyncio.gather(*(newsroom.reader().get(path) for _ in range(20)))
        again = await newsroom.reader().get(path)

        assert {answer.status_code for answer in answers} == {200}, path
        assert {answer.content for answer in (*answers, again)} == {again.content}
        assert made(newsroom) == before + 1, path


async def test_a_change_is_seen_by_whoever_asks_after_it(newsroom: Newsroom) -> None:
    story = await newsroom.story("changes")
    paths = [path for path in same_for_all(story) if "latest" not in path]
    before = [(await newsroom.reader().get(path)).text for path in paths]

    comment = await newsroom.post(newsroom.reader(), "The first word on it.", story)

    after = [(await newsroom.reader().get(path)).text for path in paths]
    assert not [path for path, old, new in zip(paths, before, after, strict=True) if old == new]
    count = (await newsroom.reader().get(counts_of(story))).json()["items"][0]["comment_count"]
    assert count == 1
    feed = (await newsroom.reader().get(f"/stories/{story.story_id}/comments.json")).json()
    assert [each["id"] for each in feed["items"]] == [f"urn:uuid:{comment['id']}"]


async def test_a_new_story_is_among_the_latest_at_once(newsroom: Newsroom) -> None:
    await newsroom.reader().get("/api/v1/latest")

    body = {"url": f"http://{HOST}/brand-new", "headline": "Brand new"}
    story = (await newsroom.reader().post("/api/v1/stories", json=body)).json()

    latest = (await newsroom.reader().get("/api/v1/latest?limit=50")).json()["items"]
    assert story["id"] in [each["id"] for each in latest]


async def test_a_browser_that_has_it_is_told_so(newsroom: Newsroom) -> None:
    for path in same_for_all(newsroom.rent):
        first = await newsroom.reader().get(path)
        again = await newsroom.reader().get(path, headers={"if-none-match": first.headers["etag"]})
        head = await newsroom.reader().head(path)

        assert (again.status_code, again.content) == (304, b""), path
        assert again.headers["etag"] == first.headers["etag"] == head.headers["etag"]
        assert (head.status_code, head.content) == (200, b"")


async def test_how_long_others_may_keep_it(newsroom: Newsroom) -> None:
    told = {
        path.partition("?")[0].rpartition("/")[2]: await newsroom.reader().get(path)
        for path in same_for_all(newsroom.rent)
    }

    controls = {name: answer.headers.get("cache-control") for name, answer in told.items()}
    assert controls == {
        "counts": "public, max-age=1",
        "latest": "public, max-age=1",
        "discussed": "public, max-age=1",
        "include": "public, max-age=30",
        "comments.atom": "public, max-age=60",
        "comments.json": "public, max-age=60",
        "comments": None,
    }
    assert "stale-if-error" in told["counts"].headers["cdn-cache-control"]
    assert "cdn-cache-control" not in told["comments"].headers
    for answer in told.values():
        assert "accept-encoding" in answer.headers["vary"]


async def test_each_page_that_asks_is_told_whether_it_may_read_it(newsroom: Newsroom) -> None:
    path = counts_of(newsroom.war)
    plain = await newsroom.reader().get(path)
    own = await newsroom.reader(origin=f"http://{HOST}").get(path)
    other = await newsroom.reader(origin="http://evil.example").get(path)

    assert own.content == other.content == plain.content
    assert own.headers["access-control-allow-origin"] == f"http://{HOST}"
    assert "access-control-allow-origin" not in other.headers
    assert "access-control-allow-origin" not in plain.headers
    for answer in (plain, own, other):
        assert "origin" in answer.headers["vary"]
        assert "content-security-policy" in answer.headers


async def test_addresses_are_those_of_the_host_that_was_asked(newsroom: Newsroom) -> None:
    path = f"/stories/{newsroom.war.story_id}/comments.json"
    one = await newsroom.reader().get(path)
    other = await newsroom.reader().get(path, headers={"host": "other.example"})

    assert one.json()["feed_url"] == f"http://{HOST}{path}"
    assert other.json()["feed_url"] == f"http://other.example{path}"


async def test_who_brings_a_token_that_can_not_be_taken_is_told_so(
    engine: Moderator, tmp_path: Path
) -> None:
    async with open_newsroom(tmp_path, moderator=engine, sign_on_secret="s" * 32) as room:
        path = f"/api/v1/stories/{room.rent.story_id}/comments"
        assert (await room.reader().get(path)).status_code == 200

        token = "eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl"
        header = await room.reader(authorization=f"Bearer {token}").get(path)
        query = await room.reader().get(f"{path}?accessToken={token}")
        hidden = await room.reader().get(f"{path}?access%54oken={token}")

        assert {each.status_code for each in (header, query, hidden)} == {401}


async def test_an_error_is_kept_by_nobody(newsroom: Newsroom) -> None:
    unknown = "/stories/00000000-0000-7000-8000-000000000000/comments.atom"
    before = made(newsroom)

    answers = [await newsroom.reader().get(unknown) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert made(newsroom) == before + 2


async def test_the_counts_stay_while_the_database_is_away(
    engine: Moderator, tmp_path: Path
) -> None:
    async with open_newsroom(tmp_path, moderator=engine, has_news=False) as room:
        clock, services = Clock(), room.belowline.services
        brief = Brief(
            room.belowline.app,
            services.cache,
            services.operations.meters,
            now=lambda: clock.now.timestamp(),
        )
        transport = httpx.ASGITransport(app=brief)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}") as reader:
            before = await reader.get(counts_of(room.rent))
            await room.lose_database()
            # It is older than a second now, and has to be made anew.
            clock.advance(hours=1)

            after = await reader.get(counts_of(room.rent))
            never = await reader.get(counts_of(room.war))

        assert (after.status_code, after.content) == (200, before.content)
        assert never.status_code == 503


async def test_long_answers_go_packed(newsroom: Newsroom) -> None:
    story = await newsroom.story("packed")
    for number in range(6):
        await newsroom.post(newsroom.reader(), f"Remark {number} on all that was said.", story)
    path = f"/stories/{story.story_id}/comments.json"

    packed = await newsroom.reader().get(path, headers={"accept-encoding": "gzip"})
    plain = await newsroom.reader().get(path, headers={"accept-encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.json() == plain.json()
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2
