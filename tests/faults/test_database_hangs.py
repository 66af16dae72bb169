"""A database that takes what is said and answers nothing: nobody waits for it for long."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from belowline.store.database import SERVING_BUSY_SECONDS
from belowline.web.cache import FRESH_SECONDS
from belowline.web.older_page import WAIT_SECONDS
from tests.faults.cluster import Cluster, own_cluster
from tests.faults.newsroom import database_of, kept_in, open_story, post, reader
from tests.faults.test_database_away import (
    PATIENCE_TO_RECOVER,
    assert_unavailable,
    posted,
    settled_page,
)
from tests.polling import until_async
from tests.running import running
from tests.web.newsroom import open_newsroom

pytestmark = pytest.mark.anyio

# Two seconds until somebody doubts, two silences of a second; the rest is for a busy machine.
WITHIN = 8.0
# What is known to be silent is not asked: this is the machine's own time.
AT_ONCE = 1.5


@pytest.fixture(scope="module")
async def cluster() -> AsyncIterator[Cluster]:
    """Lend a cluster to be halted."""
    async with own_cluster() as made:
        yield made


@pytest.fixture
async def database(cluster: Cluster) -> AsyncIterator[str]:
    """Lend an empty database there: each server has a key of its own, and a database knows one."""
    async with cluster.server.database() as url:
        yield url


async def test_a_cluster_that_stops_answering_keeps_nobody_waiting_and_loses_nothing(
    tmp_path: Path, cluster: Cluster, database: str
) -> None:
    with running(tmp_path, "--database", database) as server:
        async with reader(server, 40) as client:
            story_id = await open_story(client)
            before = await post(client, story_id)
            page = await settled_page(server, client, story_id, before.json()["id"])
            with cluster.silent():
                began = time.monotonic()
                # More than there are connections.
                refused = await asyncio.gather(*(post(client, story_id) for _ in range(15)))
                waited = time.monotonic() - began
                began = time.monotonic()
                again = await post(client, story_id)
                still = await client.get(f"/stories/{story_id}")
                waited_again = time.monotonic() - began
                health, ready = await probes(client)

            for each in (*refused, again):
                assert_unavailable(each)
                assert each.headers["retry-after"] == "5"
            assert waited < WITHIN
            assert waited_again < AT_ONCE
            assert (still.status_code, still.text) == (200, page.text)
            assert (health.status_code, ready.status_code) == (503, 200)
            assert "database" in ready.json()
            await until_async(posted(client, story_id), "a post", PATIENCE_TO_RECOVER)
            after = (await client.get(f"/api/v1/stories/{story_id}/comments")).json()

        assert server.process.poll() is None
        assert "Traceback" not in server.said
    kept = await kept_in(database, [before.json()["id"]])
    # The one from before and the one from after: what was refused was not kept behind our backs.
    assert len(after["items"]) == 2
    assert kept.faults == []


async def test_readers_of_an_older_page_get_it_while_a_newer_one_cannot_be_had(
    tmp_path: Path, cluster: Cluster, database: str
) -> None:
    async with open_newsroom(tmp_path, database=database, has_news=False) as room:
        readers, path = [room.reader() for _ in range(20)], f"/stories/{room.rent.story_id}"
        page = await readers[0].get(path)
        # Older than it may be while there is a newer one to be had.
        room.belowline.services.cache.now = lambda: time.monotonic() + 2 * FRESH_SECONDS
        with cluster.silent():
            began = time.monotonic()
            first = await asyncio.gather(*(each.get(path) for each in readers))
            waited = time.monotonic() - began
            later = [await each.get(path) for each in readers]
            waited_later = time.monotonic() - began - waited
        posted = await room.post(readers[0], "The landlords will find a way, as ever.")
        after = await readers[1].get(path)

    assert {(each.status_code, each.text) for each in (*first, *later)} == {(200, page.text)}
    assert waited < WAIT_SECONDS + AT_ONCE
    assert waited_later < AT_ONCE
    assert posted["id"] in after.text


async def test_a_file_that_another_program_has_locked_takes_nothing_and_then_everything(
    tmp_path: Path,
) -> None:
    with running(tmp_path) as server:
        async with reader(server, 40) as client:
            story_id = await open_story(client)
            before = await post(client, story_id)
            page = await settled_page(server, client, story_id, before.json()["id"])
            with locked(tmp_path / "belowline.db"):
                began = time.monotonic()
                posts = [asyncio.create_task(post(client, story_id)) for _ in range(15)]
                still = await client.get(f"/stories/{story_id}")
                read = await client.get(f"/api/v1/comments/{before.json()['id']}")
                health, _ = await probes(client)
                waited_to_read = time.monotonic() - began
                refused = await asyncio.gather(*posts)
                waited = time.monotonic() - began
            await until_async(posted(client, story_id), "a post")
            after = await asyncio.gather(*(post(client, story_id) for _ in range(5)))
            listed = (await client.get(f"/api/v1/stories/{story_id}/comments")).json()

        assert "Traceback" not in server.said
    kept = await kept_in(database_of(tmp_path), [each.json()["id"] for each in (before, *after)])
    for each in refused:
        assert_unavailable(each)
    assert (still.text, read.status_code, health.status_code) == (page.text, 200, 200)
    assert waited_to_read < AT_ONCE
    assert waited < SERVING_BUSY_SECONDS + AT_ONCE
    assert (len(kept.states), len(listed["items"])) == (6, 7)
    assert kept.faults == []


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Write to a file as another program does that takes its time."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


async def test_a_server_ends_when_it_is_told_to_while_its_database_says_nothing(
    tmp_path: Path, cluster: Cluster, database: str
) -> None:
    with running(tmp_path, "--database", database) as server:
        async with reader(server) as client:
            await open_story(client)
            with cluster.silent():
                server.process.send_signal(signal.SIGTERM)
                code = await asyncio.to_thread(server.process.wait, 12)

        assert code == 0
        assert "Traceback" not in server.said


async def probes(client: httpx.AsyncClient) -> tuple[httpx.Response, httpx.Response]:
    """Ask as whatever spreads the requests does, and fail where it would give up."""
    began = time.monotonic()
    answers = await client.get("/healthz"), await client.get("/readyz")
    assert time.monotonic() - began < 2 * AT_ONCE
    return answers
