"""A member follows a story, and is told once a day what is new there, if anything is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from belowline.moderation import Moderator
from tests.mail_sink import Sink
from tests.people.signing import SECRET, coral_token
from tests.polling import until_async
from tests.web.newsroom import HOST, Clock, Newsroom, open_newsroom, token_in

pytestmark = pytest.mark.anyio

EMAIL = "digest@x.example"
WORDS = "The landlords will go to court, and they will lose."


@pytest.fixture
async def room(engine: Moderator, tmp_path: Path, sink: Sink) -> AsyncIterator[Newsroom]:
    """Lend a newsroom that sends e-mails, with a clock of its own."""
    async with open_newsroom(
        tmp_path,
        moderator=engine,
        clock=Clock(),
        mail=sink.settings,
        url=f"http://{HOST}",
        sign_on_secret=SECRET,
    ) as room:
        yield room


async def member(room: Newsroom, email: str = EMAIL, name: str = "Ada L.") -> httpx.AsyncClient:
    browser = room.reader()
    user = {"id": email, "username": name, "email": email}
    await browser.post("/sign-on", data={"token": coral_token(user=user)})
    return browser


async def press(browser: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    token = token_in((await browser.get("/me")).text)
    return await browser.post(path, data={"token": token, **fields})


async def days_pass(room: Newsroom, days: int = 1) -> None:
    """Let days pass, each with its round of e-mails."""
    for _ in range(days):
        room.clock.advance(days=1)

        async def went() -> bool:
            async with room.belowline.store._database.reading() as connection:
                due = await connection.exec_driver_sql(
                    "SELECT count(*) FROM digests WHERE next_at <= "
                    f"{int(room.clock.now.timestamp() * 1000)}"
                )
                waiting = await connection.exec_driver_sql(
                    "SELECT count(*) FROM mails WHERE state IN ('waiting', 'sending')"
                )
                return not due.scalar_one() and not waiting.scalar_one()

        await until_async(went, "the day's digests went")
        # What is said in the very moment that a digest ends at belongs to it.
        room.clock.advance(minutes=1)


def digests(sink: Sink) -> list[str]:
    return [each.subject for each in sink.to(EMAIL) if "stories you follow" in each.subject]


async def test_who_follows_a_story_is_told_of_it_once_and_not_on_days_without_news(
    room: Newsroom, sink: Sink
) -> None:
    ada = await member(room)
    path = f"/stories/{room.rent.story_id}/follow"

    followed = await press(ada, path)
    page = await ada.get(path)
    await days_pass(room)
    for number in range(3):
        await room.post(room.reader(), f"{WORDS} I said so {number} times.", name="Bob")
    await days_pass(room, 3)

    assert followed.headers["location"] == path
    assert "You follow this story" in page.text
    assert digests(sink) == ["3 new comments in the stories you follow"]
    mail = sink.to(EMAIL)[0]
    assert "3 new comments." in mail.text
    assert f"http://{HOST}/stories/{room.rent.story_id}#comments" in mail.text
    assert "/stop/digest>" in str(mail.message["list-unsubscribe"])
    assert mail.text.count("> The landlords will go to court") == 2


async def test_answers_come_first_and_own_words_are_no_news(room: Newsroom, sink: Sink) -> None:
    ada = await member(room)
    hers = await room.post(ada, WORDS, room.war)
    await press(ada, "/me/mails", digest="yes")
    await days_pass(room)

    await room.post(ada, f"{WORDS} Said twice.", room.war)
    await room.post(room.reader(), "I doubt it.", room.war, name="Bob", parent_id=hers["id"])
    await days_pass(room)

    assert digests(sink) == ["1 answer to you and more in the stories you follow"]
    assert "1 new comment, 1 of them to you." in sink.to(EMAIL)[-1].text


async def test_nobody_gets_a_digest_who_has_not_asked(room: Newsroom, sink: Sink) -> None:
    ada = await member(room)
    await room.post(ada, WORDS)
    await press(ada, "/me/mails", replies="yes")

    await room.post(room.reader(), f"{WORDS} Indeed.", name="Bob")
    await days_pass(room, 2)

    assert digests(sink) == []
    assert 'name="digest" value="yes">' in (await ada.get("/me")).text


async def test_one_click_in_the_e_mail_ends_them_and_the_page_brings_them_back(
    room: Newsroom, sink: Sink
) -> None:
    ada = await member(room)
    await press(ada, f"/stories/{room.rent.story_id}/follow")
    room.clock.advance(minutes=1)
    await room.post(room.reader(), WORDS, name="Bob")
    await days_pass(room)
    stop = str(sink.to(EMAIL)[0].message["list-unsubscribe"]).strip("<>")

    await room.reader().post(stop, data={"List-Unsubscribe": "One-Click"})
    ended = (await ada.get("/me")).text
    await room.post(room.reader(), f"{WORDS} Again.", name="Bob")
    await days_pass(room)
    await press(ada, "/me/mails", digest="yes")
    await room.post(room.reader(), f"{WORDS} And again.", name="Bob")
    await days_pass(room)

    assert 'name="digest" value="yes">' in ended
    assert len(digests(sink)) == 2


async def test_a_guest_is_asked_to_sign_in_first(room: Newsroom) -> None:
    guest = room.reader()
    await room.post(guest, WORDS, email=EMAIL)
    path = f"/stories/{room.rent.story_id}/follow"

    page = await guest.get(path)

    assert f"/sign-in?story={room.rent.story_id}" in page.text
    assert (await press(guest, path)).status_code == 401


async def test_a_story_is_followed_no_more(room: Newsroom, sink: Sink) -> None:
    ada = await member(room)
    path = f"/stories/{room.rent.story_id}/follow"
    await press(ada, path)
    assert "Stories you follow" in (await ada.get("/me")).text

    assert (await press(ada, path, end="1")).status_code == 303
    await room.post(room.reader(), WORDS, name="Bob")
    await days_pass(room)

    assert "Stories you follow" not in (await ada.get("/me")).text
    assert digests(sink) == []
