"""Which addresses may be called: a merchant's setting must not make the server call what only the server can reach.

A name is resolved here, its addresses are checked, and the connection is made to an address that was checked, so that a
name cannot change its mind in between.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterable
from typing import Any, cast
from urllib.parse import urlsplit

import httpcore

from liuke.kernel.errors import Fault
from liuke.webhooks.reach import Reach, is_public

_MAX_URL = 2_000


class AddressRefused(Exception):
    """The name has no address that may be called."""


def find_url_faults(url: str, reach: Reach) -> list[Fault]:
    """What is wrong with an address as far as can be said without asking anybody."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        return [Fault("url", "not-a-url", str(error), "write it like https://shop.example/hooks")]
    faults = list[Fault]()
    opened = bool(host) and _may_be_opened(host, reach)
    schemes = {"https", "http"} if opened else {"https"}
    if parts.scheme not in schemes:
        faults.append(Fault("url", "scheme", f"must begin with {' or '.join(sorted(schemes))}://"))
    if not host or port == 0:
        faults.append(Fault("url", "no-host", "names no host that can be called"))
    if parts.username is not None or parts.password is not None:
        faults.append(
            Fault("url", "credentials", "must not hold a name or password", "the signature proves the sender")
        )
    if len(url) > _MAX_URL or any(not ("!" <= sign <= "~") for sign in url) or parts.fragment:
        faults.append(Fault("url", "not-a-url", f"must be at most {_MAX_URL} printable ASCII signs, without #"))
    if host and not opened and _is_private_name(host):
        faults.append(Fault("url", "private-address", f"{host} is not in the public internet", _FIX))
    return faults


_FIX = "use a public address, or allow private ones with LIUKE_WEBHOOK_ALLOW_PRIVATE"


def _may_be_opened(host: str, reach: Reach) -> bool:
    """Whether settings open it, as far as can be said of a name without resolving it."""
    try:
        return reach.covers(ipaddress.ip_address(host))
    except ValueError:
        return reach.everywhere or (bool(reach.networks) and _is_private_name(host))


def _is_private_name(host: str) -> bool:
    name = host.rstrip(".")
    if name == "localhost" or name.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        return not is_public(ipaddress.ip_address(name))
    except ValueError:
        return _is_private_number(name)


def _is_private_number(name: str) -> bool:
    """Whether it is an address as resolvers read it: with fewer parts, as one number, in octal or hexadecimal."""
    try:
        return not is_public(ipaddress.IPv4Address(socket.inet_aton(name)))
    except OSError:
        return False


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to addresses that may be called.

    Args:
        reach: Which those are.
    """

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._inner = cast("httpcore.AsyncNetworkBackend", httpcore.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the interface of the library
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:  # pyright: ignore[reportImplicitOverride] - 3.12 has the decorator
        """Resolve, check, connect.

        Raises:
            AddressRefused: no address may be called.
            ConnectError: nobody answers.
        """
        addresses = await self._resolve(host, port, timeout)
        for address in addresses[:-1]:
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._inner.connect_tcp(addresses[-1], port, timeout, local_address, socket_options)

    async def _resolve(self, host: str, port: int, seconds: float | None) -> list[str]:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(seconds):
                found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except TimeoutError:
            raise httpcore.ConnectTimeout(f"the name {host} was not resolved in time") from None
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"the name {host} cannot be resolved: {error}") from None
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        allowed = [address for address in addresses if self._may_call(address)]
        if not allowed:
            raise AddressRefused(f"{host} is not in the public internet")
        return allowed[:4]

    def _may_call(self, text: str) -> bool:
        address = ipaddress.ip_address(text.partition("%")[0])
        return is_public(address) or self._reach.covers(address)

    async def sleep(self, seconds: float) -> None:  # pyright: ignore[reportImplicitOverride] - 3.12 has the decorator
        """Wait."""
        await asyncio.sleep(seconds)
