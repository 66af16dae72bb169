"""What background work promises, whatever does it: this process alone, Redis, or PostgreSQL."""

from __future__ import annotations

from dataclasses import replace

import pytest

from belowline.background.attempt import AT_ONCE
from belowline.kernel.background import Lane
from tests.background.conftest import Start
from tests.polling import until_async

pytestmark = pytest.mark.anyio


async def test_what_is_queued_is_done_with_what_it_was_given(start: Start) -> None:
    process = start()
    await process.background.start([process.job()])

    process.background.later("page", "1", {"story": "one"})
    process.background.later("page", "2", {"story": "two"})
    await process.until_done(2)

    assert sorted(each["story"] for each in process.done) == ["one", "two"]
    assert process.counted["page", "done"] == 2


async def test_what_waits_already_is_not_queued_once_more(start: Start) -> None:
    process = start()
    process.gate.clear()
    await process.background.start([process.job()])
    process.background.later("page", "1", {"story": "one"})
    await process.until_begun(1)

    for _ in range(5):
        process.background.later("page", "1", {"story": "one"})
    process.background.later("page", "2", {"story": "two"})
    await process.until_begun(2)
    process.gate.set()
    await process.until_done(2)

    # What was done may be asked for anew.
    async def again() -> bool:
        process.background.later("page", "1", {"story": "again"})
        return {"story": "again"} in process.done

    await until_async(again, "the same key to be taken again")
    assert [each["story"] for each in process.done[:2]].count("one") == 1
    assert process.done.count({"story": "one"}) == 1


async def test_what_fails_is_tried_again(start: Start) -> None:
    process = start()
    process.failures = 2
    await process.background.start([process.job(attempts=3)])

    process.background.later("page", "1", {"story": "one"})
    await process.until_done(1)

    assert process.counted["page", "failed"] == 2


async def test_what_fails_again_and_again_is_given_up(start: Start) -> None:
    process = start()
    process.failures = 1_000
    await process.background.start([process.job(attempts=2)])

    process.background.later("page", "1", {"story": "one"})

    async def given_up() -> int:
        return process.counted["page", "given up"]

    await until_async(given_up, "a job to be given up")
    assert process.counted["page", "failed"] == 2
    assert not process.done


async def test_what_takes_too_long_is_cut_off_and_tried_again(start: Start) -> None:
    process = start()
    process.gate.clear()
    await process.background.start([process.job(attempts=3, seconds=0.2)])
    process.background.later("page", "1", {"story": "one"})

    async def cut_off() -> int:
        return process.counted["page", "failed"]

    await until_async(cut_off, "a job to be cut off")
    process.gate.set()
    await process.until_done(1)


async def test_what_stumbles_is_an_attempt_too_and_its_words_are_not_logged(
    start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    process = start()

    async def stumble(_: object) -> None:
        raise ValueError("what a reader wrote")

    await process.background.start([replace(process.job(attempts=1), run=stumble)])
    process.background.later("page", "1", {"story": "one"})

    async def given_up() -> int:
        return process.counted["page", "given up"]

    await until_async(given_up, "a job to be given up")
    assert "page stumbled over ValueError" in caplog.text
    assert "what a reader wrote" not in caplog.text


async def test_few_pages_are_read_at_once_and_hold_nothing_else_up(start: Start) -> None:
    process, most = start(), AT_ONCE[Lane.PAGES]
    process.gate.clear()
    other = start()
    mail = other.job("mail", lane=Lane.ROUNDS)
    await process.background.start([process.job(), mail])
    for number in range(most + 3):
        process.background.later("page", str(number), {"story": str(number)})
    await process.until_begun(most)

    process.background.later("mail", "1", {"mail": "1"})
    await other.until_done(1)

    async def waiting() -> bool:
        return (await process.background.waiting())[Lane.PAGES] == 3

    await until_async(waiting, "three pages to wait")
    process.gate.set()
    await process.until_done(most + 3)
    assert process.most_at_once == most


async def test_a_round_is_gone_again_and_again(start: Start) -> None:
    process = start()
    round_ = process.job("round", every=1, lane=Lane.ROUNDS)

    await process.background.start([round_])

    await process.until_done(2)
    assert process.most_at_once == 1


async def test_a_round_that_fails_is_gone_again(start: Start) -> None:
    process = start()
    process.failures = 4
    round_ = process.job("round", every=1, attempts=1, lane=Lane.ROUNDS)

    await process.background.start([round_])

    await process.until_done(1)
    assert process.counted["round", "failed"] == 4
    assert not process.counted["round", "given up"]


async def test_who_stops_finishes_what_is_under_way(start: Start) -> None:
    process = start()
    process.gate.clear()
    await process.background.start([process.job()])
    process.background.later("page", "1", {"story": "one"})
    await process.until_begun(1)

    process.gate.set()
    await process.background.stop()

    assert process.done == [{"story": "one"}]
