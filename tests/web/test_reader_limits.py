"""Limits with a reason, over HTTP: who reports in vain, what reports take down, first comments."""

from __future__ import annotations

from pathlib import Path

import pytest

from belowline.moderation import Moderator
from tests.web.newsroom import Newsroom, open_newsroom

pytestmark = pytest.mark.anyio

WORDS = (
    "The committee’s minutes say something else about the bridge.",
    "My street has waited for a crossing since the school moved here.",
    "Who pays for the second lane was never asked in that meeting.",
    "A bus every ten minutes would have cost less than half of it.",
    "The picture shows the old market, which burnt down years ago.",
    "Rain came in through the roof of the library all winter long.",
)


def engine_with(numbers: str, folder: Path) -> Path:
    path = folder / "policy.toml"
    path.write_text(f'extends = "no-tolerance"\n{numbers}\n', encoding="utf-8")
    return path


async def test_who_reports_in_vain_is_warned_and_then_told_from_when_on(
    newsroom: Newsroom,
) -> None:
    reporter, desk = newsroom.reader(), await newsroom.moderator("Vera Vain")
    answers, last = [], ""
    for words in WORDS:
        comment = await newsroom.post(newsroom.reader(), words)
        last = comment["id"]
        path = f"/api/v1/comments/{last}/reports"
        answers.append(await reporter.post(path, json={"reason": "spam"}))
        await desk.rule(last, "publish")

    assert [each.status_code for each in answers] == [201] * 5 + [422]
    assert answers[0].json()["message"] == "Thank you: a moderator will see it."
    assert "After 5 within a month you have to wait." in answers[4].json()["message"]
    assert answers[5].json()["code"] == "reports-limited"
    assert "from 23 December 2026" in answers[5].json()["detail"]
    form = await newsroom.send(
        reporter, f"/comments/{last}/report", reason="spam", note="My note, kept."
    )
    assert form.status_code == 422
    assert "My note, kept." in form.text
    assert "you can report again" in (await reporter.get("/reports")).text
    own = await newsroom.post(reporter, "I have read the same in the minutes of the harbour board.")
    item = (await desk.browser.get(f"/desk/comments/{own['id']}")).text
    assert "none taken until 23 Dec 2026" in item


async def test_the_desk_says_that_reports_take_nothing_more_down_today(tmp_path: Path) -> None:
    policy = engine_with("removals_per_day = 1", tmp_path)
    async with open_newsroom(tmp_path, policy=policy) as room:
        desk = await room.moderator("Di Gest")
        states = []
        for words in WORDS[:2]:
            comment = await room.post(room.reader(), words)
            for _ in range(6):
                path = f"/api/v1/comments/{comment['id']}/reports"
                await room.reader().post(path, json={"reason": "spam"})
            waits = await desk.waiting(comment["id"])
            assert waits is not None
            states.append(waits["state"])
        page = (await desk.browser.get("/desk")).text
        queue = (await desk.browser.get("/api/v1/desk/queue")).json()

    assert states == ["held", "published"]
    assert "have hidden 1 comments within a day" in page
    assert queue["automatic_removals"] == {"within_a_day": 1, "limit": 1}


async def test_the_first_comments_of_a_reader_wait_and_the_desk_says_why(tmp_path: Path) -> None:
    policy = engine_with("first_comments_held = 1", tmp_path)
    async with open_newsroom(tmp_path, policy=policy) as room:
        desk, reader = await room.moderator("Di Gest"), room.reader()
        first = await room.post(reader, WORDS[0])
        waits = await desk.waiting(first["id"])
        item = (await desk.browser.get(f"/desk/comments/{first['id']}")).text
        await desk.rule(first["id"], "publish")
        second = await room.post(reader, WORDS[1])

    assert first["state"] == "held"
    assert waits is not None
    assert waits["attention"] == "Held for its author"
    assert "0 of 1 approved: the next waits" in item
    assert second["state"] == "published"


def test_a_file_without_the_numbers_has_them() -> None:
    policy = Moderator(detectors=[]).policy

    assert (policy.removals_per_day, policy.first_comments_held) == (100, 0)
