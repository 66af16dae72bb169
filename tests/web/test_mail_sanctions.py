"""Readers are told by e-mail what moderators imposed on them, and what came of their appeal."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.mail_sink import Received, Sink, arrives
from tests.web.newsroom import HOST, Desk, Newsroom, token_in

pytestmark = pytest.mark.anyio

ADA, RITA = "ada@reader.example", "rita@reader.example"
REASON = "Four insults in a week."


async def impose(desk: Desk, comment: dict[str, Any], measure: str, **more: Any) -> str:
    """Sanction the author of a comment; return the sanction's id."""
    page = await desk.browser.get(f"/desk/comments/{comment['id']}")
    found = re.search(r"/desk/readers/([^/\"]+)/sanctions", page.text)
    assert found, page.text
    answer = await desk.browser.post(
        f"/api/v1/desk/readers/{found.group(1)}/sanctions",
        json={"measure": measure, "reason": REASON, **more},
        headers={"x-csrf-token": desk.token},
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def link_in(mail: Received, what: str) -> str:
    """The path of the first link of this kind."""
    found = re.search(rf"http://{re.escape(HOST)}(/{what}[^\s#]*)", mail.text)
    assert found, mail.text
    return found.group(1)


async def test_who_is_suspended_reads_why_and_until_when_and_appeals_from_the_email(
    mailing: Newsroom, sink: Sink
) -> None:
    comment = await mailing.post(mailing.reader(), "I come here every day.", email=ADA)
    first, second = await mailing.moderator("Mo"), await mailing.moderator("Zoe")
    sanction_id = await impose(first, comment, "suspend", days=7)
    mailing.clock.advance(minutes=1)

    told = await arrives(sink, ADA, "take part for a while")
    standing = link_in(told, "standing/")
    stranger = mailing.reader()  # another browser, where nobody is signed in
    page = await stranger.get(standing)
    sent = await stranger.post(
        f"{standing}/sanctions/{sanction_id}/appeal",
        data={"token": token_in(page.text), "text": "My brother wrote it."},
    )
    answered = await second.browser.post(
        f"/desk/sanctions/{sanction_id}/answer",
        data={"token": second.token, "grant": "yes", "reply": "We believe you."},
    )
    mailing.clock.advance(minutes=1)
    decided = await arrives(sink, ADA, "Your appeal was granted")
    reviewed = await arrives(sink, f"mo@{HOST}", "appeal against your decision")

    words = " ".join(told.text.split())
    assert REASON in words
    assert re.search(r"until \d+ \w+ 20\d\d", words)
    assert "A moderator, a person, decided." in words
    assert "appeal until" in words
    assert (sent.status_code, answered.status_code) == (303, 303)
    assert "We believe you." in decided.text
    assert "granted the appeal" in " ".join(reviewed.text.split())
    assert ADA not in reviewed.text
    assert "list-unsubscribe" not in told.message
    assert "Mo" not in told.text.split()


async def test_what_is_taken_back_at_once_is_told_to_nobody(mailing: Newsroom, sink: Sink) -> None:
    comment = await mailing.post(mailing.reader(), "I come here every day.", email=ADA)
    other = await mailing.post(mailing.reader(), "I come here every week.", email=RITA)
    desk = await mailing.moderator("Mo")
    sanction_id = await impose(desk, comment, "ban")
    undone = await desk.browser.post(
        f"/desk/sanctions/{sanction_id}/undo", data={"token": desk.token}
    )
    await impose(desk, other, "warn")
    mailing.clock.advance(minutes=1)

    await arrives(sink, RITA, "warned")

    assert undone.status_code == 303
    assert sink.to(ADA) == []


@pytest.mark.parametrize(
    ("measure", "words"),
    [("hold", "wait for a moderator"), ("ban", "any more"), ("lift", "is lifted")],
)
async def test_each_measure_is_told_in_its_own_words(
    mailing: Newsroom, sink: Sink, measure: str, words: str
) -> None:
    comment = await mailing.post(mailing.reader(), "I come here every day.", email=ADA)
    desk = await mailing.moderator("Mo")
    if measure == "lift":
        await impose(desk, comment, "ban")
    await impose(desk, comment, measure)
    mailing.clock.advance(minutes=1)

    mail = await arrives(sink, ADA, words)

    assert REASON in mail.text
    assert ("appeal until" in mail.text) == (measure != "lift")
