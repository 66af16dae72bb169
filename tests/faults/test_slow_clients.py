"""A reader on a bad line, or fifty who are up to no good, keep nobody else waiting."""

from __future__ import annotations

import asyncio
import re
import time
from pathlib import Path

import httpx
import pytest

from tests.faults.newsroom import listening, open_story, post, reader
from tests.faults.sockets import connect, head, trickle
from tests.polling import PATIENCE, until_async
from tests.running import running

pytestmark = pytest.mark.anyio

SLOW = 50
# What one post may take on a machine that is busy with other tests; alone it takes milliseconds.
SOON = 5.0
# How often somebody asks who reads no answer, and what each of them may cost the server.
GREEDY = 1000
# A font of 130 KB: together far more than is on its way to anybody.
LARGE = "/static/000000000000/fonts/newsreader-latin.woff2"
QUESTIONS = 10
MOST_FOR_ONE = 500_000


async def test_half_sent_requests_hold_nobody_up_and_are_let_go(tmp_path: Path) -> None:
    with running(tmp_path, "--patience", "1") as server:
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
                head("GET", "/healthz") + b"GET /healthz HTTP/1.1\r\nHost",
            )
            slow = [await connect(server) for _ in range(SLOW * len(openings))]
            for number, (_, goings) in enumerate(slow):
                goings.write(openings[number % len(openings)])
                await goings.drain()

            async with asyncio.timeout(SOON):
                posted = await post(client, story_id)
                page = await client.get(f"/stories/{story_id}")
                health = await client.get("/healthz")
            async with asyncio.timeout(PATIENCE):
                last = [await everything(comings) for comings, _ in slow]
            assert "ERROR" not in server.said
            for _, goings in slow:
                goings.close()

    assert (posted.status_code, page.status_code, health.status_code) == (201, 200, 200)
    # A browser opens lines in advance: who has said nothing is told nothing.
    assert set(last[:: len(openings)]) == {b""}
    for number in range(1, len(openings)):
        assert {said.count(b" 408 ") for said in last[number :: len(openings)]} == {1}


async def test_who_sends_slowly_but_steadily_is_heard_and_a_byte_at_a_time_is_not(
    tmp_path: Path,
) -> None:
    with running(tmp_path, "--patience", "0.5") as server:
        async with reader(server) as client:
            story_id = await open_story(client)
            path = f"/api/v1/stories/{story_id}/comments"
            body = b'{"text": "The council should publish the figures.", "name": "Ada"}'.ljust(7000)
            question = head("POST", path, length=len(body))
            began = time.monotonic()
            async with listening(server, story_id) as stream:
                slow, steady = await asyncio.gather(
                    trickle(await connect(server), question + body, 1, 0.01),
                    trickle(await connect(server), question + body, 100, 0.01),
                )
                head_only = await trickle(await connect(server), question, 1, 0.05)
                took = time.monotonic() - began
                # The stream is older than anybody's patience by now.
                heard = await stream.until("event: published")

    assert slow.startswith(b"HTTP/1.1 408 ")
    assert head_only.startswith(b"HTTP/1.1 408 ")
    assert steady.startswith(b"HTTP/1.1 201 ")
    assert took > 1
    assert heard.count("event: published") == 1
    assert "ERROR" not in server.said


async def test_a_head_without_end_is_refused(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        comings, goings = await connect(server)
        goings.write(b"GET /healthz HTTP/1.1\r\n" + b"X-More: and more\r\n" * 5_000)
        async with asyncio.timeout(PATIENCE):
            said = await everything(comings)
        goings.close()

    assert said.startswith(b"HTTP/1.1 431 ")


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


async def test_who_reads_a_byte_at_a_time_gets_the_whole_page(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        async with reader(server) as client:
            story_id = await open_story(client)
            for number in range(10):
                await post(client, story_id, f"The figures of {number} should be published.")
            page = await client.get(f"/stories/{story_id}")
            comings, goings = await connect(server, window=4096)
            goings.write(head("GET", f"/stories/{story_id}"))
            drops = [await comings.readexactly(1) for _ in range(200)]
            posted = await post(client, story_id)
            await comings.readuntil(b"\r\n\r\n")
            body = await comings.readexactly(len(page.content))
            goings.close()

    assert b"".join(drops).startswith(b"HTTP/1.1 200")
    assert posted.status_code == 201
    assert body == page.content


async def test_who_asks_a_thousand_times_and_reads_nothing_costs_little(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        async with reader(server) as client:
            story_id = await open_story(client)
            await post(client, story_id)
            question = head("GET", f"/stories/{story_id}") * GREEDY
            before = await measured(client, "process_resident_memory_bytes")
            greedy = [await connect(server, window=4096) for _ in range(SLOW)]
            for _, goings in greedy:
                goings.write(question)

            async with asyncio.timeout(SOON):
                posted = await post(client, story_id)
                page = await client.get(f"/stories/{story_id}")
            after = await measured(client, "process_resident_memory_bytes")
            async with asyncio.timeout(PATIENCE):
                said = await everything(greedy[0][0])
            for _, goings in greedy:
                goings.transport.abort()
            assert (await client.get("/healthz")).status_code == 200

    assert (posted.status_code, page.status_code) == (201, 200)
    # Who does read gets a few answers, and is then let go.
    assert 1 < said.count(b"HTTP/1.1 200 OK") < GREEDY / 10
    assert after - before < SLOW * MOST_FOR_ONE
    assert "ERROR" not in server.said


async def test_who_takes_no_answer_is_let_go_and_who_takes_it_slowly_gets_it_whole(
    tmp_path: Path,
) -> None:
    with running(tmp_path, "--patience", "0.3") as server:
        async with reader(server) as client:
            page = await client.get(LARGE)
            question = head("GET", LARGE) * QUESTIONS
            before = await measured(client, "process_open_fds")
            deaf = [await connect(server, window=4096) for _ in range(SLOW)]
            comings, goings = await connect(server, window=4096)
            for _, each in [*deaf, (comings, goings)]:
                each.write(question)
            most = await measured(client, "process_open_fds")
            read: list[bytes] = []

            async def only_the_slow_one_is_left() -> bool:
                read.append(await comings.read(10_000))
                return await measured(client, "process_open_fds") <= before + 1

            await until_async(only_the_slow_one_is_left, "the deaf to be let go")
            at_work = bool(read[-1])
            while sum(map(len, read)) < QUESTIONS * len(page.content):
                read.append(await comings.read(100_000))
                assert read[-1]
            for _, each in [*deaf, (comings, goings)]:
                each.transport.abort()

    assert most > before + 1
    assert at_work
    assert b"".join(read).count(b"HTTP/1.1 200 OK") == QUESTIONS
    assert "ERROR" not in server.said


async def everything(comings: asyncio.StreamReader) -> bytes:
    """Read until the server hangs up."""
    return await comings.read()


async def measured(client: httpx.AsyncClient, name: str) -> float:
    text = (await client.get("/metrics")).text
    found = re.search(rf"^{name} (\S+)$", text, re.MULTILINE)
    assert found
    return float(found[1])


async def test_listeners_who_never_read_are_let_go_and_the_others_hear(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        async with reader(server) as client:
            story_id = await open_story(client)
            asked = head("GET", f"/api/v1/stories/{story_id}/live")
            deaf = [await connect(server, window=4096) for _ in range(SLOW)]
            for _, goings in deaf:
                goings.write(asked)
            async with listening(server, story_id) as stream:
                said = [f"The figures of {number}, please." for number in range(20)]
                posted = [await post(client, story_id, words) for words in said]
                heard = await stream.until(posted[-1].json()["id"])
            for _, goings in deaf:
                goings.transport.abort()

            async def nobody_listens() -> bool:
                return "belowline_sse_readers 0\n" in (await client.get("/metrics")).text

            await until_async(nobody_listens, "the end of the streams")

    assert heard.count("event: published") == 20
    assert "ERROR" not in server.said
