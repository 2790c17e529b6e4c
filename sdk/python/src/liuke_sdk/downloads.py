"""Answers of any length, read while they come."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, Generic, TypeVar

import anyio
import httpx
import msgspec

from liuke_sdk.errors import ConnectionLost, LiukeError, TimedOut, UnexpectedAnswer
from liuke_sdk.wire import Ask, Flow, Reply, Route, Settings, exchange_flow

T = TypeVar("T")


def _translate(error: httpx.RequestError) -> LiukeError:
    words = f"the answer broke off: {error or type(error).__name__}"
    return TimedOut(words) if isinstance(error, httpx.TimeoutException) else ConnectionLost(words)


def _decode_row(line: bytes, type_: Any) -> Any:
    try:
        return msgspec.json.decode(line, type=type_)
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnexpectedAnswer(f"a row of the answer cannot be read ({error})") from error


class Download(Generic[T]):
    """A streamed answer. Each way of reading it asks the server anew; nothing is sent before.

    Raises:
        ConnectionLost: it broke off; what was read so far is incomplete.
    """

    def __init__(self, settings: Settings, route: Route, ask: Ask[T], run: Callable[[Flow[Any]], Any]) -> None:
        self._settings, self._route, self._ask, self._run = settings, route, ask, run

    def _open(self) -> httpx.Response:
        reply: Reply = self._run(exchange_flow(self._settings, self._route, self._ask, stream=True))
        return reply.live

    def chunks(self) -> Iterator[bytes]:
        """Bytes as they come."""
        response = self._open()
        try:
            yield from response.iter_bytes()
        except httpx.RequestError as error:
            raise _translate(error) from error
        finally:
            response.close()

    def lines(self) -> Iterator[bytes]:
        """Lines without their ends; empty ones are left out."""
        rest = b""
        for chunk in self.chunks():
            *whole, rest = (rest + chunk).split(b"\n")
            for line in whole:
                if line.strip():
                    yield line
        if rest.strip():
            yield rest

    def __iter__(self) -> Iterator[T]:
        """Rows of an answer in NDJSON."""
        for line in self.lines():
            yield _decode_row(line, self._ask.answer)

    def save(self, path: str | Path) -> int:
        """Write it to a file, which appears under its name once it is complete; returns its bytes."""
        target = Path(path)
        part = target.with_name(f"{target.name}.part")
        total = 0
        try:
            with part.open("wb") as file:
                for chunk in self.chunks():
                    total += file.write(chunk)
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        return total


class AsyncDownload(Generic[T]):
    """A streamed answer. Each way of reading it asks the server anew; nothing is sent before.

    Raises:
        ConnectionLost: it broke off; what was read so far is incomplete.
    """

    def __init__(
        self, settings: Settings, route: Route, ask: Ask[T], run: Callable[[Flow[Any]], Awaitable[Any]]
    ) -> None:
        self._settings, self._route, self._ask, self._run = settings, route, ask, run

    async def _open(self) -> httpx.Response:
        reply: Reply = await self._run(exchange_flow(self._settings, self._route, self._ask, stream=True))
        return reply.live

    async def chunks(self) -> AsyncIterator[bytes]:
        """Bytes as they come."""
        response = await self._open()
        try:
            async for chunk in response.aiter_bytes():
                yield chunk
        except httpx.RequestError as error:
            raise _translate(error) from error
        finally:
            await response.aclose()

    async def lines(self) -> AsyncIterator[bytes]:
        """Lines without their ends; empty ones are left out."""
        rest = b""
        async for chunk in self.chunks():
            *whole, rest = (rest + chunk).split(b"\n")
            for line in whole:
                if line.strip():
                    yield line
        if rest.strip():
            yield rest

    async def __aiter__(self) -> AsyncIterator[T]:
        """Rows of an answer in NDJSON."""
        async for line in self.lines():
            yield _decode_row(line, self._ask.answer)

    async def save(self, path: str | Path) -> int:
        """Write it to a file, which appears under its name once it is complete; returns its bytes."""
        target = anyio.Path(path)
        part = target.with_name(f"{target.name}.part")
        total = 0
        try:
            async with await part.open("wb") as file:
                async for chunk in self.chunks():
                    total += await file.write(chunk)
            await part.replace(target)
        except BaseException:
            with anyio.CancelScope(shield=True):
                await part.unlink(missing_ok=True)
            raise
        return total
