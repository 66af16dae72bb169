"""What is asked of whoever follows a request through the process."""

from contextlib import AbstractContextManager
from typing import Protocol

Fact = str | int | bool


class Span(Protocol):
    """One step: when it began and ended, and what is noted of it. Nobody's words, no names."""

    def note(self, name: str, value: Fact) -> None:
        """Say something about the step."""
        ...

    def call(self, name: str) -> None:
        """Give the step another name than it began with."""
        ...


class Tracer(Protocol):
    """Follows requests, step by step; a step that begins within another is part of it.

    A step that raises is marked with the error's class, and not with what it says.
    """

    def span(self, name: str) -> AbstractContextManager[Span]:
        """Begin a step, for the length of the block; outside of a request it is not followed."""
        ...

    def request(self, traceparent: str | None) -> AbstractContextManager[Span]:
        """Begin with a request, as part of the trace that its header names, if it names one."""
        ...

    def close(self) -> None:
        """Hand over what was not handed over yet."""
        ...
