"""The page of rules on trial: what each saw, and one button that puts it in force."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from belowline.moderation import Moderator
from belowline.people.reader import Role
from tests.web.newsroom import Desk, Newsroom, open_newsroom

pytestmark = pytest.mark.anyio

PAGE = "/desk/policy/trials"
POLICY = """extends = "no-tolerance"
[[phrases]]
name = "sofas & <couches>"
clause = "spam"
phrases = ["sofa"]
mode = "shadow"
reason = "No furniture."
"""


@pytest.fixture
async def newsroom(engine: Moderator, tmp_path: Path) -> AsyncIterator[Newsroom]:
    """Lend a newsroom to each test: a policy that one saves would be in another's way."""
    async with open_newsroom(tmp_path, moderator=engine) as room:
        yield room


@pytest.fixture
async def editor(newsroom: Newsroom) -> Desk:
    """Lend an editor's desk, with a rule on trial in force."""
    desk = await newsroom.moderator("Ed Itor", Role.EDITOR)
    saved = await desk.browser.post(
        "/api/v1/desk/policy",
        json={"text": POLICY, "reason": "Let us see.", "seen": 0},
        headers={"x-csrf-token": desk.token},
    )
    assert saved.status_code == 201
    return desk


async def end(desk: Desk, mode: str, *, seen: str = "2", reason: str = "They are ads.") -> str:
    """Press a button; return where that leads, or the page that comes back."""
    answer = await desk.browser.post(
        PAGE,
        data={
            "token": desk.token,
            "rule": "sofas & <couches>",
            "mode": mode,
            "seen": seen,
            "reason": reason,
        },
    )
    return str(answer.headers.get("location", answer.text))


async def test_a_trial_is_shown_with_what_became_of_the_comments(
    newsroom: Newsroom, editor: Desk
) -> None:
    reader = newsroom.reader()
    await newsroom.post(reader, "A sofa for sale, as new.")
    other = await newsroom.post(reader, "Another sofa stands in the street.")
    await editor.rule(other["id"], "publish")

    page = (await editor.browser.get(PAGE)).text
    told = (await editor.browser.get("/api/v1/desk/policy/trials")).json()["items"]

    assert "It saw something in 2 comments of the last 30 days." in page
    assert "sofas &amp; &lt;couches&gt;" in page
    assert "2 more would have waited for a moderator" in page
    assert "A sofa for sale" in page
    assert re.search(r"Approved by a moderator</th><td>1<", page)
    assert [(each["rule"], each["comments"], each["approved"]) for each in told] == [
        ("sofas & <couches>", 2, 1)
    ]


async def test_one_button_puts_it_in_force_with_author_and_reason(
    newsroom: Newsroom, editor: Desk
) -> None:
    where = await end(editor, "hold")
    comment = await newsroom.post(newsroom.reader(), "A sofa for sale.")
    history = (await editor.browser.get(where)).text
    after = (await editor.browser.get(PAGE)).text

    assert comment["state"] == "held"
    assert "Version 3 is in force." in history
    assert "They are ads." in history
    assert "Ed Itor" in history
    assert "No rule is on trial." in after


async def test_who_is_refused_keeps_what_they_typed(newsroom: Newsroom, editor: Desk) -> None:
    late = await end(editor, "reject", seen="1", reason="Ads, all of them.")
    nothing = await end(editor, "hold", reason="")
    comment = await newsroom.post(newsroom.reader(), "A sofa for sale.")

    assert "Somebody saved another version meanwhile." in late
    assert 'value="Ads, all of them."' in late
    assert "Say why" in nothing
    assert comment["state"] == "published"


async def test_moderators_are_shown_no_trials(newsroom: Newsroom, editor: Desk) -> None:
    moderator = await newsroom.moderator("Mo Derator")

    assert (await moderator.browser.get(PAGE)).status_code == 403
    assert (await moderator.browser.get("/api/v1/desk/policy/trials")).status_code == 403
