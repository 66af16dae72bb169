"""A reader's own page shows what became of their reports and appeals, with thanks or a reason."""

from __future__ import annotations

import pytest

from tests.web.newsroom import Newsroom

pytestmark = pytest.mark.anyio

WORDS = "Come to my shop, where everything about rents is sold."


async def test_whoever_reported_well_is_thanked(newsroom: Newsroom) -> None:
    reporter, desk = newsroom.reader(), await newsroom.moderator("Mo Thanks")
    comment = await newsroom.post(newsroom.reader(), WORDS)
    await reporter.post(f"/api/v1/comments/{comment['id']}/reports", json={"reason": "spam"})
    waiting = (await reporter.get("/me")).text

    await desk.rule(comment["id"], "remove", clause="spam")

    for page in ("/me", "/reports"):
        text = (await reporter.get(page)).text
        assert "A moderator agreed with you, and took the comment down." in text
        assert "Moderators agreed with the report of yours" in text
        assert "Your reports count for more than a newcomer’s." in text
        assert WORDS not in text
    assert "A moderator has not looked yet." in waiting
    assert "Thank you" not in waiting


async def test_whoever_reports_in_vain_is_told_before_they_are_limited(newsroom: Newsroom) -> None:
    reporter, desk = newsroom.reader(), await newsroom.moderator("Mo Warns")
    for words in ("The cap is a good start.", "Who pays for the roof?", "My rent rose in May."):
        comment = await newsroom.post(newsroom.reader(), words)
        await reporter.post(f"/api/v1/comments/{comment['id']}/reports", json={"reason": "spam"})
        await desk.rule(comment["id"], "publish")

    page = (await reporter.get("/me")).text

    assert "Moderators found nothing wrong in the last 3 comments that you reported." in page


async def test_what_became_of_an_appeal_stands_there(newsroom: Newsroom) -> None:
    author, first = newsroom.reader(), await newsroom.moderator("Mo First")
    second = await newsroom.moderator("Mo Second")
    comment = await newsroom.post(author, f"{WORDS} I mean the library.")
    await first.rule(comment["id"], "remove", clause="spam")
    path = f"/api/v1/comments/{comment['id']}/appeals"
    appealed = await author.post(path, json={"text": "It is a library."})
    waiting = (await author.get("/me")).text

    await second.rule(comment["id"], "publish", note="It is.", message="You are right.")

    assert appealed.is_success, appealed.text
    assert "A moderator who did not make the ruling has not decided yet." in waiting
    page = (await author.get("/me")).text
    assert "It was granted. Your comment is back in its place." in page
    assert "/statements/" in page


async def test_nobody_else_sees_any_of_it(newsroom: Newsroom) -> None:
    stranger = newsroom.reader()
    await newsroom.post(stranger, f"{WORDS} Said a stranger.")

    page = (await stranger.get("/me")).text

    assert "Your appeals" not in page
    assert "A moderator agreed" not in page
