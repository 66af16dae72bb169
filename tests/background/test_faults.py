"""A worker that is killed, and a Redis that forgets everything, lose nothing."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from belowline.background import over_postgresql, over_redis
from belowline.background.queued import Queued
from belowline.kernel.background import Lane
from tests.background.conftest import names
from tests.background.process import QUICK, Process
from tests.house.sources import ROOT
from tests.polling import until_async
from tests.redis import OwnRedis, own_redis

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["redis", "postgres"])
def place(request: pytest.FixtureRequest) -> tuple[str, Callable[[Process], Queued], list[str]]:
    """Lend a queue's address, what makes a process's share in it, and its names."""
    own = names()
    found = request.getfixturevalue(request.param)
    url: str = found.url if isinstance(found, OwnRedis) else found
    queues = over_redis.queues if isinstance(found, OwnRedis) else over_postgresql.queues

    def make(process: Process) -> Queued:
        return Queued(queues(url, own), process.count, patience=QUICK)

    return url, make, own


@pytest.fixture
def dying(
    place: tuple[str, Callable[[Process], Queued], list[str]],
) -> Iterator[subprocess.Popen[str]]:
    """Start a process that will be in the middle of a job for ever."""
    url, _, own = place
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.background.dying", url, *own],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": f"{ROOT}/src:{ROOT}"},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    yield process
    process.kill()
    process.communicate()


async def test_what_a_killed_process_was_doing_is_done_by_another(
    place: tuple[str, Callable[[Process], Queued], list[str]], dying: subprocess.Popen[str]
) -> None:
    _, make, _ = place
    web, other = Process(), Process()
    web.background, other.background = make(web), make(other)
    await web.background.start([web.job()], works=False)
    web.background.later("page", "1", {"story": "one"})
    assert dying.stdout
    assert await asyncio.to_thread(dying.stdout.readline) == "begun\n"
    await other.background.start([other.job()])

    os.killpg(dying.pid, signal.SIGKILL)

    await other.until_done(1)
    assert other.done == [{"story": "one"}]
    for each in (web, other):
        await each.background.stop()


async def test_a_redis_that_forgot_everything_is_told_again_by_the_next_round() -> None:
    with own_redis() as server:
        process = Process()
        due = {"one", "two"}
        background = Queued(over_redis.queues(server.url, names()), process.count, patience=QUICK)

        async def find(_: object) -> None:
            for story in due - {each["story"] for each in process.done}:
                background.later("page", story, {"story": story})

        process.gate.clear()
        round_ = process.job("round", every=1, lane=Lane.ROUNDS)
        await background.start([process.job(), replace(round_, run=find)])
        await process.until_begun(2)

        server.kill()

        async def lost() -> str | None:
            return background.problem

        problem = await until_async(lost, "the queue to be missed")
        assert problem.startswith("the queue can't be reached") if problem else False
        process.failures = 2
        process.gate.set()
        server.start()

        await process.until_done(2)
        assert {each["story"] for each in process.done} == due
        assert background.problem is None
        await background.stop()
