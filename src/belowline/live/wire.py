"""The port over which processes tell each other that the outbox has grown."""

from collections.abc import Callable
from typing import Protocol


class Wire(Protocol):
    """Carries the number of the newest event between the processes of one installation.

    What it carries is a hint: the outbox is the truth, and a message that is lost costs freshness
    and nothing else.
    """

    @property
    def problem(self) -> str | None:
        """Say in a sentence why nothing is carried now; None while it works."""
        ...

    def announce(self, number: int) -> None:
        """Tell the others, soon and without waiting for it. Nothing is raised."""
        ...

    async def run(self, heard: Callable[[int], None]) -> None:
        """Hand over every number that comes, until cancelled; find the others again when lost."""
        ...


class NoWire:
    """For one process, or several that ask the outbox often enough."""

    problem = "no wire: the outbox is asked"

    def announce(self, number: int) -> None:
        """There is nobody to be told this way."""

    async def run(self, heard: Callable[[int], None]) -> None:
        """Nothing ever comes."""
