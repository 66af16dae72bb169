"""Let the other end of a connection vanish, in a network of our own: `unshare --net` runs this.

Says how the server's end learns of it.
"""

from __future__ import annotations

import fcntl
import socket
import struct
import sys

from belowline.cli.serving import miss_the_vanished

SECONDS = 1
PATIENCE = 20.0
# linux/sockios.h and linux/if.h
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 1


def main() -> None:
    """Connect, cut the line, and wait for what the server's end is told."""
    loopback(is_up=True)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        miss_the_vanished(listener, SECONDS)
        listener.listen()
        with socket.create_connection(listener.getsockname()):
            served, _ = listener.accept()
            loopback(is_up=False)
            served.settimeout(PATIENCE)
            sys.stdout.write(told(served))


def told(served: socket.socket) -> str:
    """Return the name of the error that ends the waiting, or that nothing does."""
    try:
        served.recv(1)
    except TimeoutError as error:
        # The kernel's has a number, that of our own patience has none.
        return "let go" if error.errno else "kept"
    except OSError as error:
        return f"let go ({error.strerror})"
    return "closed"


def loopback(*, is_up: bool) -> None:
    """Switch this network's only interface on or off: what is off loses all that is sent."""
    with socket.socket() as any_socket:
        name = b"lo"
        asked = struct.pack("16sh14x", name, 0)
        _, flags = struct.unpack("16sh14x", fcntl.ioctl(any_socket, _SIOCGIFFLAGS, asked))
        flags = flags | _IFF_UP if is_up else flags & ~_IFF_UP
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh14x", name, flags))


if __name__ == "__main__":
    main()
