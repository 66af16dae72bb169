"""Several processes share a queue: each thing is done once, and by another where one dies."""

from __future__ import annotations

import pytest

from belowline.kernel.background import Lane
from tests.background.conftest import Start
from tests.polling import until_async

pytestmark = pytest.mark.anyio


async def test_one_process_queues_and_another_does_it(sharing: Start) -> None:
    page, worker = sharing(), sharing()
    await page.background.start([page.job()], works=False)
    await worker.background.start([worker.job()])

    async def queued() -> bool:
        page.background.later("page", "1", {"story": "one"})
        return bool(worker.done)

    await until_async(queued, "the other process to do it")
    assert not page.done


async def test_two_processes_go_a_round_once(sharing: Start) -> None:
    one, two, clock = sharing(), sharing(), sharing()
    tick = clock.job("tick", every=1, lane=Lane.ROUNDS)
    for each in (one, two):
        each.gate.clear()
        await each.background.start([each.job("round", every=1, lane=Lane.ROUNDS), tick])

    async def begun() -> bool:
        return one.at_once + two.at_once > 0

    await until_async(begun, "a round to begin")
    first, second = (one, two) if one.at_once else (two, one)
    # The other one asks for a round too, each second.
    await clock.until_done(2)
    assert not second.most_at_once
    first.gate.set()
    await first.until_done(1)


async def test_what_a_process_that_stops_can_not_finish_is_done_by_another(sharing: Start) -> None:
    one, two = sharing(), sharing()
    one.gate.clear()
    await one.background.start([one.job()])
    one.background.later("page", "1", {"story": "one"})
    await one.until_begun(1)
    await two.background.start([two.job()])

    await one.background.stop()

    await two.until_done(1)
    assert two.done == [{"story": "one"}]
