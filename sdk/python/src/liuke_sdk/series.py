"""Lists that are fetched, or sent, piece by piece while one goes through them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from liuke_sdk.wire import Ask, Flow, Route, Settings, call_flow

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Page(msgspec.Struct, Generic[T], frozen=True):
    """One page of a list.

    Args:
        items: In order.
        next_cursor: Of the next page; ``None`` on the last one.
    """

    items: list[T]
    next_cursor: str | None = None


class Source(Protocol[T_co]):
    """What a series draws from."""

    def step(self) -> Flow[Sequence[T_co] | None]:
        """The next piece; ``None`` after the last one."""
        ...


class PageSource(Generic[T]):
    """Draws the pages of a list one after the other."""

    def __init__(self, settings: Settings, route: Route, ask: Ask[Page[T]]) -> None:
        self._settings, self._route, self._ask = settings, route, ask
        self._ended = False

    def step(self) -> Flow[Sequence[T] | None]:
        """The next page's items."""
        if self._ended:
            return None
        page = yield from call_flow(self._settings, self._route, self._ask)
        self._ended = page.next_cursor is None
        self._ask = replace(self._ask, query={**self._ask.query, "cursor": page.next_cursor})
        return page.items

    def first(self) -> Flow[Page[T]]:
        """One page with its cursor."""
        return call_flow(self._settings, self._route, self._ask)


class Series(Generic[T]):
    """Goes through a list piece by piece; each ``for`` over it starts anew."""

    def __init__(self, make: Callable[[], Source[T]], run: Callable[[Flow[Any]], Any]) -> None:
        self._make, self._run = make, run

    def pieces(self) -> Iterator[Sequence[T]]:
        """The list in the pieces in which it comes."""
        source = self._make()
        while (piece := self._run(source.step())) is not None:
            yield piece

    def __iter__(self) -> Iterator[T]:
        """Each element."""
        for piece in self.pieces():
            yield from piece


class AsyncSeries(Generic[T]):
    """Goes through a list piece by piece; each ``async for`` over it starts anew."""

    def __init__(self, make: Callable[[], Source[T]], run: Callable[[Flow[Any]], Awaitable[Any]]) -> None:
        self._make, self._run = make, run

    async def pieces(self) -> AsyncIterator[Sequence[T]]:
        """The list in the pieces in which it comes."""
        source = self._make()
        while (piece := await self._run(source.step())) is not None:
            yield piece

    async def __aiter__(self) -> AsyncIterator[T]:
        """Each element."""
        async for piece in self.pieces():
            for one in piece:
                yield one


class Pages(Series[T]):
    """A list on the server: ``for one in pages`` fetches page after page."""

    def __init__(self, make: Callable[[], PageSource[T]], run: Callable[[Flow[Any]], Any]) -> None:
        super().__init__(make, run)
        self._make_pages = make

    def page(self) -> Page[T]:
        """One page, for those who keep the cursor themselves."""
        return self._run(self._make_pages().first())


class AsyncPages(AsyncSeries[T]):
    """A list on the server: ``async for one in pages`` fetches page after page."""

    def __init__(self, make: Callable[[], PageSource[T]], run: Callable[[Flow[Any]], Awaitable[Any]]) -> None:
        super().__init__(make, run)
        self._make_pages = make

    async def page(self) -> Page[T]:
        """One page, for those who keep the cursor themselves."""
        return await self._run(self._make_pages().first())
