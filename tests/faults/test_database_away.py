"""Promise 6: without a database, readers read on and writers are told; then all goes on."""

from __future__ import annotations

import resource
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from tests.faults.cluster import own_cluster
from tests.faults.newsroom import WORDS, database_of, kept_in, open_story, post, reader
from tests.polling import until_async
from tests.running import running

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
                page = await client.get(f"/stories/{story_id}")

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
            page = await client.get(f"/stories/{story_id}")
            unlimited = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (1, 1))
            refused = await post(client, story_id)
            still = await client.get(f"/stories/{story_id}")
            resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, unlimited)
            after = await post(client, story_id)

        assert "Traceback" not in server.said
        assert WORDS[0] not in server.said
    kept = await kept_in(database_of(tmp_path), [before.json()["id"], after.json()["id"]])
    assert_unavailable(refused)
    assert (still.status_code, still.text) == (200, page.text)
    assert len(kept.states) == 2
    assert kept.faults == []


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
