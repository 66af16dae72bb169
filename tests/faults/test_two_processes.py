"""Two processes on one PostgreSQL are one site: what is said in one is heard in the other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from belowline.kernel.ids import StoryId
from belowline.store.store import Store
from belowline.web.cache import FRESH_SECONDS
from tests.faults.newsroom import SITE, kept_in, listening, open_story, post, reader
from tests.polling import until_async
from tests.running import Running, running

pytestmark = pytest.mark.anyio

# The other process asks the database once a second; the rest is for a busy machine.
PATIENCE_TO_HEAR = 5.0

CLOSED = "Comments on this story are closed"


Look = Callable[[], Awaitable[bool]]


@contextmanager
def two_at_once(data: Path, database: str) -> Iterator[list[Running]]:
    """Start two servers with one data folder at the same moment."""
    with ExitStack() as ends, ThreadPoolExecutor(2) as pool:
        started = [
            pool.submit(ends.enter_context, running(data, "--database", database)) for _ in range(2)
        ]
        yield [each.result() for each in started]


async def test_two_processes_migrate_once_and_tell_each_other(
    tmp_path: Path, postgres_url: str
) -> None:
    with two_at_once(tmp_path, postgres_url) as (here, there):
        async with reader(here) as author, reader(there) as other:
            story_id = await open_story(author)
            page = await other.get(f"/stories/{story_id}")
            async with listening(there, story_id) as stream:
                comment = (await post(author, story_id)).json()
                heard = await stream.until(comment["id"])
                told = await other.get(f"/stories/{story_id}")
            read = await other.get(f"/api/v1/comments/{comment['id']}")

            await until_async(
                shown(other, story_id, comment["id"]), "the comment there", PATIENCE_TO_HEAR
            )

        assert here.process.poll() is there.process.poll() is None
        assert "Traceback" not in here.said
    kept = await kept_in(postgres_url, [comment["id"]])
    assert page.status_code == 200
    assert comment["id"] not in page.text
    assert "event: published" in heard
    # A page that is told of a change fetches it at once: it must be there by then.
    assert comment["id"] in told.text
    assert read.json()["text"] == comment["text"]
    assert kept.faults == []


def shown(client: httpx.AsyncClient, story_id: str, comment_id: str) -> Look:
    async def look() -> bool:
        return comment_id in (await client.get(f"/stories/{story_id}")).text

    return look


async def test_a_cached_page_of_another_process_grows_old_quickly(
    tmp_path: Path, postgres_url: str
) -> None:
    with two_at_once(tmp_path, postgres_url) as (here, there):
        async with reader(here) as author, reader(there) as other:
            story_id = await open_story(author)
            first = (await post(author, story_id)).json()
            await until_async(shown(other, story_id, first["id"]), "the first comment")
            second = (await post(author, story_id)).json()
            await until_async(
                shown(other, story_id, second["id"]), "the second comment", PATIENCE_TO_HEAR
            )


async def test_a_story_that_was_closed_in_another_process_is_shown_closed_here(
    tmp_path: Path, postgres_url: str
) -> None:
    with running(tmp_path, "--database", postgres_url) as server:
        async with reader(server) as client:
            story_id = await open_story(client)
            before = await client.get(f"/stories/{story_id}")
            elsewhere = await Store.open(postgres_url)
            await elsewhere.set_open(SITE, StoryId(story_id), False)
            await elsewhere.close()

            async def is_closed() -> bool:
                return CLOSED in (await client.get(f"/stories/{story_id}")).text

            await until_async(is_closed, "the thread's end", PATIENCE_TO_HEAR)
    assert CLOSED not in before.text
    assert PATIENCE_TO_HEAR < FRESH_SECONDS
