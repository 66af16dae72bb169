"""Readers' words never reach a log: markers go in everywhere, and the logs are searched."""

from __future__ import annotations

import json
import logging
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from belowline.moderation import Moderator
from belowline.moderation.facts import Facts
from belowline.moderation.ruling import Finding
from belowline.moderation.text import View
from belowline.web.routes import ROUTES
from tests.web.newsroom import HOST, Newsroom, open_newsroom

pytestmark = pytest.mark.anyio

MARKER = "kanarienvogel"
EMAIL = f"{MARKER}@mail.example"

# What our own test client says about its own requests is no log of the service's.
OF_THE_TEST = ("httpx", "httpcore", "hypothesis", "asyncio")


class Stumbling:
    """A detector that repeats a reader's words as it falls."""

    name = "stumbling"

    def find(self, facts: Facts, view: View) -> list[Finding]:
        """Fail with the text in the message, as careless code would."""
        raise ValueError(facts.text)


async def provoke(newsroom: Newsroom) -> None:
    """Send the marker to every way in, in good and in bad requests."""
    story = f"/stories/{newsroom.rent.story_id}"
    reader = newsroom.reader()
    good = await newsroom.post(reader, f"A {MARKER}.", name=MARKER, email=EMAIL)
    bad = await newsroom.post(reader, f"What the fuck, {MARKER}.", name=MARKER, email=EMAIL)
    paths = [
        f"/api/v1{story}/comments",
        "/api/v1/check",
        "/api/v1/stories",
        *(f"/api/v1/comments/{each['id']}/reports" for each in (good, bad)),
        *(f"/api/v1/comments/{each['id']}/appeals" for each in (good, bad)),
    ]
    for path in paths:
        for body in _bodies():
            for make in (reader, newsroom.reader()):
                await make.post(path, content=body, headers={"content-type": "application/json"})
    for body in _bodies():
        await reader.patch(f"/api/v1/comments/{good['id']}", content=body)
    forms = [
        f"{story}/comments",
        *(f"/comments/{good['id']}/{verb}" for verb in ("report", "edit", "like", "notice")),
        f"{bad['statement']}/appeal",
        "/desk/sign-in",
        "/desk/enter",
    ]
    fields = dict.fromkeys(
        ("text", "name", "email", "note", "contact", "reason", "password", "link"), MARKER
    ) | dict.fromkeys(("explanation", "law", "words", "abuse", "good_faith"), MARKER)
    for path in forms:
        await newsroom.send(reader, path, **fields)
        await reader.post(path, data={"token": MARKER, **fields})
        await reader.post(path, content=f"text={MARKER}%ff".encode())
    for query in ("sort", "after", "url", "limit", "parent_id", "to", "reason", "link"):
        for path in (story, f"/api/v1{story}/comments", "/oembed", "/desk/enter", "/api/v1/latest"):
            await reader.get(path, params={query: f"https://{HOST}/{MARKER}\0"})


def _bodies() -> list[bytes]:
    fields: dict[str, Any] = dict.fromkeys(("text", "name", "note", "contact", "headline"), MARKER)
    whole = {**fields, "email": EMAIL, "reason": "illegal", "url": f"https://{HOST}/{MARKER}"}
    bodies = [
        json.dumps(body).encode()
        for body in (
            whole,
            {**whole, "text": f"{MARKER}\0"},
            {**whole, "text": MARKER * 1_000},
            {**whole, "text": [MARKER]},
            {**whole, "email": MARKER},
            {**whole, "reason": MARKER},
            {**whole, "parent_id": MARKER, "story_id": MARKER},
            {**whole, "published_at": MARKER},
            {**whole, "url": f"https://{MARKER}.example/"},
            [MARKER],
            MARKER,
        )
    ]
    return [*bodies, bodies[0][:-1], MARKER.encode(), b'{"text":"' + MARKER.encode() + b'\xff"}']


def leaks(
    records: list[logging.LogRecord], format_: Callable[[logging.LogRecord], str]
) -> list[str]:
    """Return what was logged with a reader's words in it."""
    return [
        f"{record.name}: {format_(record)}"
        for record in records
        if not record.name.startswith(OF_THE_TEST) and MARKER in format_(record)
    ]


async def test_no_log_holds_what_a_reader_sent(
    newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    await provoke(newsroom)

    assert leaks(caplog.records, logging.Formatter().format) == []


async def test_not_even_where_something_fails(
    tmp_path_factory: pytest.TempPathFactory, engine: Moderator, caplog: pytest.LogCaptureFixture
) -> None:
    stumbling = Moderator(engine.policy, [Stumbling()])
    folder = tmp_path_factory.mktemp("fails")
    async with open_newsroom(folder, moderator=stumbling, has_news=False) as newsroom:
        caplog.set_level(logging.DEBUG)
        await provoke(newsroom)
        await provoke_with_a_table_gone(newsroom)
        assert "OperationalError at " in caplog.text
        await newsroom.lose_database()
        await provoke_failing(newsroom)

    assert leaks(caplog.records, logging.Formatter().format) == []


# Whoever has such an address can open it.
PRIVATE_LINKS = ("/mail/{key}", "/notices/{token}", "/standing/{token}", "/statements/{token}")


async def test_no_log_and_no_measurement_holds_an_address_that_opens_for_whoever_has_it(
    tmp_path_factory: pytest.TempPathFactory, engine: Moderator, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path_factory.mktemp("links")
    async with open_newsroom(folder, moderator=engine, has_news=False) as newsroom:
        reader = newsroom.reader()
        # Who has written is looked for at each request, before anything else.
        await newsroom.post(reader, "The council should publish the figures.")
        caplog.set_level(logging.DEBUG)
        with closing(sqlite3.connect(folder / "belowline.db")) as database:
            database.execute("ALTER TABLE readers RENAME TO gone")
            for route in ROUTES:
                await reader.request(route.method, re.sub(r"\{\w+:str\}", MARKER, route.path))
            database.execute("ALTER TABLE gone RENAME TO readers")
        measured = newsroom.belowline.services.operations.meters.requests

    assert leaks(caplog.records, logging.Formatter().format) == []
    for link in PRIVATE_LINKS:
        assert f"OperationalError at GET {link}\n" in caplog.text
        assert measured["GET", link, 500] == 1
    assert MARKER not in str(measured)


async def provoke_with_a_table_gone(newsroom: Newsroom) -> None:
    """Post where an error that nobody foresaw carries the statement and what was to be written."""
    path = newsroom.belowline.settings.data / "belowline.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("ALTER TABLE revisions RENAME TO gone")
        answer = await newsroom.reader().post(
            f"/api/v1/stories/{newsroom.rent.story_id}/comments", content=_bodies()[0]
        )
        form = await newsroom.send(
            newsroom.reader(),
            f"/stories/{newsroom.rent.story_id}/comments",
            text=f"My {MARKER}.",
            name="Ada",
        )
        database.execute("ALTER TABLE gone RENAME TO revisions")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert MARKER not in answer.text
    assert form.status_code == 500
    assert f"My {MARKER}.</textarea>" in form.text


async def provoke_failing(newsroom: Newsroom) -> None:
    """Post to a service whose database is broken."""
    for body in _bodies():
        answer = await newsroom.reader().post(
            f"/api/v1/stories/{newsroom.rent.story_id}/comments", content=body
        )
        assert answer.status_code >= 400
        assert MARKER not in answer.text
