"""Moderators are spared graphic words at first sight, and told to rest, as each chooses."""

from __future__ import annotations

import pytest

from tests.web.newsroom import Desk, Newsroom

pytestmark = pytest.mark.anyio

HARMLESS = "The mayor of this town is a complete moron."


async def page(desk: Desk, path: str = "/desk") -> str:
    return (await desk.browser.get(path)).text


async def test_graphic_words_are_blurred_until_asked_for(newsroom: Newsroom) -> None:
    public = await newsroom.post(newsroom.reader(), "Read the minutes before you vote, please.")
    harmless = await newsroom.post(newsroom.reader(), HARMLESS)
    path = f"/api/v1/comments/{public['id']}/reports"
    await newsroom.reader().post(path, json={"reason": "violence"})
    desk = await newsroom.moderator("Vera Veiled")

    graphic = await page(desk, f"/desk/comments/{public['id']}")
    other = await page(desk, f"/desk/comments/{harmless['id']}")

    assert "data-unveil" in graphic
    assert "Show the words: violence" in graphic
    assert "data-unveil" not in other


async def test_what_a_moderator_chose_is_remembered_for_them_alone(newsroom: Newsroom) -> None:
    public = await newsroom.post(newsroom.reader(), "Read the minutes before you vote, please!")
    path = f"/api/v1/comments/{public['id']}/reports"
    await newsroom.reader().post(path, json={"reason": "violence"})
    hardened, other = await newsroom.moderator("Hardy Hard"), await newsroom.moderator("Ola Other")
    address = f"/desk/comments/{public['id']}"
    assert "data-rest" in await page(hardened, address)

    kept = await hardened.browser.post("/desk/habits", data={"token": hardened.token})

    assert kept.headers["location"] == "/desk?notice=kept"
    mine = await page(hardened, address)
    assert "data-unveil" not in mine
    assert "data-rest" not in mine
    theirs = await page(other, address)
    assert "data-unveil" in theirs
    assert "data-rest" in theirs
    assert 'name="blurs" checked' in await page(other, "/desk/habits")
    assert 'name="blurs">' in await page(hardened, "/desk/habits")


async def test_another_sessions_form_changes_no_habit(newsroom: Newsroom) -> None:
    desk = await newsroom.moderator("Cyd Csrf")

    answer = await desk.browser.post("/desk/habits", data={"token": "made up"})

    assert answer.status_code == 403
    assert 'name="blurs" checked' in await page(desk, "/desk/habits")
