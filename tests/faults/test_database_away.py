"""Promise 6: without a database, readers read on and writers are told; then all goes on."""

from __future__ import annotations

import resource
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from tests.faults.cluster import own_cluster
from tests.faults.newsroom import WORDS, database_of, kept_in, listening, open_story, post, reader
from tests.polling import until_async
from tests.running import Running, running

pytestmark = pytest.mark.anyio

# A server that was told to stop may take its time, and a pool notices one connection at a time.
PATIENCE_TO_RECOVER = 30.0


async def test_a_cluster_that_stops_and_starts_costs_no_restart_and_no_comment(
    tmp_path: Path,
) -> None:
    async with own_cluster() as cluster:
        with running(tmp_path, "--database", cluster.url) as server:
            async with reader(server) as client:
                story_id = await open_story(client)
                before = await post(client, story_id)
                page = await settled_page(server, client, story_id, before.json()["id"])
                async with listening(server, story_id) as stream:
                    cluster.stop()
                    try:
                        refused = await post(client, story_id)
                        still = await client.get(f"/stories/{story_id}")
                        health = await client.get("/healthz")
                    finally:
                        cluster.start()

                    assert_unavailable(refused)
                    assert (still.status_code, still.text) == (200, page.text)
                    assert health.status_code == 503
                    await until_async(posted(client, story_id), "a post", PATIENCE_TO_RECOVER)
                    await stream.until("event: published")  # who listened all the while is told
                after = (await client.get(f"/api/v1/stories/{story_id}/comments")).json()

            assert server.process.poll() is None
            assert "Traceback" not in server.said
        kept = await kept_in(cluster.url, [before.json()["id"]])
    assert len(after["items"]) == 2
    assert kept.states == {before.json()["id"]: "published"}
    assert kept.faults == []


async def test_a_killed_backend_costs_no_restart(tmp_path: Path) -> None:
    async with own_cluster() as cluster:
        with running(tmp_path, "--database", cluster.url) as server:
            async with reader(server) as client:
                story_id = await open_story(client)
                await cluster.kill_a_backend()

                await until_async(posted(client, story_id), "a post", PATIENCE_TO_RECOVER)
                await cluster.end_backends()
                ended = await post(client, story_id)

            assert server.process.poll() is None
            assert "Traceback" not in server.said
        kept = await kept_in(cluster.url, [])
    assert ended.status_code == 201
    assert kept.faults == []


async def test_a_full_disk_refuses_clearly_and_keeps_nothing_by_halves(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        async with reader(server) as client:
            story_id = await open_story(client)
            before = await post(client, story_id)
            page = await settled_page(server, client, story_id, before.json()["id"])
            limit_files(server, 1)
            refused = await post(client, story_id)
            still = await client.get(f"/stories/{story_id}")
            limit_files(server, resource.RLIM_INFINITY)
            after = await post(client, story_id)

        assert "Traceback" not in server.said
        assert WORDS[0] not in server.said
    kept = await kept_in(database_of(tmp_path), [before.json()["id"], after.json()["id"]])
    assert_unavailable(refused)
    assert (still.status_code, still.text) == (200, page.text)
    assert len(kept.states) == 2
    assert kept.faults == []


def limit_files(server: Running, size: int) -> None:
    """Let the server write no file beyond this size: for it, the disk is full."""
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


async def settled_page(
    server: Running, client: httpx.AsyncClient, story_id: str, comment_id: str
) -> httpx.Response:
    """Return the story's page as it is kept once the news of this comment has gone round."""
    async with listening(server, story_id, after="0") as stream:
        await stream.until(comment_id)
    page = await client.get(f"/stories/{story_id}")
    assert comment_id in page.text
    return page


def posted(client: httpx.AsyncClient, story_id: str) -> Callable[[], Awaitable[bool]]:
    """Post until it is kept; every other answer must be a clear 503."""

    async def look() -> bool:
        answer = await post(client, story_id)
        if answer.status_code == 201:
            return True
        assert_unavailable(answer)
        return False

    return look


def assert_unavailable(answer: httpx.Response) -> None:
    assert answer.status_code == 503, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "unavailable"
    assert WORDS[0] not in answer.text
