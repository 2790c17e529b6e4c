"""Which addresses webhooks may call: the public internet, and what the installation's settings add to it."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_public(address: Address) -> bool:
    """Whether it lies in the public internet, also when it is wrapped into an address of version 6."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None or address.is_site_local:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


@dataclass(frozen=True, slots=True)
class Reach:
    """What webhooks may call beside the public internet.

    Args:
        everywhere: Every address.
        networks: Addresses of these.
    """

    everywhere: bool = False
    networks: tuple[Network, ...] = ()

    def covers(self, address: Address) -> bool:
        """Whether an address outside the public internet may be called."""
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        return self.everywhere or any(address in network for network in self.networks)


PUBLIC, EVERYWHERE = Reach(), Reach(everywhere=True)


def read_reach(words: str) -> Reach:
    """``yes``, ``no``, or networks and addresses with commas between: ``10.0.3.0/24, 192.168.1.7, fd00:7::/64``.

    Raises:
        ValueError: what cannot be read.
    """
    if words.strip().lower() in {"", "no"}:
        return PUBLIC
    if words.strip().lower() == "yes":
        return EVERYWHERE
    return Reach(networks=tuple(ipaddress.ip_network(part.strip()) for part in words.split(",")))
