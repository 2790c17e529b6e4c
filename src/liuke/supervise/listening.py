"""The listening socket of one or several serving processes."""

from __future__ import annotations

import socket

BACKLOG = 4_096


def bind(host: str, port: int) -> socket.socket:
    """Listen on an address; port 0 takes a free one. Several processes may accept from the same socket.

    Raises:
        OSError: the address is taken, or is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(BACKLOG)
        made.setblocking(False)
    except OSError:
        made.close()
        raise
    return made
