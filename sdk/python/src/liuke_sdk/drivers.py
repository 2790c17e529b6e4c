"""Carry flows out over httpx: one driver blocks, the other awaits. That is all that differs between the two clients."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any, TypeVar, cast

import anyio
import httpx

from liuke_sdk.errors import ConnectionLost, LiukeError, NotSent, TimedOut
from liuke_sdk.wire import Content, Flow, Reply, Send, Sleep

T = TypeVar("T")

LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=50, keepalive_expiry=4.0)
"""Idle connections are given up before a server with usual settings (5 s) does, or a request would meet its closing."""


class SyncDriver:
    """Blocks the thread. Safe to share between threads."""

    def __init__(self, http: httpx.Client | None = None) -> None:
        self.http = http or httpx.Client(limits=LIMITS)

    def run(self, flow: Flow[T]) -> T:
        """Carry a flow out to its end."""
        outcome: Reply | LiukeError | None = None
        while True:
            try:
                action = flow.throw(outcome) if isinstance(outcome, LiukeError) else flow.send(outcome)
            except StopIteration as end:
                return cast("T", end.value)
            try:
                outcome = self._do(action)
            except LiukeError as error:
                outcome = error

    def _do(self, action: Send | Sleep) -> Reply | None:
        if isinstance(action, Sleep):
            time.sleep(action.seconds)
            return None
        until = time.monotonic() + action.timeout
        try:
            response = self.http.send(_build(self.http, action), stream=True)
            if action.stream and response.status_code < 400:
                return Reply(response.status_code, response.headers, b"", response)
            try:
                chunks = list[bytes]()
                for chunk in response.iter_bytes():
                    chunks.append(chunk)
                    _check_time(action, until)
            finally:
                response.close()
        except httpx.RequestError as error:
            raise translate(error, action) from error
        return Reply(response.status_code, response.headers, b"".join(chunks))

    def close(self) -> None:
        """Close the connections."""
        self.http.close()


class AsyncDriver:
    """Awaits."""

    def __init__(self, http: httpx.AsyncClient | None = None) -> None:
        self.http = http or httpx.AsyncClient(limits=LIMITS)

    async def run(self, flow: Flow[T]) -> T:
        """Carry a flow out to its end."""
        outcome: Reply | LiukeError | None = None
        while True:
            try:
                action = flow.throw(outcome) if isinstance(outcome, LiukeError) else flow.send(outcome)
            except StopIteration as end:
                return cast("T", end.value)
            try:
                outcome = await self._do(action)
            except LiukeError as error:
                outcome = error

    async def _do(self, action: Send | Sleep) -> Reply | None:
        if isinstance(action, Sleep):
            await anyio.sleep(action.seconds)
            return None
        try:
            with anyio.fail_after(action.timeout):
                return await self._send(action)
        except httpx.RequestError as error:
            raise translate(error, action) from error
        except TimeoutError:
            raise _late(action) from None

    async def _send(self, action: Send) -> Reply:
        response = await self.http.send(_build(self.http, action), stream=True)
        if action.stream and response.status_code < 400:
            return Reply(response.status_code, response.headers, b"", response)
        try:
            content = await response.aread()
        finally:
            await response.aclose()
        return Reply(response.status_code, response.headers, content)

    async def close(self) -> None:
        """Close the connections."""
        await self.http.aclose()


def translate(error: httpx.RequestError, action: Send) -> LiukeError:
    """What happened on the way, in this package's words."""
    words = f"{action.method} {action.url}: {error or type(error).__name__}"
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout):
        return NotSent(words)
    if isinstance(error, httpx.TimeoutException):
        return TimedOut(words)
    if isinstance(error, httpx.UnsupportedProtocol):
        raise ValueError(f"{action.url} is no http:// or https:// address") from error
    return ConnectionLost(words)


def _build(http: httpx.Client | httpx.AsyncClient, action: Send) -> httpx.Request:
    return http.build_request(
        action.method,
        action.url,
        headers=action.headers,
        content=_open_content(http, action.content),
        timeout=httpx.Timeout(action.timeout),
    )


def _open_content(http: httpx.Client | httpx.AsyncClient, content: Content | None) -> Any:
    if content is None or isinstance(content, bytes):
        return content
    return content() if isinstance(http, httpx.Client) else _go_through(content)


async def _go_through(make: Callable[[], Iterable[bytes]]) -> AsyncIterator[bytes]:
    for chunk in make():
        yield chunk


def _check_time(action: Send, until: float) -> None:
    """The time-outs of httpx are for each read; a server that trickles must not keep a caller for ever."""
    if time.monotonic() > until:
        raise _late(action)


def _late(action: Send) -> TimedOut:
    return TimedOut(f"{action.method} {action.url}: the answer was not complete after {action.timeout:g} s")
