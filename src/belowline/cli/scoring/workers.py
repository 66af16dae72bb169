"""Answer lines in processes of this machine, in the order of the lines and in bounded memory."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from queue import SimpleQueue
from types import TracebackType

from belowline.cli.scoring.answers import Answer, Answers, Basis, Scorer, Stopped
from belowline.cli.scoring.inputs import all_lines
from belowline.cli.scoring.lines import Line, Part

# Lines that a worker gets at once: enough to hide the handing over, few enough that the first
# answers come soon.
_MOST_LINES = 32
_MOST_BYTES = 1024 * 1024

# Chunks on their way for each worker, so that none waits for another and memory stays bounded.
_AHEAD = 4

# What all chunks on their way may weigh together, however long the lines are.
_MOST_BYTES_AHEAD = 256 * 1024 * 1024

# A fork would copy the parent's threads' locks, and the classifier's runtime with them.
_SPAWN = multiprocessing.get_context("spawn")

# How long to wait for the exit code of a worker that has closed its pipe.
_SECONDS_TO_DIE = 5.0

Chunk = list[Line]


def answers_here(basis: Basis, parts: Iterable[Part]) -> Answers:
    """Each line's answer, as soon as the line is there, by this process."""
    scorer = Scorer(basis)
    for line in all_lines(parts):
        yield [scorer.answer(line)]


def answers_of_workers(basis: Basis, parts: Iterable[Part], workers: int) -> Answers:
    """The lines' answers in their order, some at a time; raises Stopped where a worker dies."""
    with _Workers(basis, workers) as started:
        yield from started.answers(all_lines(parts))


def core_count() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0))


class _Workers:
    """Processes that answer.

    Each has a pipe of its own and a thread that waits at it. When either end of the pipe is gone,
    killed as may be, the other notices, so nothing is waited for in vain and nothing lives on.
    """

    def __init__(self, basis: Basis, count: int) -> None:
        with _no_interrupts():
            self._workers = [_Worker(basis) for _ in range(count)]
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        for worker in self._workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(count)

    def __enter__(self) -> _Workers:
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

    def answers(self, lines: Iterator[Line]) -> Answers:
        ahead: deque[tuple[int, Future[list[Answer]]]] = deque()
        for chunk in _chunks(lines):
            ahead.append((_weight(chunk), self._threads.submit(self._ask, chunk)))
            while ahead and (self._is_full(ahead) or ahead[0][1].done()):
                yield ahead.popleft()[1].result()
        while ahead:
            yield ahead.popleft()[1].result()

    def _is_full(self, ahead: deque[tuple[int, Future[list[Answer]]]]) -> bool:
        weight = sum(weight for weight, _ in ahead)
        return len(ahead) >= len(self._workers) * _AHEAD or weight > _MOST_BYTES_AHEAD

    def _ask(self, chunk: Chunk) -> list[Answer]:
        worker = self._idle.get()
        try:
            return worker.answers(chunk)
        finally:
            self._idle.put(worker)


class _Worker:
    def __init__(self, basis: Basis) -> None:
        self._pipe, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_serve, args=(theirs, basis), daemon=True)
        self._process.start()
        theirs.close()

    def answers(self, chunk: Chunk) -> list[Answer]:
        try:
            self._pipe.send(chunk)
            answers: list[Answer] = self._pipe.recv()
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


def _serve(pipe: Connection, basis: Basis) -> None:
    """What a worker does, until its parent is gone."""
    scorer = Scorer(basis)
    with suppress(EOFError, OSError):
        while True:
            pipe.send([scorer.answer(line) for line in pipe.recv()])


@contextmanager
def _no_interrupts() -> Iterator[None]:
    """Ctrl-C reaches all processes of a terminal; what starts in here leaves it to the parent."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _chunks(lines: Iterator[Line]) -> Iterator[Chunk]:
    for first in lines:
        chunk, weight = [first], len(first.content)
        while len(chunk) < _MOST_LINES and weight < _MOST_BYTES:
            more = list(itertools.islice(lines, 1))
            if not more:
                break
            chunk += more
            weight += len(more[0].content)
        yield chunk


def _weight(chunk: Chunk) -> int:
    return sum(len(line.content) for line in chunk)
