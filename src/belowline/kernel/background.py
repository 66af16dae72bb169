"""The port to work that nobody waits for."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

# Ids alone: what is queued may lie on another machine, where no reader's words belong.
Payload = Mapping[str, str]


class Lane(StrEnum):
    """Where work waits for its turn; what is slow in one holds nothing up in another."""

    PAGES = "pages"
    ROUNDS = "rounds"


class NotNow(Exception):
    """Why a job can't be done now and shall be tried again, in words for the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A kind of work. `run` bears to be done twice, and to be cut off anywhere.

    It may take `seconds`; what fails is tried again after `pause_seconds`, `attempts` times in all.
    One that has `every_seconds` is a round: it is done again and again, by one process at a time
    where they share a queue, and never given up.
    """

    name: str
    run: Callable[[Payload], Awaitable[None]]
    seconds: float
    pause_seconds: float
    attempts: int = 3
    every_seconds: int | None = None
    lane: Lane = Lane.ROUNDS


class Background(Protocol):
    """Has jobs done, at least once, by this process or another.

    It remembers nothing that must not be lost: that stands in a table of ours, in which a round
    finds what was forgotten.
    """

    @property
    def problem(self) -> str | None:
        """Say in a sentence why nothing is queued now; None while it works."""
        ...

    async def start(self, jobs: Sequence[Job], *, works: bool = True) -> None:
        """Begin; who does not work only queues."""
        ...

    def later(self, name: str, key: str, payload: Payload) -> None:
        """Have a job of this name done soon, once for all who ask with the same key meanwhile.

        Nothing is raised, and nobody waits.
        """
        ...

    async def waiting(self) -> Mapping[Lane, int]:
        """Count what is due and not begun, by lane; none while nobody can tell."""
        ...

    async def stop(self) -> None:
        """Begin nothing more, let what is being done finish for a few seconds, cut off the rest."""
        ...
