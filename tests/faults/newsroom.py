"""Talk to a running server as readers do, over the network, and look into its tables."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import text as sql

from belowline.kernel.ids import CommentId, SiteId
from belowline.store.store import Store
from tests.loopback import no_certificates
from tests.polling import PATIENCE
from tests.running import Running

SITE = SiteId("main")

Json = dict[str, Any]

# What the shipped policy publishes, holds and rejects, so that a burst has all three.
WORDS = (
    "The council should publish the figures before it votes, say I.",
    "The mayor of this town is a complete moron.",
    "You are an idiot and a coward.",
)


@asynccontextmanager
async def reader(server: Running, connections: int = 10) -> AsyncIterator[httpx.AsyncClient]:
    """A client that keeps no cookies, so that every post is another reader's."""
    async with httpx.AsyncClient(
        base_url=server.url,
        timeout=2 * PATIENCE,
        trust_env=False,
        verify=no_certificates(),
        limits=httpx.Limits(max_connections=connections),
    ) as client:
        yield client


async def open_story(client: httpx.AsyncClient, slug: str = "faults") -> str:
    """Make a story under an address of the server's own and return its id."""
    answer = await client.post("/api/v1/stories", json={"url": f"http://127.0.0.1/{slug}"})
    assert answer.status_code in (200, 201), answer.text
    story_id: str = answer.json()["id"]
    return story_id


async def post(client: httpx.AsyncClient, story_id: str, text: str = WORDS[0]) -> httpx.Response:
    """Post as a new guest."""
    client.cookies.clear()
    body = {"text": text, "name": "Ada Reader"}
    return await client.post(f"/api/v1/stories/{story_id}/comments", json=body)


@asynccontextmanager
async def listening(server: Running, story_id: str, **query: str) -> AsyncIterator[Stream]:
    """Hear a story's stream of events for the length of the block."""
    path = f"/api/v1/stories/{story_id}/live"
    async with (
        reader(server) as client,
        client.stream("GET", path, params=query) as answer,
    ):
        assert answer.status_code == 200
        stream = Stream(answer.aiter_text())
        await stream.until("listening")
        yield stream


@dataclass(slots=True)
class Stream:
    """What has come down a stream so far."""

    arriving: AsyncIterator[str]
    said: str = ""

    async def until(self, words: str) -> str:
        """Return all that was heard as soon as it holds the words."""
        async with asyncio.timeout(PATIENCE):
            while words not in self.said:
                self.said += await anext(self.arriving)
        return self.said

    async def to_the_end(self) -> str:
        """Return all that was heard once the server has hung up."""
        async with asyncio.timeout(PATIENCE):
            with suppress(httpx.TransportError):
                async for words in self.arriving:
                    self.said += words
        return self.said


async def burst(server: Running, story_id: str, *, size: int, kill_after: int) -> list[Json]:
    """Post all at once, kill the server in the middle, and return what was acknowledged."""
    acknowledged: list[Json] = []

    async def one(client: httpx.AsyncClient, number: int) -> None:
        words = f"{WORDS[number % len(WORDS)]} ({number})"
        try:
            answer = await post(client, story_id, words)
        except httpx.TransportError:
            return  # the server is dead, and promised nothing
        if answer.status_code == 201:
            acknowledged.append(answer.json())
        if len(acknowledged) == kill_after:
            server.kill()

    async with reader(server, size) as client:
        await asyncio.gather(*(one(client, number) for number in range(size)))
    return acknowledged


@dataclass(frozen=True, slots=True)
class Kept:
    """What lies in the tables: every comment, and what is wrong with them in sentences."""

    states: dict[str, str]
    texts: dict[str, str]
    faults: Sequence[str]


_HALF_WRITTEN = """
    SELECT comment_id FROM comments AS c
    WHERE NOT EXISTS (SELECT 1 FROM rulings AS r
                      WHERE r.site_id = c.site_id AND r.ruling_id = c.ruling_id
                        AND r.comment_id = c.comment_id AND r.revision = c.revision)
       OR NOT EXISTS (SELECT 1 FROM revisions AS v
                      WHERE v.site_id = c.site_id AND v.comment_id = c.comment_id
                        AND v.number = c.revision AND v.text = c.text)
       OR NOT EXISTS (SELECT 1 FROM events AS e
                      WHERE e.site_id = c.site_id AND e.comment_id = c.comment_id)
       OR NOT EXISTS (SELECT 1 FROM readers AS a
                      WHERE a.site_id = c.site_id AND a.reader_id = c.author_id)
"""


async def kept_in(database: str, ids: Sequence[str]) -> Kept:
    """Look into the database behind the server's back."""
    store = await Store.open(database)
    try:
        found = await store.comments(SITE, [CommentId(each) for each in ids])
        faults = await store.check_counters(SITE)
        async with store._database.reading() as connection:
            half = (await connection.execute(sql(_HALF_WRITTEN))).scalars()
            faults += [f"comment {each} is half-written" for each in half]
    finally:
        await store.close()
    return Kept(
        states={each.comment_id: each.state.value for each in found},
        texts={each.comment_id: each.text for each in found},
        faults=faults,
    )


def database_of(data: Path) -> str:
    """Return the address of the SQLite file that a server makes in its data folder."""
    return f"sqlite:///{data / 'belowline.db'}"
