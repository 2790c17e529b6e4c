"""Which addresses webhooks may call: the public internet, and what the installation's settings add to it."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_UNICAST = ipaddress.IPv6Network("2000::/3")
"""All of version 6 that is given out."""
_CLOSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        # this network, private, shared with the provider, the machine itself, the link
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
        # protocols, documentation, relays, sinks, measurements
        "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        # groups, future use, everybody
        "224.0.0.0/4", "240.0.0.0/4",
        # what a cloud shows its own machines under an address of the public internet
        "168.63.129.16/32",
        # of version 6 within what is given out: protocols (Teredo, ORCHID, benchmarks), documentation, sinks
        "2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20",
    )
)  # fmt: skip
"""IANA's registries of special-purpose addresses (2024-10), and what clouds add. A list of our own: what Python takes
for public differs from one release to the next (3.11.7: 192.0.0.192)."""


def is_public(address: Address) -> bool:
    """Whether it lies in the public internet, also when it is wrapped into an address of version 6."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address not in _UNICAST or address.scope_id is not None:
            return False
    return not any(address in network for network in _CLOSED)


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
