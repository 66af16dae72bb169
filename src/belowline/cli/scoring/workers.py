"""Answer lines in processes of this machine, in the order of the lines and in bounded memory."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from functools import partial

from belowline.cli.scoring.answers import Answer, Answers, Basis, Scorer
from belowline.cli.scoring.inputs import all_lines
from belowline.cli.scoring.lines import Line, Part
from belowline.cli.scoring.processes import Crew, processes

# Lines that a worker gets at once: enough to hide the handing over, few enough that the first
# answers come soon.
_MOST_LINES = 32
_MOST_BYTES = 1024 * 1024

# Chunks on their way for each worker, so that none waits for another and memory stays bounded.
_AHEAD = 4

# What all chunks on their way may weigh together, however long the lines are.
_MOST_BYTES_AHEAD = 256 * 1024 * 1024

Chunk = list[Line]
_Ahead = deque[tuple[int, Future[list[Answer]]]]


def answers_here(basis: Basis, parts: Iterable[Part]) -> Answers:
    """Each line's answer, as soon as the line is there, by this process."""
    scorer = Scorer(basis)
    for line in all_lines(parts):
        yield [scorer.answer(line)]


def answers_of_workers(basis: Basis, parts: Iterable[Part], workers: int) -> Answers:
    """The lines' answers in their order, some at a time; raises Stopped where a worker dies."""
    with processes(partial(_answering, basis), workers) as crew:
        yield from _answers(crew, all_lines(parts))


def _answering(basis: Basis) -> Callable[[Line], Answer]:
    return Scorer(basis).answer


def _answers(crew: Crew[Line, Answer], lines: Iterator[Line]) -> Answers:
    ahead: _Ahead = deque()
    for chunk in _chunks(lines):
        ahead.append((_weight(chunk), crew.asked(chunk)))
        while ahead and (_is_full(ahead, len(crew)) or ahead[0][1].done()):
            yield ahead.popleft()[1].result()
    while ahead:
        yield ahead.popleft()[1].result()


def _is_full(ahead: _Ahead, workers: int) -> bool:
    weight = sum(weight for weight, _ in ahead)
    return len(ahead) >= workers * _AHEAD or weight > _MOST_BYTES_AHEAD


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
