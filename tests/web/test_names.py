"""Nobody passes for a moderator or a regular, in whatever letters."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from belowline.conversation.impersonation import REGULAR
from belowline.moderation import Moderator
from tests.people.signing import SECRET, coral_token
from tests.web.newsroom import Clock, Newsroom, open_newsroom

pytestmark = pytest.mark.anyio

TEXT = "The bridge should have been mended years ago."

# As many as make a regular, each about something else.
SAID = """Rents went up again in my street.
The assembly should have asked tenants first.
My landlord sold the house last winter.
Two percent sounds fair to me.
Nobody builds anything near the harbour.
Students share a kitchen with nine others now.
I moved here from Leeds for work.
The library closes at five these days.
Heating costs more than the flat.
Old people fear the stairs.
A cap needs somebody who checks it.
Vienna has done this for a century.
Berlin tried, and the court said no.
Small owners will suffer too.
The mayor promised ten thousand homes.
Where are the figures from March?
Thanks for a clear report.
Buses stop running before midnight.
Gardens disappear under car parks.
I will vote for whoever builds."""


@pytest.fixture
async def room(engine: Moderator, tmp_path: Path) -> AsyncIterator[Newsroom]:
    """Lend a newsroom with a moderator, Mo Deane."""
    clock = Clock()
    async with open_newsroom(
        tmp_path, moderator=engine, clock=clock, sign_on_secret=SECRET
    ) as room:
        await room.staff("Mo Deane")
        yield room


async def send(room: Newsroom, reader: httpx.AsyncClient, name: str) -> httpx.Response:
    path = f"/api/v1/stories/{room.rent.story_id}/comments"
    return await reader.post(path, json={"text": TEXT, "name": name})


def member(room: Newsroom, name: str, identity: str = "m") -> httpx.AsyncClient:
    user = {"id": identity, "email": f"{identity}@x.example", "username": name}
    return room.reader(authorization=f"Bearer {coral_token(user=user)}")


@pytest.mark.parametrize("name", ["Mo Deane", "mo deane", "Мo Dеane", "M0 Deane"], ids=ascii)
async def test_a_guest_can_not_write_as_a_moderator(room: Newsroom, name: str) -> None:
    answer = await send(room, room.reader(), name)

    assert (answer.status_code, answer.json()["code"]) == (422, "name-taken")
    assert answer.json()["field"] == "name"
    assert await room.listing(room.rent) == []


async def test_the_form_comes_back_with_the_words_and_the_reason(room: Newsroom) -> None:
    browser = room.reader()

    answer = await room.send(
        browser, f"/stories/{room.rent.story_id}/comments", text=TEXT, name="Mo Deane"
    )

    assert answer.status_code == 422
    assert TEXT in answer.text
    assert "somebody who is known here" in answer.text


async def test_a_members_namesake_is_welcome_and_a_disguise_is_not(room: Newsroom) -> None:
    assert (await send(room, member(room, "Mo Deane"), "")).status_code == 201
    assert (await send(room, member(room, "Мo Deane", "n"), "")).json()["code"] == "name-taken"


async def test_a_regulars_name_is_theirs(room: Newsroom) -> None:
    assert len(SAID.split("\n")) == REGULAR
    regular = member(room, "Ada Ridley")
    assert (await send(room, room.reader(), "Ada Ridley")).status_code == 201

    for sentence in SAID.split("\n"):
        room.clock.advance(hours=1)
        assert (await room.post(regular, sentence))["state"] == "published"

    assert (await send(room, room.reader(), "Ada Ridl\u0435y")).json()["code"] == "name-taken"
    assert (await send(room, regular, "")).status_code == 201
