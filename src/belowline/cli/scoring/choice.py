"""Choose where the ruling is done, and by how many."""

from __future__ import annotations

import argparse
import os

NO_RAY = "--engine ray needs Ray: pip install 'belowline[ray]'"


def add_engine(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "--engine", choices=["local", "ray"], default="local", help="where the work is done"
    )
    parser.add_argument(
        "--workers",
        type=_number,
        metavar="N",
        help="processes; 0 or all: all cores (default: 1, with ray all)",
    )


def worker_count(options: argparse.Namespace) -> int:
    """How many were chosen; 0 stands for as many as Ray has cores."""
    given: int | None = options.workers
    if (given or 0) < 0:
        raise ValueError("--workers must be 0 (all cores) or more.")
    if options.engine == "ray":
        return given or 0
    return core_count() if given == 0 else given or 1


def core_count() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0))


def _number(given: str) -> int:
    try:
        return 0 if given == "all" else int(given)
    except ValueError:
        raise argparse.ArgumentTypeError(f"a number or all, not {given!r}") from None
