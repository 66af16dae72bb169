"""Promise 6: Redis down costs freshness and nothing else, seen from two real servers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.faults.newsroom import Stream, kept_in, listening, open_story, post, reader
from tests.polling import until
from tests.redis import OwnRedis, own_redis
from tests.running import Running, running

pytestmark = pytest.mark.anyio


async def test_redis_is_killed_and_started_between_two_processes_and_no_reader_sees_an_error(
    tmp_path: Path, postgres_url: str
) -> None:
    with own_redis() as redis, ExitStack() as ends:
        here, there = two_servers(ends, tmp_path, postgres_url, redis)
        async with reader(here) as author, reader(there) as other:
            story_id = await open_story(author)
            async with listening(there, story_id) as stream:
                said = [await say(author, story_id, stream)]
                redis.kill()
                until(lambda: there.said.count("can't be reached"), "the log to say so")
                said += [await say(author, story_id, stream) for _ in range(3)]
                without = await other.get(f"/stories/{story_id}")
                redis.start()
                until(lambda: there.said.count("over Redis") == 4, "Redis to be found again")
                said += [await say(author, story_id, stream) for _ in range(3)]
                page = await other.get(f"/stories/{story_id}")

        assert here.process.poll() is there.process.poll() is None
        for server in (here, there):
            assert "Traceback" not in server.said
    kept = await kept_in(postgres_url, said)
    assert without.status_code == page.status_code == 200
    assert all(comment_id in page.text for comment_id in said)
    assert set(kept.states.values()) == {"published"}
    assert kept.faults == []


def two_servers(
    ends: ExitStack, data: Path, database: str, redis: OwnRedis
) -> tuple[Running, Running]:
    """Two servers with one data folder; both write to one log."""
    options = ("--database", database, "--live", redis.url)
    with ThreadPoolExecutor(2) as pool:
        started = [pool.submit(ends.enter_context, running(data, *options)) for _ in range(2)]
        here, there = (each.result() for each in started)
    until(lambda: there.said.count("over Redis") == 2, "both to find Redis")
    return here, there


async def say(author: httpx.AsyncClient, story_id: str, stream: Stream) -> str:
    """Post here, hear it there, and return the comment's id."""
    answer = await post(author, story_id)
    assert answer.status_code == 201
    comment_id: str = answer.json()["id"]
    await stream.until(comment_id)
    return comment_id
