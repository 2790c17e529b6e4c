"""Where a request came from: the network's address, or what a proxy that is trusted says of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from liuke.kernel.errors import Fault

_Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Proxies:
    """Networks of proxies whose headers ``X-Forwarded-For`` and ``X-Forwarded-Proto`` are believed."""

    networks: tuple[_Network, ...]

    def find_address(self, peer: tuple[str, int] | None, forwarded: str) -> str:
        """The client's address: the last one that was not written by a proxy of ours.

        Args:
            peer: Who connected.
            forwarded: The header X-Forwarded-For; anybody may send one.
        """
        address = peer[0] if peer is not None else ""
        for one in reversed(forwarded.split(",")):
            if not self.is_trusted(address) or not one.strip():
                break
            address = one.strip()[:100]
        return address

    def is_trusted(self, address: str) -> bool:
        """Whether it is a proxy of ours; a socket without an address is."""
        if not address:
            return True
        try:
            found = ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self.networks)


LOOPBACK = Proxies((ip_network("127.0.0.0/8"), ip_network("::1/128")))


def read_proxies(networks: str, faults: list[Fault]) -> Proxies:
    """Networks with commas between them, beside the machine itself; what is none is added to ``faults``."""
    found = list[_Network](LOOPBACK.networks)
    for one in _split(networks):
        try:
            found.append(ip_network(one, strict=False))
        except ValueError:
            words = f"{one[:50]!r} is no network"
            faults.append(Fault("LIUKE_TRUSTED_PROXIES", "not-a-network", words, "write 10.0.0.0/8, 192.168.1.5"))
    return Proxies(tuple(found))


def _split(networks: str) -> Iterable[str]:
    return (one.strip() for one in networks.split(",") if one.strip())
