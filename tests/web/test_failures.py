"""When something breaks: the engine fails closed, the database fails clearly, no text is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from threading import Event
from typing import Any

import httpx
import pytest

from belowline.moderation import Moderator
from belowline.moderation.facts import Facts
from belowline.moderation.ruling import Finding
from belowline.moderation.text import View
from tests.web.newsroom import Newsroom, open_newsroom

pytestmark = pytest.mark.anyio

CLEAN = "A perfectly civil comment."
# Longer than any detector needs here, shorter than a test's patience.
SHORT = 0.05


class Stumbling:
    """A detector that fails on every text."""

    name = "stumbling"

    def find(self, facts: Facts, view: View) -> list[Finding]:
        """Fail."""
        raise RuntimeError("the detector's own fault")


class Hanging:
    """A detector that does not come back until it is released."""

    name = "hanging"

    def __init__(self) -> None:
        """Make one that hangs."""
        self.released = Event()

    def find(self, facts: Facts, view: View) -> list[Finding]:
        """Wait, then find nothing."""
        self.released.wait()
        return []


@pytest.fixture
async def stumbling(
    engine: Moderator, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Newsroom]:
    """Lend a newsroom whose engine has a detector that fails."""
    moderator = Moderator(engine.policy, [Stumbling()])
    async with open_newsroom(tmp_path_factory.mktemp("stumbling"), moderator=moderator) as newsroom:
        yield newsroom


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    """Lend a detector that hangs until the test is over."""
    detector = Hanging()
    yield detector
    detector.released.set()


async def waits_unchecked(newsroom: Newsroom, comment: dict[str, Any]) -> None:
    """Fail unless nobody sees the comment and the desk says that it could not be checked."""
    assert (comment["state"], comment["ruling"]["action"]) == ("held", "hold")
    assert comment["ruling"]["unchecked"]
    assert (await newsroom.reader().get(f"/api/v1/comments/{comment['id']}")).status_code == 404
    assert await newsroom.listing(newsroom.rent) == []
    desk = await newsroom.moderator(f"Desk of {comment['id']}")
    waiting = await desk.waiting(comment["id"])
    assert waiting is not None
    assert waiting["attention"] == "Could not be checked"
    assert "Could not be checked" in (await desk.browser.get("/desk")).text


async def test_a_detector_that_fails_holds_the_comment(stumbling: Newsroom) -> None:
    comment = await stumbling.post(stumbling.reader(), CLEAN)

    await waits_unchecked(stumbling, comment)
    assert "stumbling" in comment["ruling"]["unchecked"]


async def test_a_detector_that_fails_does_not_publish_an_edit(
    engine: Moderator, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("edit")
    async with open_newsroom(folder, moderator=engine) as newsroom:
        reader = newsroom.reader()
        comment = await newsroom.post(reader, CLEAN)
        cookies = dict(reader.cookies)
    moderator = Moderator(engine.policy, [Stumbling()])
    async with open_newsroom(folder, moderator=moderator) as newsroom:
        reader = newsroom.reader()
        reader.cookies.update(cookies)
        path = f"/api/v1/comments/{comment['id']}"
        edited = await reader.patch(path, json={"text": "Unchecked words."})
        read = (await newsroom.reader().get(path)).json()

    assert edited.json()["pending_edit"] is True
    assert (read["text"], read["state"]) == (CLEAN, "published")


async def test_a_detector_that_hangs_holds_the_comment_in_time(
    engine: Moderator, tmp_path_factory: pytest.TempPathFactory, hanging: Hanging
) -> None:
    moderator = Moderator(engine.policy, [hanging])
    folder = tmp_path_factory.mktemp("hanging")
    async with open_newsroom(folder, moderator=moderator, judge_seconds=SHORT) as newsroom:
        comment = await newsroom.post(newsroom.reader(), CLEAN)
        # More than there are threads: those who come later are held too.
        later = [await newsroom.post(newsroom.reader(), f"{CLEAN} {n}") for n in range(4)]

        await waits_unchecked(newsroom, comment)
        assert {each["state"] for each in later} == {"held"}
        checked = await newsroom.reader().post("/api/v1/check", json={"text": CLEAN})
        assert checked.json()["action"] == "hold"
        hanging.released.set()


async def test_a_moderator_publishes_what_could_not_be_checked(stumbling: Newsroom) -> None:
    comment = await stumbling.post(stumbling.reader(), CLEAN)
    desk = await stumbling.moderator("Un Checked")

    ruled = await desk.rule(comment["id"], "publish")

    assert ruled.json()["state"] == "published"
    assert [each["id"] for each in await stumbling.listing(stumbling.rent)] == [comment["id"]]


@pytest.fixture
async def broken(
    engine: Moderator, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Newsroom, httpx.AsyncClient, dict[str, Any], str]]:
    """Lend a newsroom that lost its database, a reader with a comment there, and a form's token."""
    folder = tmp_path_factory.mktemp("broken")
    async with open_newsroom(folder, moderator=engine, has_news=False) as newsroom:
        reader = newsroom.reader()
        comment = await newsroom.post(reader, CLEAN)
        token = await newsroom.form_token(reader)
        await newsroom.lose_database()
        yield newsroom, reader, comment, token


Broken = tuple[Newsroom, httpx.AsyncClient, dict[str, Any], str]


async def test_without_a_database_writing_fails_clearly(broken: Broken) -> None:
    newsroom, known, comment, _ = broken
    story = f"/api/v1/stories/{newsroom.war.story_id}"
    one = f"/api/v1/comments/{comment['id']}"
    for reader in (known, newsroom.reader()):
        for answer in (
            await reader.post(f"{story}/comments", json={"text": "A.", "name": "Ada"}),
            await reader.patch(one, json={"text": "B."}),
            await reader.delete(one),
            await reader.post(f"{one}/like"),
            await reader.post(f"{one}/reports", json={"reason": "spam"}),
            await reader.get(f"{story}/comments"),
            await reader.get("/api/v1/latest"),
        ):
            assert answer.status_code == 503, answer.request.url
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["code"] == "unavailable"
            assert answer.json()["type"] == "/schema#error-unavailable"


async def test_without_a_database_the_service_says_it_is_ill(broken: Broken) -> None:
    newsroom, _, _, _ = broken

    assert (await newsroom.reader().get("/healthz")).status_code == 503


async def test_without_a_database_no_readers_text_is_lost(broken: Broken) -> None:
    newsroom, known, comment, token = broken
    forms = {
        f"/stories/{newsroom.rent.story_id}/comments": {"text": "Kept <words>.", "name": "Ada"},
        f"/comments/{comment['id']}/edit": {"text": "Kept <words>."},
        f"/comments/{comment['id']}/report": {"reason": "illegal", "note": "Kept <words>."},
    }

    for reader in (known, newsroom.reader()):
        for path, fields in forms.items():
            answer = await newsroom.send(reader, path, token=token, **fields)

            assert answer.status_code == 503, path
            assert answer.headers["content-type"] == "text/html; charset=utf-8"
            assert "Kept &lt;words&gt;.</textarea>" in answer.text


async def test_without_a_database_a_thread_that_was_read_is_still_read(broken: Broken) -> None:
    newsroom, _, _, _ = broken

    page = await newsroom.reader().get(f"/stories/{newsroom.rent.story_id}")

    assert page.status_code == 200
    assert CLEAN in page.text


async def test_without_a_database_even_an_old_page_is_better_than_none(broken: Broken) -> None:
    newsroom, _, _, _ = broken
    cache = newsroom.belowline.services.cache
    this_moment = cache.now()
    cache.now = lambda: this_moment + 3600

    page = await newsroom.reader().get(f"/stories/{newsroom.rent.story_id}")

    assert page.status_code == 200
    assert CLEAN in page.text


async def test_an_error_that_nobody_foresaw_tells_nothing_but_that(
    engine: Moderator, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("unforeseen")
    async with open_newsroom(folder, moderator=engine, has_news=False) as newsroom:
        with closing(sqlite3.connect(folder / "belowline.db")) as database:
            database.execute("ALTER TABLE comments RENAME TO gone")
            api = await newsroom.reader().get(f"/api/v1/stories/{newsroom.rent.story_id}/comments")
            page = await newsroom.reader().get(f"/stories/{newsroom.rent.story_id}")
            database.execute("ALTER TABLE gone RENAME TO comments")

    assert (api.status_code, api.json()["code"]) == (500, "internal")
    assert (page.status_code, page.headers["content-type"]) == (500, "text/html; charset=utf-8")
    for answer in (api, page):
        assert "gone" not in answer.text
        assert "Traceback" not in answer.text
        assert "sql" not in answer.text.lower()
