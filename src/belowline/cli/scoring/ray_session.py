"""Start Ray, on this machine or on the cluster that RAY_ADDRESS names, and end it again."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import ray

from belowline.cli.scoring.answers import Stopped

# How long a cluster may take to open a connection.
_SECONDS_TO_ANSWER = 10.0


@contextmanager
def started(workers: int) -> Iterator[int]:
    """Ray for as long as it takes, and how many workers there are to be; raises Stopped."""
    _be_quiet()
    with _no_stderr():
        _start(workers)
    # Ray's own way to end is a trace of its core's stack.
    signal.signal(signal.SIGTERM, _end)
    try:
        yield workers or int(ray.cluster_resources()["CPU"])
    finally:
        ray.shutdown()


def _start(workers: int) -> None:
    # Nobody is told of a publisher's work.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        if address := os.environ.get("RAY_ADDRESS"):
            _look_for(address)
            ray.init(log_to_driver=False)
            return
        # Ray listens on every network that this machine is in, to those who have its token. Without
        # one it would write one for good into the home of whoever runs this.
        os.environ["RAY_AUTH_TOKEN"] = secrets.token_hex(32)
        ray.init("local", num_cpus=workers or None, include_dashboard=False, log_to_driver=False)
    except (OSError, RuntimeError) as error:
        why = str(error).partition("\n")[0].rstrip(".")
        raise Stopped(f"Ray did not start: {why}.") from None


def _look_for(address: str) -> None:
    """Ray itself would knock for twelve minutes where nobody opens, and say nothing."""
    host, colon, port = address.removeprefix("ray://").rpartition(":")
    if colon and port.isdigit():
        try:
            socket.create_connection((host.strip("[]"), int(port)), _SECONDS_TO_ANSWER).close()
        except OSError as error:
            raise Stopped(f"There is no Ray at {address}: {error.strerror or error}.") from None


def _end(number: int, _: object) -> NoReturn:
    sys.exit(128 + number)


def _be_quiet() -> None:
    """How far it is and how it ends is told by us; what Ray has to say stands in its own logs.

    Its core warns of lost arguments for every use of Ray Data (ray-project/ray#57733).
    """
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    for name in ("ray", "ray.data"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


@contextmanager
def _no_stderr() -> Iterator[None]:
    """Ray's core, told to be quiet, says that it was told so."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
