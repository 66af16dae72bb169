"""Run an application on a socket until told to stop, as each of our servers runs."""

import asyncio
import gc
import resource
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn

from belowline.cli.letting_go import let_go_of_the_slow

# How long open requests may take to finish after the server was told to stop.
_DRAIN_SECONDS = 5
# A phone that leaves its network says no goodbye. Linux would go on sending to it for a quarter of
# an hour, and wait for it for ever.
_VANISHED_SECONDS = 60

# No page is larger when compressed.
_UNSENT = 128 * 1024

# Python lets a thread compute for 5 ms before another gets its turn. The thread that reads and
# writes for all callers needs a thousand turns a second, each of them short.
_TURN_SECONDS = 0.001

# More than a machine has ports; a limit that is larger still says nothing.
_MOST_FILES = 1 << 20


def take_all_files() -> None:
    """Let this process have as many connections as it may: each open page is one.

    A shell's usual limit of 1,024 is for programs that still use select().
    """
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_FILES if most == resource.RLIM_INFINITY else min(most, _MOST_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def configured(app: Any, **more: Any) -> uvicorn.Config:
    """Return the settings that our servers have in common, and `more` of uvicorn's."""
    return uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        # Its own way of writing them would show what an error says.
        log_config=None,
        server_header=False,
        date_header=True,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=_DRAIN_SECONDS,
        proxy_headers=False,
        **more,
    )


def miss_the_vanished(listener: socket.socket, seconds: int = _VANISHED_SECONDS) -> None:
    """End a connection whose other end has said nothing for about so long, not even that it is
    there. What is accepted has the settings of the socket that it was accepted by.
    """
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, max(1, seconds // 2))
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, max(1, seconds // 6))
        # Holds for what was sent and never confirmed as well.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, seconds * 1000)


def keep_little_unsent(listener: socket.socket) -> None:
    """Let the kernel take of an answer what is on its way and a little more.

    It would take four megabytes for somebody who reads nothing, and we would not see that they
    don't.
    """
    if hasattr(socket, "TCP_NOTSENT_LOWAT"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT)


def spare_what_is_there() -> None:
    """Let Python look for garbage among what comes from now on, and not in what is here to stay.

    A server begins with some 230,000 objects: word lists, statements, routes. To go through them
    all took a sixth of a second every few hundred requests, in which nobody was answered.
    """
    gc.freeze()


async def serve_until_told(
    server: uvicorn.Server,
    listener: socket.socket,
    announce: Callable[[], Awaitable[None]],
    patience: float,
) -> None:
    """Listen, say so, and serve; the listener is bound already. `patience` is for slow senders."""
    take_all_files()
    miss_the_vanished(listener)
    keep_little_unsent(listener)
    sys.setswitchinterval(_TURN_SECONDS)
    listener.listen(2048)
    listener.setblocking(False)
    spare_what_is_there()
    await announce()
    # Once it has ended, uvicorn sends itself the signal that it was ended with: as a bare SIGTERM
    # that would kill us after all, and a clean end would be told as a failure.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    watching = asyncio.create_task(let_go_of_the_slow(server.server_state.connections, patience))
    await server.serve(sockets=[listener])
    watching.cancel()
