"""Public pages are read from a replica; one that is behind shows nobody an old thread."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from belowline.store.store import Store
from belowline.stories.story import Story
from tests.contracts.newsroom import Newsroom
from tests.faults.cluster import own_cluster
from tests.faults.newsroom import SITE, reader
from tests.faults.standby import Standby, standby_of
from tests.polling import until_async
from tests.running import running

pytestmark = pytest.mark.anyio

# The other process is heard of within a second; the rest is for a busy machine.
PATIENCE_TO_HEAR = 10.0


@dataclass(slots=True)
class Newspaper:
    """A server that reads from a replica, and another process that writes."""

    client: httpx.AsyncClient
    writer: Newsroom
    story: Story

    async def says(self, words: str) -> None:
        """Have the other process keep a comment, and wait until this one shows it."""
        await self.writer.post(self.story, html=f"<p>{words}</p>", text=words)

        async def is_there() -> bool:
            page = await self.client.get(f"/stories/{self.story.story_id}")
            return page.status_code == 200 and words in page.text

        await until_async(is_there, words, PATIENCE_TO_HEAR)

    async def asks(self, sort: str) -> str:
        """Return a page of the thread that was not asked for before."""
        page = await self.client.get(f"/stories/{self.story.story_id}", params={"sort": sort})
        assert page.status_code == 200, page.text
        return page.text

    async def answered(self, who: str) -> int:
        """Return how many public reads the replica or the primary has answered."""
        text = (await self.client.get("/metrics")).text
        found = re.search(rf"^belowline_public_reads_{who} (\d+)$", text, re.MULTILINE)
        return int(found[1]) if found else 0


async def test_threads_come_from_the_replica_and_from_the_primary_where_it_is_behind(
    tmp_path: Path,
) -> None:
    async with own_cluster() as primary:
        elsewhere = await Store.open(primary.url)
        writer = Newsroom(elsewhere, SITE)
        story = await writer.story()
        with standby_of(primary.server) as standby:
            copy = standby.server.url_of("faults")
            options = ("--database", primary.url, "--read-database", copy)
            with running(tmp_path, *options) as server:
                async with reader(server) as client:
                    paper = Newspaper(client, writer, story)
                    await follow(paper, standby)
                    await elsewhere.close()
                    primary.stop()
                    with_primary_away = await paper.asks("best")
                    primary.start()
                assert "Traceback" not in server.said
    assert "The third" in with_primary_away


async def follow(paper: Newspaper, standby: Standby) -> None:
    await paper.says("The first")
    assert await paper.answered("replica") > 0

    await standby.hold_back()
    before = await paper.answered("primary")
    await paper.says("The second")
    assert await paper.answered("primary") > before

    await standby.let_go()
    await paper.says("The third")
    before = await paper.answered("replica")

    async def is_read_again() -> bool:
        # Each page of a list is read anew.
        await paper.client.get("/api/v1/latest")
        return await paper.answered("replica") > before

    await until_async(is_read_again, "the replica", PATIENCE_TO_HEAR)
    assert "The third" in await paper.asks("oldest")
