"""Two real processes tell one webhook: each thing once, also when one of them is killed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.cli.command import belowline
from tests.faults.newsroom import open_story, post, reader
from tests.polling import until_async
from tests.receiver import Receiver, receiving
from tests.running import running

pytestmark = pytest.mark.anyio

COMMENTS = 10
# The line of one that was killed is lent to another after twenty seconds.
PATIENCE_TO_TAKE_OVER = 60.0


async def test_two_processes_tell_each_thing_once_and_one_goes_on_where_the_other_was_killed(
    tmp_path: Path, postgres_url: str
) -> None:
    async with receiving() as receiver:
        file = tmp_path / "webhooks.toml"
        file.write_text(receiver.hook(events=["comment.published"]), encoding="utf-8")
        options = ("--database", postgres_url, "--webhooks", str(file))
        with ExitStack() as ends, ThreadPoolExecutor(2) as pool:
            started = [
                pool.submit(ends.enter_context, running(tmp_path, *options)) for _ in range(2)
            ]
            here, there = [each.result() for each in started]
            database = ("--data", str(tmp_path), "--database", postgres_url)

            async def has_begun() -> bool:
                return "desk" in belowline("webhooks", "status", *database).out

            await until_async(has_begun, "the line to begin")
            async with reader(here) as one, reader(there) as other:
                story_id = await open_story(one)
                said = [
                    (await post(client, story_id)).json()["id"]
                    for client in (one, other) * (COMMENTS // 2)
                ]
                await until_async(told(receiver, COMMENTS), "all comments")
                here.kill()
                said += [(await post(other, story_id)).json()["id"] for _ in range(3)]
            await until_async(told(receiver, COMMENTS + 3), "the rest", PATIENCE_TO_TAKE_OVER)

            done = belowline("webhooks", "replay", "desk", "--since", "1h", *database)
            await until_async(
                told(receiver, 2 * (COMMENTS + 3)), "all again", PATIENCE_TO_TAKE_OVER
            )

    heard = [body["data"]["comment_id"] for body in receiver.bodies]
    assert heard[: COMMENTS + 3] == said
    assert heard[COMMENTS + 3 :] == said
    assert receiver.forged == 0
    assert (done.code, done.err) == (0, "")
    assert "told again from event" in done.out


def told(receiver: Receiver, number: int):  # type: ignore[no-untyped-def]
    async def look() -> bool:
        return len(receiver.bodies) >= number

    return look
