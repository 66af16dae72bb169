"""A reader on a bad line, or fifty who are up to no good, keep nobody else waiting."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.faults.newsroom import open_story, post, reader
from tests.faults.sockets import connect, head
from tests.running import running

pytestmark = pytest.mark.anyio

SLOW = 50
# What one post may take on a machine that is busy with other tests; alone it takes milliseconds.
SOON = 5.0


async def test_half_sent_requests_hold_nobody_up(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        async with reader(server) as client:
            story_id = await open_story(client)
            path = f"/api/v1/stories/{story_id}/comments"
            form = f"/stories/{story_id}/comments"
            openings = (
                b"",
                b"POST /api/v1/stories HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: a",
                head("POST", path, length=1000),
                head("POST", path, length=1000) + b'{"text": "I am still wri',
                head("POST", form, length=1000, origin=server.url) + b"text=I+am+still+wri",
            )
            slow = [await connect(server) for _ in range(SLOW * len(openings))]
            for number, (_, goings) in enumerate(slow):
                goings.write(openings[number % len(openings)])
                await goings.drain()

            async with asyncio.timeout(SOON):
                posted = await post(client, story_id)
                page = await client.get(f"/stories/{story_id}")
                health = await client.get("/healthz")

            open_still = [comings for comings, _ in slow if not comings.at_eof()]
            assert "ERROR" not in server.said
            for _, goings in slow:
                goings.close()

    assert (posted.status_code, page.status_code, health.status_code) == (201, 200, 200)
    assert len(open_still) == len(slow)


@pytest.mark.parametrize("where", ["/api/v1/stories/{}/comments", "/stories/{}/comments"])
async def test_who_hangs_up_in_the_middle_is_no_error_of_ours(tmp_path: Path, where: str) -> None:
    with running(tmp_path) as server:
        async with reader(server) as client:
            path = where.format(await open_story(client))
            comings, goings = await connect(server)
            goings.write(head("POST", path, length=1000, expect="100-continue"))
            await comings.readuntil(b"\r\n\r\n")
            goings.write(b'{"text": "I am still wri')
            goings.close()
            await goings.wait_closed()
            assert (await client.get("/healthz")).status_code == 200

    assert "ERROR" not in server.said
