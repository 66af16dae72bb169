"""Two processes behind nginx are renewed one after the other, and no reader notices."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx
import pytest

from tests.faults.newsroom import kept_in, open_story, post, reader
from tests.faults.test_nginx import behind_nginx
from tests.running import free_port, running

pytestmark = pytest.mark.anyio

AT_ONCE = 3
# Between two turns of each: some hundred requests a second in all, so that processes start.
PAUSE = 0.05


class Readers:
    """A few who read and write all the time; `failed` says in words what did not come."""

    def __init__(self) -> None:
        self.asked = 0
        self.posted: list[str] = []
        self.failed: list[str] = []
        self.over = asyncio.Event()

    async def ask(self, client: httpx.AsyncClient, story_id: str) -> None:
        """Go on until it is over."""
        while not self.over.is_set():
            await self._try(client, story_id, f"/stories/{story_id}?sort=oldest")
            await self._try(client, story_id, f"/api/v1/stories/{story_id}/comments")
            await self._try(client, story_id, None)
            with suppress(TimeoutError):
                async with asyncio.timeout(PAUSE):
                    await self.over.wait()

    async def _try(self, client: httpx.AsyncClient, story_id: str, path: str | None) -> None:
        self.asked += 1
        try:
            answer = await (client.get(path) if path else post(client, story_id))
        except httpx.TransportError as error:
            self.failed.append(f"{path}: {type(error).__name__}")
            return
        if answer.status_code not in (200, 201):
            self.failed.append(f"{path}: {answer.status_code} {answer.text[:80]}")
        elif path is None:
            self.posted.append(answer.json()["id"])


async def test_two_processes_are_renewed_one_after_the_other_and_no_request_fails(
    tmp_path: Path, postgres_url: str
) -> None:
    options = ("--database", postgres_url, "--trust-proxy", "--drain", "1")
    ports = [free_port(), free_port()]
    ends = [ExitStack(), ExitStack()]

    async def start(number: int):  # type: ignore[no-untyped-def]
        begun = running(tmp_path, *options, port=ports[number])
        return await asyncio.to_thread(ends[number].enter_context, begun)

    with ends[0], ends[1]:
        servers = [await start(0), await start(1)]
        with behind_nginx(*servers) as nginx:
            async with reader(nginx) as client:
                story_id = await open_story(client)
                readers = Readers()
                reading = [
                    asyncio.create_task(readers.ask(client, story_id)) for _ in range(AT_ONCE)
                ]
                for number in (0, 1):
                    await asyncio.to_thread(ends[number].close)
                    assert servers[number].process.returncode == 0
                    await start(number)
                readers.over.set()
                await asyncio.gather(*reading)
        kept = await kept_in(postgres_url, readers.posted)

    assert readers.failed == []
    assert readers.asked > 100
    assert set(kept.states) == set(readers.posted)
    assert kept.faults == []
