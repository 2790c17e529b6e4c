"""Settings of the HTTP API, as the environment says them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from liuke.http.origins import NO_OTHERS, Origins, read_origins
from liuke.http.origins import VARIABLE as ORIGINS
from liuke.http.proxies import LOOPBACK, Proxies, read_proxies
from liuke.kernel.errors import Fault

LANES_ALONE, LANES_OF_SEVERAL = 2, 1
"""One decides while the database works for the other; among several processes another one does."""
TRACES = "LIUKE_TRACES"
PHONE_LOGIN = "LIUKE_PHONE_LOGIN"


@dataclass(frozen=True, slots=True)
class ApiOptions:
    """How an API process behaves.

    Args:
        rate_limit: Calls a second that one key may make in this process (``LIUKE_RATE_LIMIT``; 0: no limit).
        member_rate_limit: Calls a second with one member's token (``LIUKE_MEMBER_RATE_LIMIT``; 0: no limit).
        lanes: Transactions that one tenant's engine has under way at once in this process (``LIUKE_LANES``; by
            default two in a process that serves alone, one in each of several).
        read_connections: Most connections for lists and figures (``LIUKE_READ_CONNECTIONS``).
        head_timeout_s: Seconds in which the head of a request must come, and a body must go on
            (``LIUKE_HEAD_TIMEOUT``).
        proxies: Whose word is taken for where a request came from (``LIUKE_TRUSTED_PROXIES``, networks with commas
            between them; by default the machine itself).
        origins: Whose pages may read answers of the API (``LIUKE_ALLOWED_ORIGINS``, with commas between them; by
            default nobody's but this server's own).
        pinned: Whether each of several processes stays on a processor of its own (``LIUKE_PIN``).
        metrics_token: With which ``/metrics`` may be read from elsewhere (``LIUKE_METRICS_TOKEN``; empty: only from
            the machine itself).
        phone_login: Who sends log-in codes to members' phones (``LIUKE_PHONE_LOGIN``: ``log``, or the name of a sender
            that an extension adds; empty: nobody, and members do not log in by phone).
        traces: Where spans go (``LIUKE_TRACES``: ``otlp``; empty: nowhere).
    """

    rate_limit: int = 1_000
    member_rate_limit: int = 20
    lanes: int = 0
    read_connections: int = 4
    head_timeout_s: int = 10
    proxies: Proxies = LOOPBACK
    origins: Origins = NO_OTHERS
    pinned: bool = False
    metrics_token: str = ""
    phone_login: str = ""
    traces: str = ""

    def divide(self, workers: int) -> ApiOptions:
        """Those of one of several processes, which together keep the limits."""
        lanes = self.lanes or (LANES_ALONE if workers == 1 else LANES_OF_SEVERAL)
        shares = _share(self.rate_limit, workers), _share(self.member_rate_limit, workers)
        return replace(self, rate_limit=shares[0], member_rate_limit=shares[1], lanes=lanes)


def _share(rate: int, workers: int) -> int:
    return max(1, rate // workers) if rate else 0


_VARIABLES = {
    "LIUKE_RATE_LIMIT": ("rate_limit", 0, 1_000_000),
    "LIUKE_MEMBER_RATE_LIMIT": ("member_rate_limit", 0, 1_000_000),
    "LIUKE_LANES": ("lanes", 1, 64),
    "LIUKE_READ_CONNECTIONS": ("read_connections", 1, 100),
    "LIUKE_HEAD_TIMEOUT": ("head_timeout_s", 1, 3_600),
}


def read_api_options(environ: Mapping[str, str], faults: list[Fault]) -> ApiOptions:
    """Read them; whatever is wrong is added to ``faults``."""
    found: dict[str, Any] = {}
    for variable, (name, least, most) in _VARIABLES.items():
        value = environ.get(variable, "").strip()
        if not value:
            continue
        if not (value.isascii() and value.isdigit() and len(value) < 10 and least <= int(value) <= most):
            fault = Fault(variable, "not-in-range", f"{value[:50]!r} is no whole number from {least} to {most}")
            faults.append(fault)
        else:
            found[name] = int(value)
    pin = environ.get("LIUKE_PIN", "").strip().lower()
    if pin not in {"", "yes", "no"}:
        faults.append(Fault("LIUKE_PIN", "not-yes-or-no", f"{pin[:50]!r} is neither yes nor no"))
    found["pinned"] = pin == "yes"
    token = environ.get("LIUKE_METRICS_TOKEN", "").strip()
    if token and not (16 <= len(token) <= 200 and token.isascii() and token.isprintable()):
        words = "is no text of 16 to 200 ASCII characters"
        faults.append(Fault("LIUKE_METRICS_TOKEN", "not-a-token", words, "make one: openssl rand -hex 24"))
    found["metrics_token"] = token
    networks = environ.get("LIUKE_TRUSTED_PROXIES", "").strip()
    if networks:
        found["proxies"] = read_proxies(networks, faults)
    found["origins"] = read_origins(environ.get(ORIGINS, ""), faults)
    traces = environ.get(TRACES, "").strip()
    if traces not in {"", "off", "otlp"}:
        faults.append(Fault(TRACES, "unknown", f"{traces[:50]!r} is neither off nor otlp"))
    found["phone_login"] = environ.get(PHONE_LOGIN, "").strip()
    found["traces"] = traces if traces == "otlp" else ""
    return ApiOptions(**found)
