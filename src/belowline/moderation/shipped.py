"""Hand over the files that are packed inside this package: the engine's only reading."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def shipped_text(name: str) -> str:
    """The text of the shipped data file `name`, such as `policy.toml`."""
    return (resources.files(__package__) / "data" / name).read_text(encoding="utf-8")


def shipped_policy_text() -> str:
    """The house policy as shipped, in the form that `parse_policy` reads."""
    return shipped_text("policy.toml")


def shipped_bytes(name: str) -> bytes:
    """The bytes of the shipped data file `name`; OSError where it is missing."""
    return (resources.files(__package__) / "data" / name).read_bytes()
