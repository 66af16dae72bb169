"""Have workers of a Ray answer what they are asked, each with a thread here that waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Generic

import ray
from ray.exceptions import RayError

from belowline.cli.scoring import ray_session
from belowline.cli.scoring.answers import Stopped
from belowline.cli.scoring.processes import Answered, Asked, Crew, Make


@contextmanager
def on_ray(make: Make[Asked, Answered], count: int) -> Iterator[Crew[Asked, Answered]]:
    """So many workers, as many as Ray has cores where that is 0; raises Stopped.

    What is asked travels to them: where it was read, no other machine need come to.
    """
    with ray_session.started(count) as workers, Crew(_workers(make, workers)) as crew:
        yield crew


def _workers(make: Make[Asked, Answered], count: int) -> Sequence[_RayWorker[Asked, Answered]]:
    # What is lost with a machine is asked again on another.
    actor = ray.remote(num_cpus=1, max_restarts=-1, max_task_retries=-1)(_Answering)
    return [_RayWorker(actor.remote(make)) for _ in range(count)]


class _Answering:
    """What one worker does; it makes what answers once."""

    def __init__(self, make: Callable[[], Callable[[Any], Any]]) -> None:
        self._answer = make()

    def answers(self, chunk: Sequence[Any]) -> list[Any]:
        return [self._answer(each) for each in chunk]


class _RayWorker(Generic[Asked, Answered]):
    def __init__(self, actor: Any) -> None:
        self._actor = actor

    def answers(self, chunk: Sequence[Asked]) -> list[Answered]:
        try:
            answers: list[Answered] = ray.get(self._actor.answers.remote(chunk))
        except RayError as error:
            cause = str(error).strip().splitlines()[-1].rstrip(".")
            raise Stopped(f"Ray gave up: {cause}.") from None
        return answers

    def end(self) -> None:
        ray.kill(self._actor)
