"""The record: what was done at the desk, for those who answer for it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from belowline.moderation import Moderator
from belowline.people.access import Right
from belowline.people.ports import Door
from belowline.people.reader import Role
from belowline.web.routes import ROUTES
from tests.web.newsroom import SITE, Desk, Newsroom, open_newsroom

pytestmark = pytest.mark.anyio

TEXT = "Words of which only a hash may stay."


@pytest.fixture
async def newsroom(engine: Moderator, tmp_path: Path) -> AsyncIterator[Newsroom]:
    """Lend a newsroom to each test: in a record of everything, others would be in the way."""
    async with open_newsroom(tmp_path, moderator=engine) as room:
        yield room


async def record(desk: Desk, **query: str) -> httpx.Response:
    """Return the page."""
    return await desk.browser.get("/desk/record", params=query)


def deeds(page: httpx.Response) -> list[str]:
    """Return who did what, as the page tells it."""
    assert page.status_code == 200, page.text
    found = re.findall(
        r"<b><bdi>(.*?)</bdi></b></p>\s*<p class=\"deed\">(.*?)\s*(?:<a|</p>)", page.text
    )
    return [f"{who}: {what}" for who, what in found]


async def test_a_shift_stands_in_the_record(newsroom: Newsroom) -> None:
    desk = await newsroom.moderator("Mo Derator")
    comment = await newsroom.post(newsroom.reader(), TEXT)
    await desk.rule(comment["id"], "remove", clause="spam", note="A note about somebody.")
    editor = await newsroom.moderator("Ed Itor", Role.EDITOR)

    page = await record(editor)

    policy = newsroom.belowline.services.policy.version
    assert deeds(page) == [
        "Ed Itor: Signed in with a link",
        "Mo Derator: Removed for spam",
        "Mo Derator: Signed in with a link",
        f"The server: Policy {policy} came into force",
    ]
    assert f'href="/desk/comments/{comment["id"]}"' in page.text
    assert page.headers["cache-control"] == "private, no-store"
    for personal in (TEXT, "A note about somebody", "Ada Reader"):
        assert personal not in page.text


async def test_it_is_searched_by_who_what_when_and_comment(newsroom: Newsroom) -> None:
    comments = [await newsroom.post(newsroom.reader(), f"Words, {n}.") for n in range(2)]
    for name, comment in zip(("Ann One", "Ben Two"), comments, strict=True):
        newsroom.clock.advance(days=1)
        await (await newsroom.moderator(name)).rule(comment["id"], "remove", clause="racism")
    editor = await newsroom.moderator("Ed Itor", Role.OWNER)
    ann = await newsroom.belowline.store.reader_by_email(SITE, "ann.one@news.example")
    assert ann is not None
    day = f"{newsroom.clock.now:%Y-%m-%d}"

    by_ann, by_ben = (f"{name}: Removed for racism" for name in ("Ann One", "Ben Two"))
    assert deeds(await record(editor, by=ann.reader_id, act="ruling")) == [by_ann]
    assert deeds(await record(editor, comment=comments[1]["id"])) == [by_ben]
    address = f" https://news.example/comments/{comments[0]['id'].upper()} "
    assert deeds(await record(editor, comment=address)) == [by_ann]
    assert deeds(await record(editor, act="ruling", since=day, until=day)) == [by_ben]
    nothing = await record(editor, act="export")
    assert deeds(nothing) == []
    assert "Nothing like it was recorded." in nothing.text


async def test_it_goes_on_page_by_page(newsroom: Newsroom) -> None:
    editor = await newsroom.moderator("Ed Itor", Role.EDITOR)
    for number in range(60):
        at = newsroom.clock.now + timedelta(seconds=number // 7)
        await newsroom.belowline.store.take_policy(SITE, f"version {number}", at)

    seen: list[str] = []
    address: str | None = "/desk/record?act=policy"
    while address:
        page = await editor.browser.get(address)
        seen += deeds(page)
        found = re.search(r'href="([^"]+)" rel="next"', page.text)
        address = found.group(1).replace("&amp;", "&") if found else None

    told = [re.sub(r"\D", "", each) for each in seen[:-1]]
    assert told == [str(number) for number in reversed(range(60))]


async def test_a_moderator_who_has_left_is_told_of_without_a_name(newsroom: Newsroom) -> None:
    editor = await newsroom.moderator("Ed Itor", Role.EDITOR)
    await newsroom.belowline.store.add_session(
        SITE,
        "ab" * 32,
        (await newsroom.belowline.services.guests.new(SITE, name="Once Here")).reader_id,
        newsroom.clock.now + timedelta(hours=1),
        at=newsroom.clock.now,
        door=Door.PASSWORD,
    )

    assert deeds(await record(editor))[0] == (
        "Somebody who is no longer on the staff: Signed in with a password"
    )


async def test_what_cannot_be_looked_for_is_refused(newsroom: Newsroom) -> None:
    editor = await newsroom.moderator("Ed Itor", Role.EDITOR)
    queries = {
        ("before", "x"): 422,
        ("before", "1-99999999999999999999"): 422,
        ("before", "999999999999999-1"): 422,
        ("before", "99999999999999-1"): 200,
        ("since", "yesterday"): 422,
        ("until", "2026-02-30"): 422,
        ("until", "2999-12-31"): 200,
        ("by", "\0"): 404,
        ("act", "nothing"): 404,
        ("comment", "no id"): 404,
    }

    answers = {query: (await record(editor, **dict([query]))).status_code for query in queries}

    assert answers == queries


async def test_a_moderator_is_kept_out_and_not_shown_the_way(newsroom: Newsroom) -> None:
    desk = await newsroom.moderator("Mo Derator")
    editor = await newsroom.moderator("Ed Itor", Role.EDITOR)
    overseen = [route for route in ROUTES if route.right is Right.OVERSEE]

    assert overseen
    for route in overseen:
        path = re.sub(r"\{[^}]*\}", "1", route.path)
        assert (await desk.browser.request(route.method, path)).status_code == 403
        stranger = await newsroom.reader().request(route.method, path)
        if route.method == "GET" and not path.startswith("/api/"):
            assert stranger.headers["location"] == "/desk/sign-in"
        else:
            assert stranger.status_code == 401
    for room in ("/desk/numbers", "/desk/record", "/desk/policy"):
        assert f'href="{room}"' not in (await desk.browser.get("/desk")).text
        assert f'href="{room}"' in (await editor.browser.get("/desk")).text
