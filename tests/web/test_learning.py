"""What a story is comes from its page and the publisher's systems, never from a stranger."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from belowline.moderation import Moderator
from belowline.people.reader import Role
from belowline.web.publisher_key import TOLERANCE_SECONDS, publisher_key
from tests.web.newsroom import HOST, Newsroom, open_newsroom

pytestmark = pytest.mark.anyio

STORY = {
    "url": f"https://{HOST}/2026/11/bridge",
    "headline": "Harbour bridge closes for a year",
    "byline": "Helena Marsh",
    "section": "Local",
    "published_at": "2026-11-20T08:00:00Z",
    "text": "The deputy said: “We will kill every one of them and burn their cities.”",
}


@pytest.fixture
async def room(engine: Moderator, tmp_path: Path) -> AsyncIterator[Newsroom]:
    async with open_newsroom(tmp_path, moderator=engine) as room:
        yield room


def key_of(room: Newsroom) -> str:
    return publisher_key(room.belowline.settings)


def signature(room: Newsroom, body: bytes, **late: float) -> str:
    """As any system makes it, by the words of docs/stories.md."""
    at = int((room.clock.now - timedelta(**late)).timestamp())
    made = hmac.new(key_of(room).encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={made}"


async def put(room: Newsroom, body: dict[str, Any], **headers: str) -> httpx.Response:
    content = json.dumps(body).encode()
    return await room.reader().put(
        "/api/v1/stories",
        content=content,
        headers={"content-type": "application/json", **headers},
    )


async def test_a_publisher_says_what_a_story_is(room: Newsroom) -> None:
    bearer = {"authorization": f"Bearer {key_of(room)}"}

    first = await put(room, STORY, **bearer)
    second = await put(room, {**STORY, "headline": "Corrected"}, **bearer)

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]
    kept = (await room.reader().get(f"/api/v1/stories/{first.json()['id']}")).json()
    assert (kept["headline"], kept["byline"]) == ("Corrected", "Helena Marsh")


async def test_a_story_that_a_reader_opened_gets_its_text(room: Newsroom) -> None:
    opened = await room.reader().post("/api/v1/stories", json={"url": STORY["url"]})
    story_id = opened.json()["id"]
    page = (await room.reader().get(f"/stories/{story_id}")).text

    await put(room, STORY, authorization=f"Bearer {key_of(room)}")

    told = (await room.reader().get(f"/stories/{story_id}")).text
    assert "We will kill every one of them" not in page
    assert "We will kill every one of them" in told


async def test_a_signature_over_what_is_sent_is_as_good(room: Newsroom) -> None:
    body = json.dumps(STORY).encode()

    answer = await put(room, STORY, **{"belowline-signature": signature(room, body)})

    assert answer.status_code == 201


@pytest.mark.parametrize("late", [TOLERANCE_SECONDS + 1, -TOLERANCE_SECONDS - 1])
async def test_an_old_signature_and_one_from_the_future_are_refused(
    room: Newsroom, late: int
) -> None:
    signed = signature(room, json.dumps(STORY).encode(), seconds=late)

    assert (await put(room, STORY, **{"belowline-signature": signed})).status_code == 401


async def test_a_signature_over_something_else_is_refused(room: Newsroom) -> None:
    signed = signature(room, json.dumps(STORY).encode())

    answer = await put(room, {**STORY, "text": "Other"}, **{"belowline-signature": signed})

    assert (answer.status_code, answer.json()["code"]) == (401, "key-needed")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Bearer "},
        {"authorization": "Bearer pub_00000000000000000000000000000000"},
        {"authorization": "Basic cHVi"},
        {"authorization": "Bearer é".encode("latin-1").decode("latin-1")},
        {"belowline-signature": "t=,v1="},
        {"belowline-signature": "t=99999999999999,v1=0"},
        {"belowline-signature": "t=-1,v1=0,t=x"},
        {"belowline-signature": "v1"},
    ],
)
async def test_who_has_no_key_says_nothing(room: Newsroom, headers: dict[str, str]) -> None:
    given = {name: value.encode("latin-1") for name, value in headers.items()}

    answer = await put(room, STORY, **given)  # type: ignore[arg-type]

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_moderators_session_is_no_key(room: Newsroom) -> None:
    desk = await room.moderator("Mo De Rator")

    assert (await desk.browser.put("/api/v1/stories", json=STORY)).status_code == 401


async def test_a_story_on_anothers_domain_is_refused(room: Newsroom) -> None:
    bearer = {"authorization": f"Bearer {key_of(room)}"}

    answer = await put(room, {**STORY, "url": "https://other.example/x"}, **bearer)

    assert (answer.status_code, answer.json()["code"]) == (422, "foreign-domain")


async def test_the_checklist_makes_the_lines_for_a_story(room: Newsroom) -> None:
    page = await room.reader().get("/install", params={"url": f"{HOST}/war?utm_source=x"})

    assert f"story-url=&#34;https://{HOST}/war&#34;" in page.text or (
        f'story-url="https://{HOST}/war"' in page.text.replace("&#34;", '"')
    )
    assert f"This server serves {HOST}." in page.text
    assert "A page that came over https loads nothing over http." in page.text
    assert "with 0 comments" in page.text
    assert key_of(room) not in page.text


async def test_the_checklist_says_which_domain_is_not_served(room: Newsroom) -> None:
    page = await room.reader().get("/install", params={"url": "https://other.example/x"})

    assert "other.example is not one of this site&#39;s domains" in page.text
    assert "<below-line" not in page.text


async def test_the_key_is_shown_to_editors_and_to_nobody_else(room: Newsroom) -> None:
    editor = await room.moderator("Ed Itor", Role.EDITOR)
    moderator = await room.moderator("Mo De Rator")

    assert key_of(room) in (await editor.browser.get("/install")).text
    assert key_of(room) not in (await moderator.browser.get("/install")).text
