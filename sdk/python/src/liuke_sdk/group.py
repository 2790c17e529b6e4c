"""Groups of operations, written once for both clients.

A method of a group only says what is asked (:class:`~liuke_sdk.wire.Ask`). Its decorator makes it callable: on a group
of a blocking client it returns the answer, on that of an async client something to await. Type checkers see each.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from functools import update_wrapper
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast, overload

from liuke_sdk.downloads import AsyncDownload, Download
from liuke_sdk.drivers import AsyncDriver, SyncDriver
from liuke_sdk.series import AsyncPages, AsyncSeries, Page, Pages, PageSource, Series, Source
from liuke_sdk.wire import Ask, Flow, Route, Settings, call_flow

P = ParamSpec("P")
T = TypeVar("T")


class Blocking:
    """Marks groups of a blocking client."""


class Awaiting:
    """Marks groups of an async client."""


M = TypeVar("M", Blocking, Awaiting)


class Group(Generic[M]):
    """Operations on one kind of resource."""

    def __init__(self, settings: Settings, driver: SyncDriver | AsyncDriver) -> None:
        self._settings = settings
        self._driver = driver


class _Part(Generic[P, T]):
    """What the kinds of methods have in common."""

    def __init__(self, build: Callable[Concatenate[Any, P], Any], route: Route) -> None:
        self.build = build
        self.route = route
        update_wrapper(cast("Any", self), build)

    def _name(self, call: Callable[..., Any]) -> Any:
        """Lets ``help`` show the method as it is written, without ``self``."""
        call.__doc__ = self.build.__doc__
        call.__name__ = self.build.__name__
        signature = inspect.signature(self.build)
        cast("Any", call).__signature__ = signature.replace(parameters=list(signature.parameters.values())[1:])
        return call


class Operation(_Part[P, T]):
    """One request, one answer."""

    @overload
    def __get__(self, instance: None, owner: Any) -> Operation[P, T]: ...
    @overload
    def __get__(self, instance: Group[Blocking], owner: Any) -> Callable[P, T]: ...
    @overload
    def __get__(self, instance: Group[Awaiting], owner: Any) -> Callable[P, Awaitable[T]]: ...
    def __get__(self, instance: Any, owner: Any) -> Any:
        if instance is None:
            return self

        def call(*args: Any, **named: Any) -> Any:
            ask = self.build(instance, *args, **named)
            return instance._driver.run(call_flow(instance._settings, self.route, ask))

        return self._name(call)


class Steps(_Part[P, T]):
    """Several requests towards one result."""

    @overload
    def __get__(self, instance: None, owner: Any) -> Steps[P, T]: ...
    @overload
    def __get__(self, instance: Group[Blocking], owner: Any) -> Callable[P, T]: ...
    @overload
    def __get__(self, instance: Group[Awaiting], owner: Any) -> Callable[P, Awaitable[T]]: ...
    def __get__(self, instance: Any, owner: Any) -> Any:
        if instance is None:
            return self
        return self._name(lambda *args, **named: instance._driver.run(self.build(instance, *args, **named)))


class Listing(_Part[P, T]):
    """A list that comes page by page."""

    @overload
    def __get__(self, instance: None, owner: Any) -> Listing[P, T]: ...
    @overload
    def __get__(self, instance: Group[Blocking], owner: Any) -> Callable[P, Pages[T]]: ...
    @overload
    def __get__(self, instance: Group[Awaiting], owner: Any) -> Callable[P, AsyncPages[T]]: ...
    def __get__(self, instance: Any, owner: Any) -> Any:
        if instance is None:
            return self

        def call(*args: Any, **named: Any) -> Any:
            ask = self.build(instance, *args, **named)
            driver = instance._driver
            kind: Any = Pages if isinstance(driver, SyncDriver) else AsyncPages
            return kind(lambda: PageSource(instance._settings, self.route, ask), driver.run)

        return self._name(call)


class Serial(_Part[P, T]):
    """Many requests whose results are gone through while they are made."""

    @overload
    def __get__(self, instance: None, owner: Any) -> Serial[P, T]: ...
    @overload
    def __get__(self, instance: Group[Blocking], owner: Any) -> Callable[P, Series[T]]: ...
    @overload
    def __get__(self, instance: Group[Awaiting], owner: Any) -> Callable[P, AsyncSeries[T]]: ...
    def __get__(self, instance: Any, owner: Any) -> Any:
        if instance is None:
            return self

        def call(*args: Any, **named: Any) -> Any:
            driver = instance._driver
            kind: Any = Series if isinstance(driver, SyncDriver) else AsyncSeries
            return kind(lambda: self.build(instance, *args, **named), driver.run)

        return self._name(call)


class Streaming(_Part[P, T]):
    """An answer of any length, read while it comes."""

    @overload
    def __get__(self, instance: None, owner: Any) -> Streaming[P, T]: ...
    @overload
    def __get__(self, instance: Group[Blocking], owner: Any) -> Callable[P, Download[T]]: ...
    @overload
    def __get__(self, instance: Group[Awaiting], owner: Any) -> Callable[P, AsyncDownload[T]]: ...
    def __get__(self, instance: Any, owner: Any) -> Any:
        if instance is None:
            return self

        def call(*args: Any, **named: Any) -> Any:
            driver = instance._driver
            kind: Any = Download if isinstance(driver, SyncDriver) else AsyncDownload
            return kind(instance._settings, self.route, self.build(instance, *args, **named), driver.run)

        return self._name(call)


# -- decorators -------------------------------------------------------------------------------------------------------


def operation(
    method: str, path: str, *, keyed: bool = False, safe: bool = False
) -> Callable[[Callable[Concatenate[Any, P], Ask[T]]], Operation[P, T]]:
    """The method asks once and returns the answer."""
    return lambda build: Operation(build, Route(method, path, keyed, safe))


def listing(method: str, path: str) -> Callable[[Callable[Concatenate[Any, P], Ask[Page[T]]]], Listing[P, T]]:
    """The method returns a list that is fetched page by page."""
    return lambda build: Listing(build, Route(method, path))


def streaming(
    method: str, path: str, *, safe: bool = False
) -> Callable[[Callable[Concatenate[Any, P], Ask[T]]], Streaming[P, T]]:
    """The method returns an answer that is read while it comes."""
    return lambda build: Streaming(build, Route(method, path, safe=safe))


def steps(method: str, path: str) -> Callable[[Callable[Concatenate[Any, P], Flow[T]]], Steps[P, T]]:
    """The method is a flow of its own over this route."""
    return lambda build: Steps(build, Route(method, path, safe=True))


def serial(method: str, path: str) -> Callable[[Callable[Concatenate[Any, P], Source[T]]], Serial[P, T]]:
    """The method returns a source of its own over this route."""
    return lambda build: Serial(build, Route(method, path, safe=True))
