"""A reader sees what is known about them, takes it along, and has it erased."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from belowline.main.own_data import make_house
from belowline.moderation import Moderator
from tests.people.signing import ADA, SECRET, coral_token
from tests.web.newsroom import Clock, Newsroom, open_newsroom, token_in

pytestmark = pytest.mark.anyio

TEXT = "The bridge should have been mended years ago."


@pytest.fixture
async def room(engine: Moderator, tmp_path: Path) -> AsyncIterator[Newsroom]:
    """Lend a newsroom with a clock of its own."""
    async with open_newsroom(
        tmp_path, moderator=engine, clock=Clock(), sign_on_secret=SECRET
    ) as room:
        yield room


async def member(room: Newsroom, **user: Any) -> httpx.AsyncClient:
    browser = room.reader()
    await browser.post("/sign-on", data={"token": coral_token(user=ADA | user)})
    return browser


async def press(browser: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    token = token_in((await browser.get("/me")).text)
    return await browser.post(path, data={"token": token, **fields})


async def keep_house(room: Newsroom) -> None:
    services, settings = room.belowline.services, room.belowline.settings
    house = make_house(settings, room.belowline.store, services.erase_readers, room.clock)
    await house.go_round({})


async def test_a_stranger_has_nothing_here(room: Newsroom) -> None:
    page = await room.reader().get("/me")

    assert page.status_code == 200
    assert "Nothing is known about you" in page.text
    assert (await room.reader().get("/api/v1/me/data")).status_code == 401


async def test_a_reader_takes_everything_along(room: Newsroom) -> None:
    browser = await member(room)
    comment = await room.post(browser, TEXT)

    answer = await browser.get("/me/data")

    assert "attachment" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "private, no-store"
    document = answer.json()
    assert document["reader"]["email"] == "ada@news.example"
    assert [each["id"] for each in document["comments"]] == [comment["id"]]
    assert document["comments"][0]["revisions"][0]["text"] == TEXT
    assert document["comments"][0]["rulings"][0]["verdict"] == "publish"
    assert len(document["sessions"]) == 1
    bearer = room.reader(authorization=f"Bearer {coral_token()}")
    assert (await bearer.get("/api/v1/me/data")).json()["comments"] == document["comments"]


async def test_a_guest_changes_their_name_and_old_comments_keep_theirs(room: Newsroom) -> None:
    browser = room.reader()
    first = await room.post(browser, TEXT, name="Old Name")

    answer = await press(browser, "/me/name", name="New Name")

    assert answer.status_code == 303
    second = await room.post(browser, f"{TEXT} I say it again.", name=None)
    found = {each["id"]: each["author"]["name"] for each in await room.listing(room.rent)}
    assert found == {first["id"]: "Old Name", second["id"]: "New Name"}


@pytest.mark.parametrize("name", ["Mo Deane", "Fuck You", " "])
async def test_a_name_that_can_not_be_had_is_refused_with_the_reason(
    room: Newsroom, name: str
) -> None:
    await room.staff("Mo Deane")
    browser = room.reader()
    await room.post(browser, TEXT)

    answer = await press(browser, "/me/name", name=name)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert (await browser.get("/me/data")).json()["reader"]["name"] == "Ada Reader"


async def test_a_name_of_the_publishers_is_changed_there(room: Newsroom) -> None:
    browser = await member(room)

    assert "comes with your account" in (await browser.get("/me")).text
    assert (await press(browser, "/me/name", name="X")).status_code == 403


async def test_signing_out_everywhere_ends_every_browser(room: Newsroom) -> None:
    one, other = await member(room), await member(room)
    assert (await one.get("/me")).text.count("Another browser") == 1

    assert (await press(one, "/me/sign-out-everywhere")).status_code == 303

    for browser in (one, other):
        assert "Nothing is known about you" in (await browser.get("/me")).text


async def test_an_erasure_can_be_taken_back_for_a_day(room: Newsroom) -> None:
    browser = await member(room)
    await room.post(browser, TEXT)

    await press(browser, "/me/erasure")
    assert "You will be erased" in (await browser.get("/me")).text
    room.clock.advance(hours=23)
    await keep_house(room)
    await press(browser, "/me/erasure/cancel")
    room.clock.advance(hours=2)
    await keep_house(room)

    assert (await browser.get("/me/data")).json()["reader"]["name"] == "Ada L."


async def test_after_a_day_the_reader_is_gone_and_the_words_are_nobodys(room: Newsroom) -> None:
    browser = await member(room)
    comment = await room.post(browser, TEXT)
    page = f"/stories/{room.rent.story_id}"
    assert "Ada L." in (await room.reader().get(page)).text

    await press(browser, "/me/erasure")
    room.clock.advance(hours=24)
    await keep_house(room)

    assert "Nothing is known about you" in (await browser.get("/me")).text
    (kept,) = await room.listing(room.rent)
    assert (kept["id"], kept["text"]) == (comment["id"], TEXT)
    assert kept["author"] == {"name": "Former reader", "badge": None, "badges": []}
    for anybody in (browser, room.reader()):
        assert (await anybody.delete(f"/api/v1/comments/{comment['id']}")).status_code == 403


async def test_a_publisher_may_choose_that_the_words_go_too(
    engine: Moderator, tmp_path: Path
) -> None:
    async with open_newsroom(
        tmp_path, moderator=engine, clock=Clock(), sign_on_secret=SECRET, erasure="removed"
    ) as room:
        browser = await member(room)
        await room.post(browser, TEXT)
        assert "lose their words" in (await browser.get("/me")).text
        await browser.post("/api/v1/me/erasure")
        room.clock.advance(hours=24)
        await keep_house(room)

        assert await room.listing(room.rent) == []


async def test_a_guest_who_was_erased_is_a_stranger_with_their_old_cookie(room: Newsroom) -> None:
    browser = room.reader()
    await room.post(browser, TEXT)
    await press(browser, "/me/erasure")
    room.clock.advance(hours=24)
    await keep_house(room)

    await room.post(browser, f"{TEXT} I am somebody new.")

    document = (await browser.get("/me/data")).json()
    assert len(document["comments"]) == 1


async def test_staff_are_not_erased_by_a_button(room: Newsroom) -> None:
    desk = await room.moderator("Mo Deane")

    page = await desk.browser.get("/me")

    assert page.status_code == 200
    assert "Erase me" not in page.text
    assert (await press(desk.browser, "/me/erasure")).status_code == 403


async def test_a_form_of_somebody_elses_page_does_nothing(room: Newsroom) -> None:
    browser = await member(room)

    for path in ("/me/name", "/me/erasure", "/me/erasure/cancel", "/me/sign-out-everywhere"):
        answer = await browser.post(path, data={"token": "x", "name": "X"})
        assert answer.status_code == 403
    assert "You will be erased" not in (await browser.get("/me")).text


async def test_a_running_server_keeps_house(room: Newsroom) -> None:
    running = {task.get_name() for task in asyncio.all_tasks()}
    assert "housekeeping" in running


async def test_a_guests_email_is_forgotten_half_a_year_after_they_wrote(room: Newsroom) -> None:
    browser = room.reader()
    await room.post(browser, TEXT, email="guest@x.example")

    room.clock.advance(days=179)
    await keep_house(room)
    assert (await browser.get("/me/data")).json()["reader"]["email"] == "guest@x.example"
    room.clock.advance(days=2)
    await keep_house(room)

    assert (await browser.get("/me/data")).json()["reader"]["email"] is None
