"""Whom a request is for: read once, and the same by proxies and servers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from liuke.http.errors import HostUnclear

_HOST = re.compile(rb"[A-Za-z0-9._~!$&'()*+,;=:%\[\]-]*")
"""What a name or an address with its port is made of; an HTTP/1.1 request for no authority sends it empty."""


def check_host(headers: Iterable[tuple[bytes, bytes]], http_version: str) -> None:
    """See that the header ``Host`` is there once, and is a name or an address; HTTP/1.0 may go without it.

    Raises:
        HostUnclear: it is not.
    """
    hosts = [value for name, value in headers if name == b"host"]
    if len(hosts) != 1 and (hosts or http_version != "1.0"):
        words = f"there are {len(hosts)} headers Host, and one is needed"
        raise HostUnclear(words, fix="send Host once, as HTTP/1.1 wants it")
    if hosts and not _HOST.fullmatch(hosts[0]):
        raise HostUnclear("the header Host is no name or address", fix="send the server's name and port")
