"""Whoever was never here costs next to nothing, and whoever was is known as before."""

from __future__ import annotations

import pytest

from belowline.web.cookies import MEMBER_COOKIE, READER_COOKIE, SESSION_COOKIE
from belowline.web.nobody import ROUTE
from tests.web.newsroom import HOST, Newsroom

pytestmark = pytest.mark.anyio


def part_of(newsroom: Newsroom) -> str:
    return f"/api/v1/stories/{newsroom.rent.story_id}/me"


async def test_a_stranger_is_told_the_same_by_the_front_as_by_the_framework(
    newsroom: Newsroom,
) -> None:
    stranger = await newsroom.reader().get(part_of(newsroom))
    forger = await newsroom.reader(cookie=f"{READER_COOKIE}=forged").get(part_of(newsroom))

    assert stranger.status_code == forger.status_code == 200
    assert stranger.content == forger.content
    assert dict(stranger.headers) == dict(forger.headers)
    assert stranger.json()["name"] == ""


@pytest.mark.parametrize("query", ["", "?lang=de"])
async def test_a_strangers_part_needs_no_framework_and_no_database(
    newsroom: Newsroom, query: str
) -> None:
    requests = newsroom.belowline.services.operations.meters.requests
    before = requests["GET", ROUTE, 200]

    analytics = newsroom.reader(cookie="_ga=GA1.1; consent=all")
    answer = await analytics.get(part_of(newsroom) + query)
    head = await analytics.head(part_of(newsroom) + query)

    assert answer.json()["comments"] == []
    assert (head.content, head.headers["content-length"]) == (
        b"",
        answer.headers["content-length"],
    )
    assert requests["GET", ROUTE, 200] == before + 2


async def test_the_publishers_page_may_read_a_strangers_part_and_no_other_may(
    newsroom: Newsroom,
) -> None:
    own = await newsroom.reader(origin=f"http://{HOST}").get(part_of(newsroom))
    other = await newsroom.reader(origin="http://evil.example").get(part_of(newsroom))

    assert own.headers["access-control-allow-origin"] == f"http://{HOST}"
    assert "access-control-allow-origin" not in other.headers
    assert "origin" in own.headers["vary"]
    assert "origin" in other.headers["vary"]


async def test_who_wrote_is_known_by_cookie_by_header_and_by_query(newsroom: Newsroom) -> None:
    author = newsroom.reader()
    body = {"text": "The first word on rents.", "name": "Ada Reader"}
    answer = await author.post(f"/api/v1/stories/{newsroom.rent.story_id}/comments", json=body)
    token = answer.headers["belowline-reader"]

    ways = (
        (author, ""),
        (newsroom.reader(cookie=f"theme=dark; {READER_COOKIE}={token}; _ga=1"), ""),
        (newsroom.reader(authorization=f"Bearer {token}"), ""),
        (newsroom.reader(), f"?accessToken={token}"),
        (newsroom.reader(), f"?lang=de&access%54oken={token}"),
    )
    for reader, query in ways:
        mine = (await reader.get(part_of(newsroom) + query)).json()["comments"]
        assert [each["id"] for each in mine] == [answer.json()["id"]]


@pytest.mark.parametrize("name", [READER_COOKIE, SESSION_COOKIE, MEMBER_COOKIE])
async def test_any_cookie_of_ours_is_looked_at(newsroom: Newsroom, name: str) -> None:
    requests = newsroom.belowline.services.operations.meters.took
    before = sum(requests[ROUTE].counts) if ROUTE in requests else 0

    await newsroom.reader(cookie=f"a=b; {name}=x").get(part_of(newsroom))

    # Only what the framework answered has a duration.
    assert sum(requests[ROUTE].counts) == before + 1


async def test_nothing_but_a_question_is_answered_for_nobody(newsroom: Newsroom) -> None:
    for method in ("POST", "PUT", "DELETE"):
        answer = await newsroom.reader().request(method, part_of(newsroom))
        assert answer.status_code == 405
