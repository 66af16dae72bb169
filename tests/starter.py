"""Start the command in a process of its own, from one that has imported everything before.

To import the server and to read the word lists takes two seconds of a core, and the tests start it
hundreds of times.
What is started has its own process group, environment, folder and files, and is killed as any
other. Run by tests/started.py, which says over a socket what to start.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NoReturn

from belowline.cli import COMMANDS, main
from belowline.moderation import Moderator

# What commands import only once they know that they need it.
LATER = (
    "aiosqlite",
    "asyncpg",
    "sqlalchemy.dialects.postgresql.asyncpg",
    "sqlalchemy.dialects.sqlite.aiosqlite",
    "uvicorn.lifespan.on",
    "uvicorn.loops.uvloop",
    "uvicorn.protocols.http.httptools_impl",
)
LONGEST_ORDER = 1 << 20
STANDARD_FILES = 3


@dataclass(slots=True)
class Starter:
    """Hears what to start, and tells how each ended to who waits at the other end of its pipe."""

    orders: socket.socket
    running: dict[int, int] = field(default_factory=dict)

    def start(self, order: bytes, files: list[int]) -> bool:
        """Fork; say so in the one that is to become the command."""
        *standard, pipe = files
        number = os.fork()
        if number == 0:
            self.orders.close()
            for other in (pipe, *self.running.values()):
                os.close(other)
            become(json.loads(order), standard)
            return True
        for each in standard:
            os.close(each)
        with suppress(PermissionError, ProcessLookupError):
            # It does so itself as well: whoever comes first, its group is there when it is told of.
            os.setpgid(number, number)
        self.running[number] = pipe
        os.write(pipe, f"{number}\n".encode())
        return False

    def bury(self) -> None:
        """Tell of everybody who has ended."""
        while self.running:
            number, status = os.waitpid(-1, os.WNOHANG)
            if not number:
                return
            pipe = self.running.pop(number)
            with suppress(BrokenPipeError):  # nobody waits for it any more
                os.write(pipe, f"{os.waitstatus_to_exitcode(status)}\n".encode())
            os.close(pipe)


def become(order: Any, standard: list[int]) -> None:
    """Take on everything that a program of its own would have."""
    os.setpgid(0, 0)
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["folder"])
    time.tzset()
    sys.argv = ["belowline", *order["arguments"]]
    for number, each in enumerate(standard):
        os.dup2(each, number)
        os.close(each)
    # Python remembers what kind of file each of them was.
    sys.stdin = os.fdopen(0, encoding=sys.stdin.encoding, errors=sys.stdin.errors)
    sys.stdout = os.fdopen(1, "w", encoding=sys.stdout.encoding, errors=sys.stdout.errors)
    sys.stderr = os.fdopen(2, "w", 1, encoding=sys.stderr.encoding, errors=sys.stderr.errors)
    if os.environ.get("PYTHONUNBUFFERED"):
        sys.stdout.reconfigure(line_buffering=True)


def wait_for_orders(orders: socket.socket) -> bool:
    """Start what is asked for; True in a process that was started, False when all is over."""
    starter = Starter(orders)
    ends, wake = socket.socketpair()
    for each in (ends, wake):
        each.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
    with selectors.DefaultSelector() as selector, ends, wake:
        selector.register(orders, selectors.EVENT_READ)
        selector.register(ends, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fileobj is ends:
                    ends.recv(LONGEST_ORDER)
                    starter.bury()
                    continue
                order, files, _, _ = socket.recv_fds(orders, LONGEST_ORDER, STANDARD_FILES + 1)
                if not order:
                    return False
                if starter.start(order, files):
                    return True


def warm_up() -> None:
    """Do what is the same for all; nothing of ours may begin a thread, which a fork would lack."""
    for name in (*(f"belowline.cli.{command}" for command in COMMANDS), *LATER):
        importlib.import_module(name)
    # The word lists and patterns that engines share are read with the first of them.
    Moderator()
    assert threading.active_count() == 1
    # What is there now stays, and need not be looked at again by anybody.
    gc.collect()
    gc.freeze()


def run(arguments: list[str]) -> NoReturn:
    """Run the command and end as Python ends, but for the destructors of libraries in C++.

    onnxruntime's waits for a thread that it made when it was imported, and forks have no threads.
    """
    code = 1
    try:
        code = main(arguments)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for file in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            file.flush()
    os._exit(code)


if __name__ == "__main__":
    # Ctrl-C is meant for the tests; they close the socket when they end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warm_up()
    if wait_for_orders(socket.socket(fileno=int(sys.argv[1]))):
        run(sys.argv[1:])
