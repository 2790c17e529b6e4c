"""The two clients. All they add to one another is whether they block."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import replace
from types import TracebackType
from typing import Any, Self, TypedDict, Unpack
from urllib.parse import urlsplit

import httpx

from liuke_sdk.drivers import AsyncDriver, SyncDriver
from liuke_sdk.group import Awaiting, Blocking
from liuke_sdk.groups import Groups
from liuke_sdk.retry import RetryPolicy
from liuke_sdk.wire import Settings


class Options(TypedDict, total=False):
    """What a client can be set to.

    Attributes:
        locale: Language of texts in answers: ``zh`` or ``en``.
        timeout: Seconds that one attempt may take.
        deadline: Seconds that a call may take in all, waits and repetitions included.
        retry: How often and how patiently requests are sent again.
        user_agent: Names the program in logs.
    """

    locale: str
    timeout: float
    deadline: float
    retry: RetryPolicy
    user_agent: str


class Client(Groups[Blocking]):
    """A client that blocks; safe to share between threads.

    Args:
        base_url: Address of the server, as ``https://liuke.example.com``.
        credential: An API key (``lk_…``) or a member's token; or a function that gives the one to use, asked at every
            attempt, for those that are renewed.
        http: An httpx client of your own (proxies, certificates); it is then yours to close.
        options: See :class:`Options`.

    Raises:
        ValueError: an option makes no sense; all of them are named.
    """

    def __init__(
        self,
        base_url: str,
        credential: str | Callable[[], str] = "",
        *,
        http: httpx.Client | None = None,
        **options: Unpack[Options],
    ) -> None:
        self._settings = check_settings(Settings(base_url, credential, **options))
        self._driver = SyncDriver(http)
        self._owns_driver = http is None
        super().__init__(self._settings, self._driver)

    def with_options(self, *, credential: str | Callable[[], str] | None = None, **options: Unpack[Options]) -> Self:
        """The same client over the same connections, set otherwise; ``credential`` acts for somebody else."""
        made = copy(self)
        made._settings, made._owns_driver = _change(self._settings, credential, options), False
        super(Client, made).__init__(made._settings, made._driver)
        return made

    def close(self) -> None:
        """Close the connections, unless they belong to somebody else."""
        if self._owns_driver:
            self._driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


class AsyncClient(Groups[Awaiting]):
    """A client for asyncio; every call is awaited, every list gone through with ``async for``.

    Args:
        base_url: Address of the server, as ``https://liuke.example.com``.
        credential: An API key (``lk_…``) or a member's token; or a function that gives the one to use, asked at every
            attempt, for those that are renewed.
        http: An httpx client of your own (proxies, certificates); it is then yours to close.
        options: See :class:`Options`.

    Raises:
        ValueError: an option makes no sense; all of them are named.
    """

    def __init__(
        self,
        base_url: str,
        credential: str | Callable[[], str] = "",
        *,
        http: httpx.AsyncClient | None = None,
        **options: Unpack[Options],
    ) -> None:
        self._settings = check_settings(Settings(base_url, credential, **options))
        self._driver = AsyncDriver(http)
        self._owns_driver = http is None
        super().__init__(self._settings, self._driver)

    def with_options(self, *, credential: str | Callable[[], str] | None = None, **options: Unpack[Options]) -> Self:
        """The same client over the same connections, set otherwise; ``credential`` acts for somebody else."""
        made = copy(self)
        made._settings, made._owns_driver = _change(self._settings, credential, options), False
        super(AsyncClient, made).__init__(made._settings, made._driver)
        return made

    async def close(self) -> None:
        """Close the connections, unless they belong to somebody else."""
        if self._owns_driver:
            await self._driver.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.close()


def _change(settings: Settings, credential: str | Callable[[], str] | None, options: Options) -> Settings:
    changes: dict[str, Any] = dict(options)
    if credential is not None:
        changes["credential"] = credential
    return check_settings(replace(settings, **changes))


def check_settings(settings: Settings) -> Settings:
    """The settings, if they make sense.

    Raises:
        ValueError: with all that is wrong.
    """
    faults = list[str]()
    address = urlsplit(settings.base_url)
    if address.scheme not in {"http", "https"} or not address.netloc or address.query or address.fragment:
        faults.append(f"base_url: {settings.base_url!r} is no address like https://liuke.example.com")
    if settings.locale not in {"zh", "en"}:
        faults.append(f"locale: {settings.locale!r} is neither zh nor en")
    for name in ("timeout", "deadline"):
        if not getattr(settings, name) > 0:
            faults.append(f"{name}: must be more than 0 seconds")
    if settings.retry.attempts < 1:
        faults.append("retry.attempts: must be at least 1")
    if isinstance(settings.credential, str) and not settings.credential.isascii():
        faults.append("credential: a key or token is ASCII")
    if faults:
        raise ValueError("; ".join(faults))
    return settings
