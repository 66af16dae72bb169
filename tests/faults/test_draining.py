"""Told to stop, a process first says so, goes on until that was noticed, and loses nothing."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import httpx
import pytest

from tests.faults.newsroom import database_of, kept_in, open_story, post, reader
from tests.polling import until_async
from tests.running import Running, free_port, running

pytestmark = pytest.mark.anyio

PATIENCE_TO_END = 20.0


async def test_readyz_says_no_first_and_posts_are_taken_until_the_end(tmp_path: Path) -> None:
    nobody = f"redis://127.0.0.1:{free_port()}"
    with running(tmp_path, "--drain", "4", "--log", "json", "--live", nobody) as server:
        async with reader(server) as client:
            story_id = await open_story(client)
            ready = await client.get("/readyz")
            server.process.send_signal(signal.SIGTERM)
            await until_async(draining(client), "/readyz to say no")
            # On connections of their own: it still takes new ones.
            async with reader(server) as late:
                comment = await post(late, story_id)
                health = await late.get("/healthz")
        await until_async(gone(server), "the server to end", PATIENCE_TO_END)

    assert ready.status_code == health.status_code == 200
    # Ready without Redis, but it says what is missing.
    assert "Redis can't be reached" in ready.json()["live"]
    assert comment.status_code == 201
    # A proxy must not send the next one on a line that is about to end.
    assert comment.headers["connection"] == "close"
    assert "connection" not in ready.headers
    assert server.process.returncode == 0
    kept = await kept_in(database_of(tmp_path), [comment.json()["id"]])
    assert kept.states == {comment.json()["id"]: "published"}
    lines = [json.loads(line) for line in server.said.splitlines() if line.startswith("{")]
    assert any("Redis can't be reached" in line["message"] for line in lines)


async def test_a_second_signal_ends_the_waiting(tmp_path: Path) -> None:
    with running(tmp_path, "--drain", "600") as server:
        async with reader(server) as client:
            server.process.send_signal(signal.SIGTERM)
            await until_async(draining(client), "/readyz to say no")
            server.process.send_signal(signal.SIGTERM)
        await until_async(gone(server), "the server to end", PATIENCE_TO_END)

    assert server.process.returncode == 0


def draining(client: httpx.AsyncClient):  # type: ignore[no-untyped-def]
    async def said() -> bool:
        return (await client.get("/readyz")).status_code == 503

    return said


def gone(server: Running):  # type: ignore[no-untyped-def]
    async def ended() -> bool:
        return server.process.poll() is not None

    return ended
