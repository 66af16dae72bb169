"""Go on with an output where it ends, if it was made from the same input by the same rules."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from belowline.cli.scoring.answers import Basis, identity
from belowline.cli.scoring.inputs import lines
from belowline.cli.scoring.lines import Part
from belowline.cli.scoring.output import OutputFile, Written

# The name and the size of a file.
Input = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Origin:
    """What the answers of an output follow from; kept beside it, as FILE.state."""

    inputs: list[Input]
    policy: str
    engine: str

    @classmethod
    def of(cls, parts: Sequence[Part], basis: Basis) -> Origin:
        """What a run over these parts follows from."""
        names = [_name_and_size(part) for part in parts]
        return cls(names, basis.policy_version, basis.engine_version)

    def write(self, path: Path) -> None:
        """Keep it for those who go on, a power cut or not."""
        with path.open("w", encoding="utf-8") as file:
            file.write(f"{json.dumps(asdict(self))}\n")
            file.flush()
            os.fsync(file.fileno())

    @classmethod
    def read(cls, path: Path) -> Origin:
        """What was kept; ValueError where nothing was."""
        try:
            kept = json.loads(path.read_text("utf-8"))
            inputs = [(name, size) for name, size in kept["inputs"]]
            return cls(inputs, kept["policy"], kept["engine"])
        except (OSError, ValueError, KeyError, TypeError):
            raise ValueError(f"{path} is missing or damaged: can't tell where to go on.") from None


def state_of(output: Path) -> Path:
    """Where an output's origin is kept."""
    return output.with_name(f"{output.name}.state")


def go_on(
    path: Path, output: OutputFile, origin: Origin, parts: Sequence[Part]
) -> tuple[Written, list[Part]]:
    """What is written, and what is left to answer; ValueError where the two don't belong together.

    Nothing is changed before all is known to fit, except that a torn last line goes.
    """
    _compare(path, Origin.read(state_of(path)), origin)
    written = output.written()
    return written, _left(path, parts, written)


def _name_and_size(part: Part) -> Input:
    """A stream has no size, and standard input no name."""
    if part.path is None:
        return "standard input", None
    return part.path.name, None if part.end is None else part.path.stat().st_size


def _compare(path: Path, kept: Origin, now: Origin) -> None:
    for was, is_now in itertools.zip_longest(kept.inputs, now.inputs):
        if was != is_now:
            raise ValueError(f"{path} was made from {_named(was)}, not from {_named(is_now)}.")
    if kept.policy != now.policy:
        raise ValueError(f"{path} was made by policy {kept.policy}, not {now.policy}.")
    if kept.engine != now.engine:
        raise ValueError(f"{path} was made by engine {kept.engine}, not {now.engine}.")


def _named(given: Input | None) -> str:
    if given is None:
        return "fewer files"
    name, size = given
    return name if size is None else f"{name} ({size:,} bytes)"


def _left(path: Path, parts: Sequence[Part], written: Written) -> list[Part]:
    """The parts behind the lines that are answered."""
    remaining = written.lines
    left = list(parts)
    for part in parts:
        if part.path is not None and part.end is None:
            raise ValueError(f"{part.path}: --resume needs an input that can be read again.")
    while remaining and left:
        part, at = left[0], left[0].start
        for line in lines(part):
            at += line.size
            remaining -= 1
            if not remaining:
                _check_last(path, written, identity(line))
                return [replace(part, start=at), *left[1:]]
        left.pop(0)
    if remaining:
        raise ValueError(f"{path} has {remaining:,} more answers than the input has lines.")
    return left


def _check_last(path: Path, written: Written, expected: Any) -> None:
    try:
        found = json.loads(written.last)["id"]
    except (ValueError, KeyError, TypeError):
        raise ValueError(f"{path}: line {written.lines:,} is no answer.") from None
    if found != expected:
        raise ValueError(
            f"{path}: line {written.lines:,} answers another comment than that line of the input."
        )
