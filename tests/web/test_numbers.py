"""The numbers: what happened in a month beside the one before, and nobody's name."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from belowline.moderation import Moderator
from belowline.people.reader import Role
from tests.web.newsroom import Newsroom, open_newsroom

pytestmark = pytest.mark.anyio


@pytest.fixture
async def newsroom(engine: Moderator, tmp_path: Path) -> AsyncIterator[Newsroom]:
    """Lend a newsroom to each test: sums are of everything."""
    async with open_newsroom(tmp_path, moderator=engine) as room:
        yield room


def figures(page: str) -> dict[str, tuple[str, str]]:
    """Return each figure with what stands under it."""
    found = re.findall(
        r'<dt>(.*?)</dt>\s*<dd class="figure">(.*?)</dd>\s*<dd class="quiet">(.*?)</dd>', page
    )
    return {name: (now, before) for name, now, before in found}


def rows(page: str) -> list[list[str]]:
    """Return the cells of every row of every table."""
    found = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in found]
    return [[re.sub(r"<[^>]+>", "", cell) for cell in row] for row in cells]


async def test_a_month_stands_beside_the_one_before(newsroom: Newsroom) -> None:
    before = await newsroom.post(newsroom.reader(), "Words of last month.")
    newsroom.clock.advance(days=20)  # from 23 November to 13 December
    desk = await newsroom.moderator("Zenobia Counted")
    held = await newsroom.post(newsroom.reader(), "The mayor of this town is a complete moron.")
    await newsroom.post(newsroom.reader(), "You are an idiot and a coward.")
    newsroom.clock.advance(minutes=30)
    await desk.rule(held["id"], "publish")
    await newsroom.reader().post(
        f"/api/v1/comments/{before['id']}/reports", json={"reason": "spam"}
    )
    await desk.rule(before["id"], "remove", clause="spam")
    newsroom.clock.advance(hours=1)
    editor = await newsroom.moderator("Ed Itor", Role.EDITOR)

    answer = await editor.browser.get("/desk/numbers")

    assert answer.status_code == 200
    assert "<h1>December 2026 in numbers</h1>" in answer.text
    told = figures(answer.text)
    assert told["Comments"] == ("2", "1 before, +100 %")
    assert told["Published at once"] == ("0.0 %", "100.0 % before, -100.0 points")
    assert told["Held for a person"][0] == told["Rejected by the engine"][0] == "50.0 %"
    assert told["Time to a ruling, nine of ten"] == ("27 min", "Nothing to compare with")
    assert told["Removed after they were public"] == ("1", "0 before")
    assert told["Overruled by people"][0] == "100.0 %"
    assert told["Reports that were right"][0] == "100.0 %"
    found = rows(answer.text)
    assert ["13 December", "2"] in found
    assert ["Spam", "0", "0", "1", "50.0 %", "0.0 %"] in found
    assert ["Rent cap passes", "1"] in found
    assert "Zenobia" not in answer.text
    assert 'role="img"' in answer.text
    assert "style=" not in answer.text


async def test_other_times_are_a_click_away_and_the_future_is_not(newsroom: Newsroom) -> None:
    editor = await newsroom.moderator("Ed Itor", Role.OWNER)

    page = (await editor.browser.get("/desk/numbers")).text
    year = await editor.browser.get("/desk/numbers?period=2026")
    january = (await editor.browser.get("/desk/numbers?period=2026-01")).text

    assert re.findall(r'href="/desk/numbers\?period=(.*?)"', page) == ["2026-10", "2026"]
    assert "<h1>2026 in numbers</h1>" in year.text
    assert "Nobody has written anything." in january
    assert re.findall(r"period=(.*?)\"", january) == ["2025-12", "2026-02", "2026"]
    for bad in ("x", "2026-13", "2026-1", "0000", "9999-12", "２０２６"):
        answer = await editor.browser.get("/desk/numbers", params={"period": bad})
        assert answer.status_code == 422, bad
