"""Calls go to the thread that worked last; none is lost, and what hangs holds nothing up."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait

import pytest

from belowline.kernel.threads import WarmThreads

PATIENCE = 10.0


def test_calls_one_behind_the_other_are_made_by_one_thread() -> None:
    threads = WarmThreads(4, "t")
    # Two at once, so that more than one thread is there to choose from.
    both = threading.Barrier(2)
    wait([threads.submit(both.wait, PATIENCE) for _ in range(2)])
    until_idle(threads, 2)
    names = set()
    for _ in range(20):
        until_idle(threads, 2)
        names.add(threads.submit(name_of_thread).result(PATIENCE))
    assert len(names) == 1


def test_as_many_calls_as_there_are_threads_are_made_at_once() -> None:
    threads = WarmThreads(3, "t")
    all_there = threading.Barrier(3)
    waiting = [threads.submit(all_there.wait, PATIENCE) for _ in range(3)]
    assert sorted(each.result(PATIENCE) for each in waiting) == [0, 1, 2]


def test_every_call_is_made_however_many_ask() -> None:
    threads = WarmThreads(3, "t")
    futures: list[Future[int]] = []
    lock = threading.Lock()

    def ask(first: int) -> None:
        for number in range(first, first + 500):
            future = threads.submit(double, number)
            with lock:
                futures.append(future)

    askers = [threading.Thread(target=ask, args=(first,)) for first in (0, 500, 1000, 1500)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert sorted(each.result(PATIENCE) for each in futures) == [2 * n for n in range(2000)]


def test_what_a_call_raises_reaches_who_asked_and_the_thread_goes_on() -> None:
    threads = WarmThreads(1, "t")
    with pytest.raises(ZeroDivisionError):
        threads.submit(divided, 1, 0).result(PATIENCE)
    assert threads.submit(divided, 4, 2).result(PATIENCE) == 2


def test_after_the_end_no_call_is_taken_and_what_waits_can_be_dropped() -> None:
    threads = WarmThreads(1, "t")
    begun, leave = threading.Event(), threading.Event()
    first = threads.submit(hold(begun, leave))
    assert begun.wait(PATIENCE)
    waiting = threads.submit(double, 1)
    threads.shutdown(wait=False, cancel_futures=True)
    assert waiting.cancelled()
    with pytest.raises(RuntimeError):
        threads.submit(double, 1)
    leave.set()
    assert first.result(PATIENCE)
    threads.shutdown()


def test_what_waits_is_still_done_where_it_is_not_dropped() -> None:
    with WarmThreads(1, "t") as threads:
        begun, leave = threading.Event(), threading.Event()
        threads.submit(hold(begun, leave))
        assert begun.wait(PATIENCE)
        waiting = threads.submit(double, 21)
        leave.set()
    assert waiting.result(0) == 42


def name_of_thread() -> str:
    return threading.current_thread().name


def double(number: int) -> int:
    return 2 * number


def divided(number: int, by: int) -> float:
    return number / by


def hold(begun: threading.Event, leave: threading.Event) -> Callable[[], bool]:
    def work() -> bool:
        begun.set()
        return leave.wait(PATIENCE)

    return work


def until_idle(threads: WarmThreads, count: int) -> None:
    """Wait until so many threads sleep: a result is there a moment before its thread does."""
    tick = threading.Event()
    for _ in range(1000):
        if threads.idle == count:
            return
        tick.wait(0.001)
    raise AssertionError("The threads never came to rest.")
