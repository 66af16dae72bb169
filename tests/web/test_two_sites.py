"""Two sites in one database: what is done at one is not known at the other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from belowline.config import Site
from belowline.kernel.ids import SiteId
from belowline.people.reader import Role
from tests.web.newsroom import HOST, Newsroom, open_newsroom, token_in

pytestmark = pytest.mark.anyio

DAILY = Site(
    site_id=SiteId("daily"), name="The Daily", tagline="", language="en", domains=("daily.example",)
)


@dataclass
class Sites:
    """Two newsrooms on one database, and one browser that has both on one host."""

    main: Newsroom
    daily: Newsroom

    def browser(self) -> tuple[httpx.AsyncClient, httpx.AsyncClient]:
        """Return a browser's two tabs: it keeps its cookies by host, whatever the port."""
        tabs = self.main.reader(), self.daily.reader()
        tabs[1]._cookies = tabs[0]._cookies
        return tabs


@pytest.fixture
async def sites(tmp_path: Path) -> AsyncIterator[Sites]:
    """Lend two sites that run on one database."""
    async with (
        open_newsroom(tmp_path) as main,
        open_newsroom(tmp_path, site=DAILY, secret=b"another secret for the daily, 32") as daily,
    ):
        yield Sites(main, daily)


async def test_a_reader_of_one_host_keeps_a_name_at_each_of_its_sites(sites: Sites) -> None:
    at_main, at_daily = sites.browser()
    here = await sites.main.post(at_main, "The cap is too low to help anybody.")
    there = await sites.daily.post(at_daily, "The cap is too high for landlords.")
    again = await sites.main.post(at_main, "And it comes a year too late, I fear.")

    mine = (await at_main.get(f"/api/v1/stories/{sites.main.rent.story_id}/me")).json()

    assert {each["id"] for each in mine["comments"]} == {here["id"], again["id"]}
    assert there["id"] not in str(mine)


async def test_who_is_let_into_one_desk_has_none_at_the_other(sites: Sites) -> None:
    at_main, at_daily = sites.browser()
    for newsroom, browser in ((sites.main, at_main), (sites.daily, at_daily)):
        sign_in = newsroom.belowline.services.sign_in
        link = await sign_in.make_link(await newsroom.staff("Mona Moderator"))
        other = at_daily if browser is at_main else at_main
        assert (await other.get("/desk/enter", params={"link": link})).status_code == 404
        page = await browser.get("/desk/enter", params={"link": link})
        await browser.post("/desk/enter", data={"link": link, "token": token_in(page.text)})

    assert [(await tab.get("/desk")).status_code for tab in (at_main, at_daily)] == [200, 200]
    assert {each for each in at_main.cookies if "session" in each} == {
        "belowline_session",
        "belowline_session_daily",
    }
    await at_daily.post(
        "/desk/sign-out", data={"token": token_in((await at_daily.get("/desk")).text)}
    )
    assert (await at_main.get("/desk")).status_code == 200
    assert (await at_daily.get("/desk")).status_code != 200


async def test_a_session_that_is_carried_over_by_hand_opens_nothing(sites: Sites) -> None:
    desk = await sites.main.moderator("Mona Moderator")
    session = desk.browser.cookies["belowline_session"]
    thief = sites.daily.reader()
    for name in ("belowline_session", "belowline_session_daily"):
        thief.cookies.set(name, session)

    assert (await thief.get("/api/v1/desk/queue")).status_code == 401


async def test_a_policy_that_one_site_saves_is_not_the_others(sites: Sites) -> None:
    editor = await sites.daily.moderator("Edda Editor", Role.EDITOR)
    before = sites.main.belowline.services.policy
    policy = (await editor.browser.get("/api/v1/desk/policy")).json()

    saved = await editor.browser.post(
        "/api/v1/desk/policy",
        json={"text": 'extends = "balanced"\n', "reason": "Hotels.", "seen": policy["number"]},
        headers={"x-csrf-token": editor.token},
    )
    assert saved.status_code == 201, saved.text
    await sites.main.belowline.services.news.relay()  # type: ignore[attr-defined]

    assert sites.main.belowline.services.policy == before
    assert sites.daily.belowline.services.policy != before


async def test_stories_and_their_comments_are_their_sites_alone(sites: Sites) -> None:
    reader = sites.main.reader()
    comment = await sites.main.post(reader, "A lighthouse is cheaper than a lawsuit.")
    stranger, desk = sites.daily.reader(), await sites.daily.moderator("Mona Moderator")

    for path in (
        f"/stories/{sites.main.rent.story_id}",
        f"/api/v1/stories/{sites.main.rent.story_id}",
        f"/api/v1/comments/{comment['id']}",
    ):
        assert (await stranger.get(path)).status_code == 404, path
    liked = await stranger.post(f"/api/v1/comments/{comment['id']}/like")
    found = await desk.browser.get("/api/v1/desk/search", params={"q": "lighthouse"})

    assert liked.status_code == 404
    assert comment["id"] not in found.text
    assert (await sites.main.listing(sites.main.rent))[0]["likes"] == 0


async def test_a_story_is_made_on_the_sites_own_domains_only(sites: Sites) -> None:
    async def status(newsroom: Newsroom, host: str) -> int:
        story = {"url": f"https://{host}/2026/a-story"}
        return (await newsroom.reader().post("/api/v1/stories", json=story)).status_code

    assert await status(sites.main, HOST) == 201
    assert await status(sites.main, "daily.example") >= 400
    assert await status(sites.daily, "daily.example") == 201
    assert await status(sites.daily, HOST) >= 400


async def test_who_is_erased_at_one_site_is_still_known_at_the_other(sites: Sites) -> None:
    at_main, at_daily = sites.browser()
    gone = await sites.main.post(at_main, "I take my words back.")
    kept = await sites.daily.post(at_daily, "I stand by my words.")

    assert (await at_main.post("/api/v1/me/erasure")).status_code == 202
    for newsroom in (sites.main, sites.daily):
        newsroom.clock.advance(hours=25)
        services = newsroom.belowline.services
        while await services.erase_readers.due(services.settings.site.site_id):
            pass

    (erased,) = await sites.main.listing(sites.main.rent)
    (left,) = await sites.daily.listing(sites.daily.rent)
    assert (erased["id"], left["id"]) == (gone["id"], kept["id"])
    assert erased["author"]["name"] != "Ada Reader"
    assert left["author"]["name"] == "Ada Reader"
