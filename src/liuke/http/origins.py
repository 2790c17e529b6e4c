"""Pages on other hosts that a browser lets read answers of this server (CORS): named one by one, none by default."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from liuke.http.contracts import Headers
from liuke.kernel.errors import Fault

VARIABLE = "LIUKE_ALLOWED_ORIGINS"
_ORIGIN = re.compile(r"https?://(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")
_DEFAULT_PORTS = {"http": "80", "https": "443"}
_VARY = (b"vary", b"origin")
_TAKEN = (
    b"accept, accept-language, authorization, content-type, idempotency-key, if-match, if-none-match, x-liuke-device"
)
"""What clients of this API send."""
_EXPOSED = (
    b"etag, idempotent-replayed, ratelimit-limit, ratelimit-remaining, ratelimit-reset, retry-after, x-request-id"
)
_KEPT_SECONDS = b"7200"
"""For how long a browser need not ask again; none keeps an answer longer."""


@dataclass(frozen=True, slots=True)
class Origins:
    """Origins whose pages may read answers.

    Cookies are never among what such a page may send (no ``Access-Control-Allow-Credentials``): a person who works in
    the console lends it nothing, and a member's token is in the hands of the page or nowhere.

    Args:
        allowed: As browsers write them: ``https://pages.example``; none: no other page may.
    """

    allowed: frozenset[bytes] = frozenset()

    def list_headers(self, request: Iterable[tuple[bytes, bytes]]) -> Headers:
        """What an answer says about who may read it; it depends on who asks, whoever that is."""
        origin = dict(request).get(b"origin", b"")
        if origin not in self.allowed:
            return [_VARY]
        return [_VARY, (b"access-control-allow-origin", origin), (b"access-control-expose-headers", _EXPOSED)]

    def answer_preflight(self, request: Iterable[tuple[bytes, bytes]], methods: Sequence[str]) -> Headers | None:
        """What a browser is to know before it sends something; ``None``: the origin is not allowed.

        Args:
            request: Its headers.
            methods: Of the path.
        """
        origin = dict(request).get(b"origin", b"")
        if origin not in self.allowed:
            return None
        return [
            _VARY,
            (b"access-control-allow-origin", origin),
            (b"access-control-allow-methods", ", ".join(methods).encode()),
            (b"access-control-allow-headers", _TAKEN),
            (b"access-control-max-age", _KEPT_SECONDS),
        ]


NO_OTHERS = Origins()
"""No page but this server's own."""


def find_asked_method(request: Iterable[tuple[bytes, bytes]]) -> str:
    """The method that a browser asks about; empty: it asks about none."""
    return dict(request).get(b"access-control-request-method", b"").decode("latin-1")


def read_origins(origins: str, faults: list[Fault]) -> Origins:
    """Origins with commas between them; whatever is none is added to ``faults``."""
    found = set[bytes]()
    for one in (part.strip() for part in origins.split(",")):
        if not one:
            continue
        if _ORIGIN.fullmatch(one) is None or not _has_port(one):
            words = f"{one[:100]!r} is no origin"
            faults.append(Fault(VARIABLE, "not-an-origin", words, "write scheme and host alone: https://pages.example"))
        else:
            scheme, _, host = one.partition("://")
            found.add(f"{scheme}://{host.removesuffix(f':{_DEFAULT_PORTS[scheme]}')}".encode())
    return Origins(frozenset(found))


def _has_port(origin: str) -> bool:
    _, _, port = origin.rpartition(":")
    return not port.isdigit() or 0 < int(port) < 65_536
