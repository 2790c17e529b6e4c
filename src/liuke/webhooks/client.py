"""Posts bodies over connections that are kept; whatever happens becomes an answer."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import certifi
import httpcore
import msgspec

from liuke import __version__
from liuke.webhooks.contracts import MAX_EXCERPT
from liuke.webhooks.network import AddressRefused, GuardedBackend
from liuke.webhooks.reach import PUBLIC, Reach

MAX_RETRY_AFTER_S = 86_400
_IDLE_S = 30.0
_MAX_READ = 64 * 1_024
"""Bytes of an answer that are read so that its connection can be kept; beyond that it is closed."""
_BODY_S = 3.0
"""Seconds for the body of an answer."""
_MAX_ERROR = 300
_FAILURES = (
    httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, httpcore.UnsupportedProtocol,
    httpcore.ConnectionNotAvailable, TimeoutError, OSError,
)  # fmt: skip

NAMES = {
    "ConnectTimeout": "no connection in time", "ReadTimeout": "no answer in time", "TimeoutError": "no answer in time",
    "WriteTimeout": "the body was not taken in time", "PoolTimeout": "no connection was free in time",
    "ConnectError": "no connection", "ReadError": "the connection was cut", "WriteError": "the connection was cut",
    "RemoteProtocolError": "the answer was no HTTP",
}  # fmt: skip
"""Failures by their class; each phrase has words in :mod:`liuke.webhooks.error_words`."""


class Answer(msgspec.Struct, frozen=True):
    """What came of a post. ``status`` is 0 without an answer; then ``error`` says why.

    An answer has come when its head has: what becomes of its body decides nothing, and is only kept for the log.
    """

    status: int
    duration_us: int
    error: str = ""
    excerpt: str = ""
    retry_after_s: int = 0

    @property
    def taken(self) -> bool:
        """Whether the receiver has it."""
        return 200 <= self.status < 300


class _Group:
    """Connections of one endpoint."""

    __slots__ = ("busy", "pool", "used_s")

    def __init__(self, pool: httpcore.AsyncConnectionPool) -> None:
        self.pool = pool
        self.busy = 0
        self.used_s = 0.0


class Client:
    """Sends; close it with ``async with``.

    Each group has connections of its own: no receiver uses up another's, and the library's pool, whose work grows with
    the square of its connections, stays small (with one pool for all, half of the time was spent in it).

    Args:
        reach: What may be called beside the public internet.
        connections: Most connections of a group, idle ones included.
        connect_s: Seconds for name, connection and TLS each.
        total_s: Seconds for everything up to the head of the answer; its body has three more.
        context: TLS; by default the system's authorities and those of certifi.
    """

    def __init__(
        self,
        *,
        reach: Reach = PUBLIC,
        connections: int = 16,
        connect_s: float = 5.0,
        total_s: float = 15.0,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self.total_s = total_s
        self._timeouts = {"connect": connect_s, "read": total_s, "write": total_s, "pool": total_s}
        self._connections = connections
        self._context = context or make_context()
        self._backend = GuardedBackend(reach)
        self._groups: dict[int, _Group] = {}

    async def __aenter__(self) -> Client:
        """Nothing is opened before it is needed."""
        return self

    async def __aexit__(self, *_exc: object) -> None:
        """Close the connections."""
        for group in self._groups.values():
            await group.pool.aclose()
        self._groups.clear()

    async def post(self, url: str, headers: Mapping[str, str], body: bytes, *, group: int = 0) -> Answer:
        """Post JSON once; redirects are answers like any other.

        Args:
            url: Where to.
            headers: Beside the usual ones.
            body: As it is sent.
            group: Whose connections to use: the endpoint's number.
        """
        began = time.perf_counter_ns()
        sent = [
            ("Content-Type", "application/json"), ("User-Agent", f"Liuke/{__version__}"), ("Accept", "*/*"),
            ("Content-Length", str(len(body))), *headers.items(),
        ]  # fmt: skip
        used = self._groups.get(group) or await self._open(group)
        used.busy += 1
        try:
            async with asyncio.timeout(self.total_s) as limit:
                return await self._post(used.pool, url, sent, body, began, limit)
        except AddressRefused as error:
            return _failed(began, f"address refused: {error}")
        except _FAILURES as error:
            return _failed(began, _describe(error))
        finally:
            used.busy -= 1
            used.used_s = time.monotonic()

    async def _open(self, group: int) -> _Group:
        """A new group; those that nobody used for a while are closed."""
        made = self._groups[group] = _Group(
            httpcore.AsyncConnectionPool(
                ssl_context=self._context,
                max_connections=self._connections,
                max_keepalive_connections=self._connections,
                keepalive_expiry=_IDLE_S,
                network_backend=self._backend,
            )
        )
        made.used_s = now_s = time.monotonic()
        idle = [key for key, one in self._groups.items() if not one.busy and now_s - one.used_s > 2 * _IDLE_S]
        # out of reach before the first is closed: others post meanwhile, and open groups too
        for one in [self._groups.pop(key) for key in idle]:
            await one.pool.aclose()
        return made

    async def _post(
        self, pool: httpcore.AsyncConnectionPool, url: str, headers: list[tuple[str, str]], body: bytes, began: int,
        limit: asyncio.Timeout,
    ) -> Answer:  # fmt: skip
        sent = [("Host", _host_of(url)), *headers]
        extensions = {"timeout": self._timeouts}
        async with pool.stream("POST", url, headers=sent, content=body, extensions=extensions) as answer:
            limit.reschedule(None)  # the body has its own
            excerpt, error = await _read_excerpt(answer)
            found = {name.lower(): value for name, value in answer.headers}
            wait_s = _read_retry_after(found.get(b"retry-after", b""))
            return Answer(answer.status, _since(began), error, _text(excerpt), wait_s)


async def _read_excerpt(answer: httpcore.Response) -> tuple[bytes, str]:
    """The beginning of an answer's body, and why there is no more of it; short, so that its connection can be kept."""
    read, total = b"", 0
    try:
        async with asyncio.timeout(_BODY_S):
            async for part in answer.aiter_stream():
                read += part[: MAX_EXCERPT - len(read)]
                total += len(part)
                if total > _MAX_READ:
                    break
    except _FAILURES as error:
        return read, f"the body of the answer did not end: {_describe(error)}"[:_MAX_ERROR]
    return read, ""


def make_context() -> ssl.SSLContext:
    """TLS with the system's authorities, and those of certifi for systems that have none."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _since(began: int) -> int:
    return (time.perf_counter_ns() - began) // 1_000


def _failed(began: int, error: str) -> Answer:
    return Answer(0, _since(began), error[:_MAX_ERROR].replace("\x00", ""))


def _describe(error: BaseException) -> str:
    name = type(error).__name__
    said = str(error)
    return ": ".join(part for part in (NAMES.get(name, name), said) if part)


def _host_of(url: str) -> str:
    return urlsplit(url).netloc


def _text(read: bytes) -> str:
    """UTF-8 as far as it goes; the database keeps no NUL."""
    return read.decode("utf-8", "replace").replace("\x00", "�")


def _read_retry_after(value: bytes) -> int:
    text = value.decode("ascii", "replace").strip()
    if text.isdigit():
        return min(int(text[:9]), MAX_RETRY_AFTER_S)
    if not text:
        return 0
    try:
        wanted = parsedate_to_datetime(text).timestamp() - time.time()
    except (ValueError, TypeError, OverflowError):
        return 0
    return max(0, min(int(wanted), MAX_RETRY_AFTER_S))
