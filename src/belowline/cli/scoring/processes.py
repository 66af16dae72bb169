"""Start processes of this machine that answer what they are asked, and end them."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from queue import SimpleQueue
from types import TracebackType
from typing import Generic, Protocol, TypeVar

from belowline.cli.scoring.answers import Stopped

Asked = TypeVar("Asked")
Asks = TypeVar("Asks", contravariant=True)
Answered = TypeVar("Answered")

# A fork would copy the parent's threads' locks, and the classifier's runtime with them.
_SPAWN = multiprocessing.get_context("spawn")

# How long to wait for the exit code of a worker that has closed its pipe.
_SECONDS_TO_DIE = 5.0

# Called in the worker once, to make what answers there; it travels, as all that is asked.
Make = Callable[[], Callable[[Asked], Answered]]


class Worker(Protocol[Asks, Answered]):
    """Somebody who answers one chunk after the other."""

    def answers(self, chunk: Sequence[Asks]) -> list[Answered]:
        """Answer each, in order; raises Stopped where the worker is gone."""
        ...

    def end(self) -> None:
        """Let go of it."""
        ...


class Crew(Generic[Asked, Answered]):
    """Workers of one kind; whoever is idle takes the next chunk."""

    def __init__(self, workers: Sequence[Worker[Asked, Answered]]) -> None:
        self._workers = workers
        self._idle: SimpleQueue[Worker[Asked, Answered]] = SimpleQueue()
        for worker in workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(len(workers))

    def __enter__(self) -> Crew[Asked, Answered]:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for worker in self._workers:
            worker.end()
        self._threads.shutdown(cancel_futures=True)

    def __len__(self) -> int:
        return len(self._workers)

    def asked(self, chunk: Sequence[Asked]) -> Future[list[Answered]]:
        """The answers to come; those who were asked first are begun first."""
        return self._threads.submit(self._ask, chunk)

    def _ask(self, chunk: Sequence[Asked]) -> list[Answered]:
        worker = self._idle.get()
        try:
            return worker.answers(chunk)
        finally:
            self._idle.put(worker)


def processes(make: Make[Asked, Answered], count: int) -> Crew[Asked, Answered]:
    """So many processes, each of which makes what answers.

    Each has a pipe of its own and a thread that waits at it. When either end of the pipe is gone,
    killed as may be, the other notices, so nothing is waited for in vain and nothing lives on.
    """
    with _no_interrupts():
        return Crew([_Process(make) for _ in range(count)])


class _Process(Generic[Asked, Answered]):
    def __init__(self, make: Make[Asked, Answered]) -> None:
        self._pipe, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_serve, args=(theirs, make), daemon=True)
        self._process.start()
        theirs.close()

    def answers(self, chunk: Sequence[Asked]) -> list[Answered]:
        try:
            self._pipe.send(chunk)
            answers: list[Answered] = self._pipe.recv()
        except (EOFError, OSError):
            raise Stopped(self._how_it_died()) from None
        return answers

    def end(self) -> None:
        self._process.kill()
        self._process.join()

    def _how_it_died(self) -> str:
        self._process.join(_SECONDS_TO_DIE)
        code = self._process.exitcode or 0
        if code < 0:
            return f"A worker was ended by {signal.Signals(-code).name}."
        return f"A worker ended with exit code {code}."


def _serve(pipe: Connection, make: Make[Asked, Answered]) -> None:
    """What a worker does, until its parent is gone."""
    answer = make()
    with suppress(EOFError, OSError):
        while True:
            pipe.send([answer(each) for each in pipe.recv()])


@contextmanager
def _no_interrupts() -> Iterator[None]:
    """Ctrl-C reaches all processes of a terminal; what starts in here leaves it to the parent."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
