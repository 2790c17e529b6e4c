"""The device and the network from which a member asked for something. Pure."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import msgspec

MAX_DEVICE = 200
MAX_AGENT = 500
_LONGEST = 100
"""Characters of an address, zone and blanks around it included."""
_PREFIX_4, _PREFIX_6 = 24, 56
"""Bits of an address that stand for a network: a provider gives a home one of these."""


class Client(msgspec.Struct, frozen=True, gc=False):
    """Where a request came from; what is not known is empty.

    Args:
        ip: Address of the network, in its shortest form.
        device_id: What the app calls the device.
        user_agent: As the browser or the app says.
    """

    ip: str = ""
    device_id: str = ""
    user_agent: str = ""

    def __bool__(self) -> bool:
        """Whether anything is known."""
        return bool(self.ip or self.device_id or self.user_agent)


def read_address(text: str) -> str:
    """An address in its shortest form; empty where the text is none.

    >>> read_address("::ffff:203.0.113.7"), read_address("2001:db8:0::1"), read_address("unknown")
    ('203.0.113.7', '2001:db8::1', '')
    """
    found = _parse(text)
    return str(found) if found is not None else ""


def find_network(address: str) -> str:
    """The network of an address; empty where it is none.

    >>> find_network("203.0.113.7"), find_network("2001:db8:1:2fe::1")
    ('203.0.113.0/24', '2001:db8:1:200::/56')
    """
    found = _parse(address)
    if found is None:
        return ""
    bits = _PREFIX_4 if isinstance(found, IPv4Address) else _PREFIX_6
    return str(ip_network(f"{found}/{bits}", strict=False))


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    return _parse_known(text) if len(text) <= _LONGEST else None


@lru_cache(maxsize=4_096)
def _parse_known(text: str) -> IPv4Address | IPv6Address | None:
    """Few addresses ask for much: those of a merchant's servers, and of who is in the app right now."""
    try:
        found = ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(found, IPv6Address):
        return found.ipv4_mapped or IPv6Address(int(found))  # without the zone of an interface
    return found


def make_client(ip: str, device_id: str, user_agent: str) -> Client | None:
    """What was observed, cut to what is kept and without what cannot be read; ``None`` where that is nothing."""
    device = "".join(sign for sign in device_id.strip() if sign.isprintable())[:MAX_DEVICE]
    agent = "".join(sign for sign in user_agent.strip() if sign.isprintable())[:MAX_AGENT]
    return Client(read_address(ip), device, agent) or None
