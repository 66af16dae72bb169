"""SIGTERM: what has begun is answered, nobody is waited for too long, and the end is clean."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from tests.faults.newsroom import (
    WORDS,
    database_of,
    kept_in,
    listening,
    open_story,
    reader,
)
from tests.faults.sockets import answer_on, connect, head
from tests.polling import until_async
from tests.running import Running, running

pytestmark = pytest.mark.anyio

PATIENCE_TO_END = 10.0


async def test_a_post_on_its_way_is_answered_and_streams_are_ended(tmp_path: Path) -> None:
    body = json.dumps({"text": WORDS[0], "name": "Ada Reader"}).encode()
    with running(tmp_path) as server:
        async with reader(server) as client:
            story_id = await open_story(client)
        path = f"/api/v1/stories/{story_id}/comments"
        async with listening(server, story_id) as stream:
            comings, goings = await connect(server)
            goings.write(head("POST", path, length=len(body), expect="100-continue"))
            assert b" 100 " in await comings.readuntil(b"\r\n\r\n")

            server.process.send_signal(signal.SIGTERM)
            await no_longer_accepting(server)
            goings.write(body)
            answer = await answer_on(comings)
            code = await ended(server)
            await stream.to_the_end()
            goings.close()

    assert answer.status == 201
    kept = await kept_in(database_of(tmp_path), [answer.json["id"]])
    assert kept.states == {answer.json["id"]: "published"}
    assert kept.faults == []
    assert code == 0
    # A deployment with open pages is nothing that anybody should be woken up for.
    assert "ERROR" not in server.said


async def no_longer_accepting(server: Running) -> None:
    """Wait until the server takes no new connections."""

    async def refused() -> bool:
        try:
            _, goings = await connect(server)
        except OSError:
            return True
        goings.close()
        return False

    await until_async(refused, "the server to stop listening")


async def ended(server: Running) -> int:
    """Return the exit code, which must come in time."""

    async def gone() -> bool:
        return server.process.poll() is not None

    await until_async(gone, "the server to end", PATIENCE_TO_END)
    assert server.process.returncode is not None
    return server.process.returncode
