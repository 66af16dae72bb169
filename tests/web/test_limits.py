"""Everybody may do a thing only so often; who is too fast is told how long to wait."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest

from belowline.moderation import Moderator
from tests.web.newsroom import HOST, PLENTY, Newsroom, open_newsroom

pytestmark = pytest.mark.anyio

ONE_PER_HOUR = (1, 3600)


@pytest.fixture(params=[True, False], ids=["api", "form"])
def by_api(request: pytest.FixtureRequest) -> bool:
    """Try both ways in."""
    return bool(request.param)


async def twice(
    folder: Any, engine: Moderator, limit: str, send: Callable[..., Any]
) -> tuple[httpx.Response, httpx.Response]:
    """Return what one reader gets for doing a thing twice where once an hour is allowed."""
    limits = replace(PLENTY, **{limit: ONE_PER_HOUR})
    async with open_newsroom(folder, moderator=engine, limits=limits) as newsroom:
        reader = newsroom.reader()
        return await send(newsroom, reader, 1), await send(newsroom, reader, 2)


async def post(newsroom: Newsroom, reader: httpx.AsyncClient, number: int) -> httpx.Response:
    return await reader.post(
        f"/api/v1/stories/{newsroom.rent.story_id}/comments",
        json={"text": f"Word {number}.", "name": "Quick"},
    )


async def post_form(newsroom: Newsroom, reader: httpx.AsyncClient, number: int) -> httpx.Response:
    path = f"/stories/{newsroom.rent.story_id}/comments"
    return await newsroom.send(reader, path, text=f"Word {number}.", name="Quick")


async def report(newsroom: Newsroom, reader: httpx.AsyncClient, number: int) -> httpx.Response:
    comment = await newsroom.post(newsroom.reader(), f"Word {number}.")
    return await reader.post(f"/api/v1/comments/{comment['id']}/reports", json={"reason": "spam"})


async def report_form(newsroom: Newsroom, reader: httpx.AsyncClient, number: int) -> httpx.Response:
    comment = await newsroom.post(newsroom.reader(), f"Word {number}.")
    path = f"/comments/{comment['id']}/report"
    return await newsroom.send(reader, path, reason="spam", note="Note kept.")


async def like(newsroom: Newsroom, reader: httpx.AsyncClient, number: int) -> httpx.Response:
    comment = await newsroom.post(newsroom.reader(), f"Word {number}.")
    return await reader.post(f"/api/v1/comments/{comment['id']}/like")


async def check(newsroom: Newsroom, reader: httpx.AsyncClient, number: int) -> httpx.Response:
    return await reader.post("/api/v1/check", json={"text": f"Word {number}."})


async def open_story(newsroom: Newsroom, reader: httpx.AsyncClient, number: int) -> httpx.Response:
    return await reader.post("/api/v1/stories", json={"url": f"https://{HOST}/{number}"})


@pytest.mark.parametrize(
    ("limit", "send"),
    [
        ("posts_per_address", post),
        ("reports_per_address", report),
        ("likes", like),
        ("checks_per_address", check),
        ("stories_per_address", open_story),
    ],
)
async def test_the_second_of_one_an_hour_waits_an_hour(
    tmp_path_factory: pytest.TempPathFactory,
    engine: Moderator,
    limit: str,
    send: Callable[..., Any],
) -> None:
    first, second = await twice(tmp_path_factory.mktemp("limits"), engine, limit, send)

    assert first.status_code in (200, 201)
    assert second.status_code == 429
    assert second.headers["content-type"] == "application/problem+json"
    assert second.json()["code"] == "too-many"
    assert 3590 <= int(second.headers["retry-after"]) <= 3600


async def test_a_form_that_comes_too_soon_keeps_its_text(
    tmp_path_factory: pytest.TempPathFactory, engine: Moderator
) -> None:
    folder = tmp_path_factory.mktemp("limits")
    first, second = await twice(folder, engine, "posts_per_address", post_form)

    assert (first.status_code, second.status_code) == (303, 429)
    assert "Word 2.</textarea>" in second.text
    assert int(second.headers["retry-after"]) > 3590


async def test_a_report_that_comes_too_soon_keeps_its_note(
    tmp_path_factory: pytest.TempPathFactory, engine: Moderator
) -> None:
    folder = tmp_path_factory.mktemp("limits")
    first, second = await twice(folder, engine, "reports_per_address", report_form)

    assert (first.status_code, second.status_code) == (200, 429)
    assert "Note kept.</textarea>" in second.text


async def test_a_reader_who_changes_networks_is_still_one_reader(
    tmp_path_factory: pytest.TempPathFactory, engine: Moderator
) -> None:
    limits = replace(PLENTY, posts=ONE_PER_HOUR)
    folder = tmp_path_factory.mktemp("limits")
    async with open_newsroom(folder, moderator=engine, limits=limits) as newsroom:
        at_home = newsroom.reader()
        answers = [await post(newsroom, at_home, 1)]
        for number in (2, 3):
            elsewhere = newsroom.reader()
            elsewhere.cookies.update(at_home.cookies)
            answers.append(await post(newsroom, elsewhere, number))

    assert [answer.status_code for answer in answers] == [201, 201, 429]


async def test_guessing_passwords_is_slow(
    tmp_path_factory: pytest.TempPathFactory, engine: Moderator
) -> None:
    limits = replace(PLENTY, sign_ins_per_address=(3, 900))
    folder = tmp_path_factory.mktemp("limits")
    async with open_newsroom(folder, moderator=engine, limits=limits) as newsroom:
        attacker = newsroom.reader()
        answers = [
            await newsroom.send(attacker, "/desk/enter", token="x", link="guess") for _ in range(4)
        ]
        page = await attacker.get("/desk/sign-in")
        token = page.text.partition('name="token" value="')[2].partition('"')[0]
        fields = {"token": token, "email": f"a@{HOST}", "password": "x"}
        guesses = [await attacker.post("/desk/sign-in", data=fields) for _ in range(4)]
        links = await attacker.post("/desk/enter", data={"token": token, "link": "guess"})

    assert {answer.status_code for answer in answers} == {403}
    assert [guess.status_code for guess in guesses] == [422, 422, 422, 429]
    assert links.status_code == 429
    assert int(guesses[-1].headers["retry-after"]) <= 300


async def test_an_ipv6_household_is_one_address(
    tmp_path_factory: pytest.TempPathFactory, engine: Moderator
) -> None:
    limits = replace(PLENTY, checks_per_address=ONE_PER_HOUR)
    folder = tmp_path_factory.mktemp("limits")
    async with open_newsroom(folder, moderator=engine, limits=limits, trust_proxy=True) as newsroom:

        async def from_address(address: str) -> int:
            claimed = f"192.0.2.1, {address}"
            reader = newsroom.reader(**{"x-forwarded-for": claimed})
            return (await check(newsroom, reader, 1)).status_code

        answers = [
            await from_address(address)
            for address in (
                "2001:db8:1:2::1",
                "2001:db8:1:2:ffff::9",
                "2001:db8:1:3::1",
                "nonsense",
            )
        ]

    assert answers == [200, 429, 200, 200]


async def test_nobody_claims_another_address_without_a_proxy_of_ours(
    tmp_path_factory: pytest.TempPathFactory, engine: Moderator
) -> None:
    limits = replace(PLENTY, checks_per_address=ONE_PER_HOUR)
    folder = tmp_path_factory.mktemp("limits")
    async with open_newsroom(folder, moderator=engine, limits=limits) as newsroom:
        reader = newsroom.reader()
        answers = [
            await reader.post(
                "/api/v1/check",
                json={"text": "A word."},
                headers={"x-forwarded-for": f"198.51.100.{number}"},
            )
            for number in range(2)
        ]

    assert [answer.status_code for answer in answers] == [200, 429]
