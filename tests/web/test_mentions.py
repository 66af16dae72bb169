"""Whoever is named in a comment is linked in the thread, and told once, if they want."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from belowline.moderation import Moderator
from tests.mail_sink import Sink, mail_sink
from tests.people.signing import SECRET, coral_token
from tests.polling import until_async
from tests.web.newsroom import HOST, Clock, Newsroom, open_newsroom, token_in

pytestmark = pytest.mark.anyio

WORDS = "The bridge was built in 1932, and mended twice."


@pytest.fixture(scope="module")
def sink() -> Iterator[Sink]:
    """Lend a mail server."""
    with mail_sink() as server:
        yield server


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


async def member(room: Newsroom, name: str, email: str) -> httpx.AsyncClient:
    browser = room.reader()
    user = {"id": email, "username": name, "email": email}
    await browser.post("/sign-on", data={"token": coral_token(user=user)})
    return browser


async def settled(room: Newsroom) -> None:
    """Wait until the events are gathered, and whatever is due has gone."""
    room.clock.advance(minutes=10)

    async def done() -> bool:
        async with room.belowline.store._database.reading() as connection:
            cursor = await connection.exec_driver_sql("SELECT max(number) FROM mail_cursors")
            events = await connection.exec_driver_sql("SELECT max(number) FROM events")
            waiting = await connection.exec_driver_sql(
                "SELECT count(*) FROM mails WHERE state IN ('waiting', 'sending')"
            )
            return bool(cursor.scalar_one() == events.scalar_one() and not waiting.scalar_one())

    await until_async(done, "all e-mails went")


def told(sink: Sink, email: str) -> list[str]:
    return [each.subject for each in sink.to(email)]


async def test_who_is_named_is_linked_and_told_once(room: Newsroom, sink: Sink) -> None:
    ada = await member(room, "Ada Ridley", "named@x.example")
    hers = await room.post(ada, WORDS)
    bob = room.reader()

    his = await room.post(bob, "As @Ada Ridley says, it is old.", name="Bob")
    edit = {"text": "As @Ada Ridley says, it is old indeed."}
    assert (await bob.patch(f"/api/v1/comments/{his['id']}", json=edit)).status_code == 200
    await settled(room)

    thread = await room.reader().get(f"/stories/{room.rent.story_id}")
    assert f'<a href="/comments/{hers["id"]}"' in his["html"]
    assert f'<a href="/comments/{hers["id"]}"' in thread.text
    assert told(sink, "named@x.example") == ["Bob named you: Rent cap passes"]
    assert "it is old indeed" in sink.to("named@x.example")[0].text
    feed = (await bob.get(f"/stories/{room.rent.story_id}/comments.json")).json()
    told_abroad = str([each["content_html"] for each in feed["items"]])
    assert f"http://{HOST}/comments/{hers['id']}" in told_abroad


async def test_who_is_answered_and_named_is_told_once(room: Newsroom, sink: Sink) -> None:
    ada = await member(room, "Ada Ridley", "answered@x.example")
    hers = await room.post(ada, WORDS)

    await room.post(room.reader(), "@Ada Ridley is right.", name="Bob", parent_id=hers["id"])
    await settled(room)

    assert told(sink, "answered@x.example") == ["Bob answered you: Rent cap passes"]


async def test_who_wants_no_such_e_mails_gets_none(room: Newsroom, sink: Sink) -> None:
    ada = await member(room, "Ada Ridley", "silent@x.example")
    await room.post(ada, WORDS)
    token = token_in((await ada.get("/me")).text)
    await ada.post("/me/mails", data={"token": token, "replies": "yes"})

    await room.post(room.reader(), "@Ada Ridley is right.", name="Bob")
    await settled(room)

    assert told(sink, "silent@x.example") == []


async def test_a_name_that_two_have_leads_nowhere_and_nobody_is_told(
    room: Newsroom, sink: Sink
) -> None:
    for number in (1, 2):
        browser = await member(room, "Kim Doe", f"kim{number}@x.example")
        await room.post(browser, f"{WORDS} I have seen it {number} times.")

    comment = await room.post(room.reader(), "@Kim Doe is right.", name="Bob")
    await settled(room)

    assert "<a" not in comment["html"]
    assert told(sink, "kim1@x.example") == told(sink, "kim2@x.example") == []


async def test_what_is_taken_down_before_it_is_told_is_not_told(room: Newsroom, sink: Sink) -> None:
    ada = await member(room, "Ada Ridley", "spared@x.example")
    await room.post(ada, WORDS)
    bob = room.reader()
    his = await room.post(bob, "@Ada Ridley is right.", name="Bob")

    assert (await bob.delete(f"/api/v1/comments/{his['id']}")).is_success
    await settled(room)

    assert told(sink, "spared@x.example") == []


async def test_names_in_the_thread_are_offered_by_their_beginning(room: Newsroom) -> None:
    await room.post(room.reader(), WORDS, name="Ada Ridley")
    await room.post(room.reader(), f"{WORDS} I know.", name="Bob")
    path = f"/api/v1/stories/{room.rent.story_id}/writers"

    found = await room.reader().get(path, params={"q": "rid"})

    assert [each["name"] for each in found.json()["items"]] == ["Ada Ridley"]
    assert (await room.reader().get("/api/v1/stories/nowhere/writers")).status_code == 404
