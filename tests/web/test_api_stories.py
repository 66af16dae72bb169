"""API v1: stories are found or made by their URL, listed, counted, opened and closed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from belowline.stories.open import StoryFacts
from tests.web.newsroom import HOST, START, Newsroom

pytestmark = pytest.mark.anyio

FIELDS = {
    "id",
    "url",
    "headline",
    "standfirst",
    "byline",
    "section",
    "published_at",
    "comment_count",
    "open",
}


async def test_a_story_is_told_with_its_fields_and_without_its_text(newsroom: Newsroom) -> None:
    story = (await newsroom.reader().get(f"/api/v1/stories/{newsroom.war.story_id}")).json()

    assert set(story) == FIELDS
    assert story["url"] == f"https://{HOST}/war"
    assert story["published_at"] == "2026-11-23T10:00:00Z"
    assert story["open"] is True


async def test_a_story_is_made_by_its_address_and_then_found(newsroom: Newsroom) -> None:
    reader = newsroom.reader()
    facts = {"url": f"https://{HOST}/new-bridge-opens", "headline": "New bridge opens"}

    made = await reader.post("/api/v1/stories", json=facts)
    found = await reader.post("/api/v1/stories", json={**facts, "headline": "Another headline"})

    assert (made.status_code, found.status_code) == (201, 200)
    assert set(made.json()) == FIELDS
    assert found.json() == made.json()


async def test_a_story_without_a_headline_is_named_after_its_address(newsroom: Newsroom) -> None:
    answer = await newsroom.reader().post(
        "/api/v1/stories", json={"url": f"https://{HOST}/2026/the-long-road.html"}
    )

    assert answer.json()["headline"] == "The long road"


async def test_how_a_reader_came_is_not_part_of_the_address(newsroom: Newsroom) -> None:
    reader = newsroom.reader()
    plain = f"https://{HOST}/tracked?page=2"
    made = (await reader.post("/api/v1/stories", json={"url": plain})).json()

    for how in (
        f"https://{HOST.upper()}/tracked?utm_source=mail&page=2&fbclid=x",
        f"https://{HOST}:443/tracked?page=2#comments",
        f"https://{HOST}./tracked?gclid=1&page=2",
    ):
        found = await reader.post("/api/v1/stories", json={"url": how})
        assert found.status_code == 200, how
        assert found.json()["id"] == made["id"], how


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://elsewhere.example/a", "foreign-domain"),
        (f"https://not-{HOST}/a", "foreign-domain"),
        (f"https://{HOST}.evil.example/a", "foreign-domain"),
        (f"https://{HOST}@evil.example/a", "bad-url"),
        ("javascript:alert(1)", "bad-url"),
        (f"ftp://{HOST}/a", "bad-url"),
        ("/a", "bad-url"),
        ("", "bad-url"),
        (f"https://{HOST}/\0", "bad-url"),
        (f"https://{HOST}:99999/", "bad-url"),
        ("https://[::1/", "bad-url"),
        (f"https://{HOST}/{'a' * 2_000}", "bad-url"),
    ],
)
async def test_only_addresses_of_the_site_become_stories(
    newsroom: Newsroom, url: str, code: str
) -> None:
    answer = await newsroom.reader().post("/api/v1/stories", json={"url": url})

    assert answer.status_code == 422
    assert answer.json()["code"] == code
    assert answer.json()["field"] == "url"


async def test_a_domain_below_the_sites_own_is_the_sites_too(newsroom: Newsroom) -> None:
    answer = await newsroom.reader().post("/api/v1/stories", json={"url": f"https://m.{HOST}/a"})

    assert answer.status_code == 201


async def test_strangers_cannot_tell_the_engine_what_a_story_says(newsroom: Newsroom) -> None:
    threat = "I will kill you tonight and burn your house."
    told = {"url": f"https://{HOST}/told", "headline": "Told", "text": f"He said: “{threat}”"}
    made = (await newsroom.reader().post("/api/v1/stories", json=told)).json()

    page = await newsroom.reader().get(f"/stories/{made['id']}")
    ruling = await newsroom.reader().post(
        "/api/v1/check", json={"text": threat, "story_id": made["id"]}
    )

    assert "burn your house" not in page.text
    assert ruling.json()["action"] == "reject"


async def test_staff_may_give_a_storys_text(newsroom: Newsroom) -> None:
    desk = await newsroom.moderator("Tess Teller")

    made = await desk.browser.post(
        "/api/v1/stories",
        json={"url": f"https://{HOST}/by-staff", "text": "The bridge was opened by nobody."},
    )
    page = await newsroom.reader().get(f"/stories/{made.json()['id']}")

    assert "The bridge was opened by nobody." in page.text


async def test_stories_are_listed_newest_first_and_each_once(newsroom: Newsroom) -> None:
    for number in range(7):
        await newsroom.belowline.services.open_story(
            newsroom.war.site_id, _facts(f"listed-{number}", hours=number)
        )
    seen: list[dict[str, str]] = []
    query: dict[str, str] = {"limit": "3"}
    while True:
        page = (await newsroom.reader().get("/api/v1/latest", params=query)).json()
        assert set(page) == {"items", "next"}
        seen += page["items"]
        if not page["next"]:
            break
        query["after"] = page["next"]

    dates = [story["published_at"] for story in seen]
    assert dates == sorted(dates, reverse=True)
    assert len({story["id"] for story in seen}) == len(seen) >= 9


async def test_a_list_can_be_asked_for_one_address(newsroom: Newsroom) -> None:
    reader = newsroom.reader()

    known = await reader.get("/api/v1/stories", params={"url": f"https://{HOST}/war?utm_medium=x"})
    unknown = await reader.get("/api/v1/stories", params={"url": f"https://{HOST}/never"})

    assert [story["id"] for story in known.json()["items"]] == [newsroom.war.story_id]
    assert unknown.json() == {"items": [], "next": None}


async def test_the_most_discussed_story_comes_first(newsroom: Newsroom) -> None:
    quiet = await newsroom.story("quiet")
    busy = await newsroom.story("busy")
    for number in range(2):
        await newsroom.post(newsroom.reader(), f"Point {number} is well made.", busy)
    await newsroom.post(newsroom.reader(), "A point well made.", quiet)
    silent = await newsroom.story("silent")

    found = (await newsroom.reader().get("/api/v1/discussed")).json()["items"]

    ids = [story["id"] for story in found]
    assert ids.index(busy.story_id) < ids.index(quiet.story_id)
    assert silent.story_id not in ids


async def test_counts_come_in_the_order_of_the_addresses(newsroom: Newsroom) -> None:
    counted = await newsroom.story("counted")
    await newsroom.post(newsroom.reader(), "One comment that is public.", counted)
    await newsroom.post(newsroom.reader(), "What the fuck is this shit.", counted)
    urls = [f"https://{HOST}/unknown", f"https://{HOST}/counted?utm_source=x"]

    answer = await newsroom.reader().get("/api/v1/counts", params={"url": urls})

    assert answer.json()["items"] == [
        {"url": urls[0], "comment_count": 0},
        {"url": urls[1], "comment_count": 1},
    ]


@pytest.mark.parametrize("times", [0, 51])
async def test_counts_are_for_one_to_fifty_addresses(newsroom: Newsroom, times: int) -> None:
    urls = [f"https://{HOST}/{number}" for number in range(times)]

    answer = await newsroom.reader().get("/api/v1/counts", params={"url": urls})

    assert answer.status_code == 422
    assert answer.json()["code"] == "bad-url"


async def test_a_moderator_closes_a_story_and_opens_it_again(newsroom: Newsroom) -> None:
    story = await newsroom.story("closing")
    desk = await newsroom.moderator("Clo Zing")
    path = f"/api/v1/stories/{story.story_id}"

    closed = await desk.browser.patch(path, json={"open": False})
    refused = await newsroom.reader().post(
        f"{path}/comments", json={"text": "Too late?", "name": "Late Reader"}
    )
    opened = await desk.browser.patch(path, json={"open": True})

    assert closed.json()["open"] is False
    assert (refused.status_code, refused.json()["code"]) == (422, "story-closed")
    assert opened.json()["open"] is True
    await newsroom.post(newsroom.reader(), "In time after all.", story)


def _facts(slug: str, *, hours: int) -> StoryFacts:
    return StoryFacts(url=f"https://{HOST}/{slug}", published_at=START - timedelta(hours=hours))


async def test_a_strangers_headline_that_breaks_the_policy_is_not_printed(
    newsroom: Newsroom,
) -> None:
    facts = {"url": f"https://{HOST}/2026/a-bridge-is-shut", "headline": "Fuck the council"}

    made = await newsroom.reader().post("/api/v1/stories", json=facts)

    assert (made.status_code, made.json()["headline"]) == (201, "A bridge is shut")
