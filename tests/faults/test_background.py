"""Real processes share a queue: who works is killed, and the queue forgets everything."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.command import belowline
from tests.faults.newsroom import open_story, post, reader
from tests.polling import until, until_async
from tests.receiver import receiving
from tests.redis import own_redis
from tests.running import end, running
from tests.started import Process, start

pytestmark = pytest.mark.anyio

# A job that somebody died over is missed after twenty seconds.
PATIENCE_TO_TAKE_OVER = 60.0


@contextmanager
def worker(data: Path, *options: str) -> Iterator[Process]:
    """`belowline serve --only background`, from its first word to the end of the block."""
    log = data / f"worker-{len(list(data.glob('worker-*')))}.log"
    command = ["serve", "--only", "background", "--data", str(data), *options]
    with log.open("ab") as output, Path(os.devnull).open("rb") as nothing:
        files = (nothing, output, output)
        process = start(command, files, environment={**os.environ, "PYTHONUNBUFFERED": "1"})
    try:
        until(lambda: "works in the background" in log.read_text(), "the worker", 60)
        yield process
    finally:
        end(process, signal.SIGTERM)


async def test_what_one_process_keeps_another_does_whoever_is_killed_meanwhile(
    tmp_path: Path,
) -> None:
    async with receiving() as receiver:
        with own_redis() as redis:
            file = tmp_path / "webhooks.toml"
            file.write_text(receiver.hook(events=["comment.published"]), encoding="utf-8")
            options = ("--queue", redis.url, "--webhooks", str(file))

            async def told(number: int) -> None:
                async def look() -> bool:
                    return len(set(receiver.ids)) >= number

                await until_async(look, f"comment {number}", PATIENCE_TO_TAKE_OVER)

            with running(tmp_path, "--only", "web", *options) as web:

                async def has_begun() -> bool:
                    return "desk" in belowline("webhooks", "status", "--data", str(tmp_path)).out

                async with reader(web) as client:
                    story_id = await open_story(client)
                    with worker(tmp_path, *options) as first:
                        await until_async(has_begun, "the line to begin")
                        said = [(await post(client, story_id)).json()["id"]]
                        await told(1)
                        os.killpg(first.pid, signal.SIGKILL)
                    said.append((await post(client, story_id)).json()["id"])
                    redis.kill()
                    said.append((await post(client, story_id)).json()["id"])
                    redis.start()
                    with worker(tmp_path, *options) as second:
                        await told(3)
                        os.killpg(second.pid, signal.SIGTERM)
                        assert second.wait(10) == 0
                    metrics = (await client.get("/metrics")).text

    # Who was killed before noting what was sent is followed by one who sends it again.
    heard = dict.fromkeys(body["data"]["comment_id"] for body in receiver.bodies)
    assert list(heard) == said
    assert "belowline_background_waiting_pages " in metrics
    assert 'belowline_background_jobs_total{job="webhook' not in metrics
