"""What systemd wants to hear of services of ``Type=notify``."""

from __future__ import annotations

import os
import socket
from contextlib import suppress


def tell_systemd(state: str) -> bool:
    """Send a state such as ``READY=1``; ``False`` when nobody listens. Never fails: it is only news."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return False
    if address.startswith("@"):
        address = "\0" + address[1:]
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.sendto(state.encode(), address)
        return True
    return False
