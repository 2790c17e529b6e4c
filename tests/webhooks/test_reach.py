"""Which addresses are public: decided by a list, and nothing is sent anywhere."""

from __future__ import annotations

import ipaddress

import pytest

from liuke.webhooks.network import find_url_faults
from liuke.webhooks.reach import PUBLIC, is_public, read_reach

OPEN = [
    "1.1.1.1", "8.8.8.8", "114.114.114.114", "223.5.5.5", "172.32.0.1", "172.15.255.255", "100.63.255.255",
    "100.128.0.0", "192.0.1.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "168.63.129.17", "2400:3200::1",
    "2606:4700::1111", "2001:200::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1",
]  # fmt: skip
CLOSED = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "100.127.255.255", "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.0", "192.0.0.9", "192.0.0.192", "192.0.0.255",
    "192.0.2.1",
    "192.31.196.1", "192.52.193.1", "192.88.99.1", "192.168.1.1", "192.175.48.1", "198.18.0.1", "198.19.255.255",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "168.63.129.16",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:192.0.0.192", "64:ff9b::7f00:1", "64:ff9b::c000:c0",
    "64:ff9b:1::1", "100::1", "2001::1", "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::1",
    "2002:c000:c0::1", "2620:4f:8000::1", "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0",
    "fec0::1", "ff02::1",
]  # fmt: skip


@pytest.mark.parametrize("address", OPEN)
def test_public_addresses(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", CLOSED)
def test_addresses_that_only_some_machines_reach(address: str) -> None:
    found = ipaddress.ip_address(address)
    assert not is_public(found)
    host = f"[{address}]" if found.version == 6 else address
    assert find_url_faults(f"https://{host}/hook", PUBLIC) != [] or "%" in address


def test_every_address_is_judged_alike_by_its_wrappings() -> None:
    for number in range(0, 2**32, 7_654_321):
        inner = ipaddress.IPv4Address(number)
        wrapped = (
            ipaddress.IPv6Address(f"::ffff:{inner}"),
            ipaddress.IPv6Address(int(ipaddress.IPv6Address("64:ff9b::")) + number),
            ipaddress.IPv6Address(int(ipaddress.IPv6Address("2002::")) + (number << 80)),
        )
        assert {is_public(one) for one in wrapped} == {is_public(inner)}


def test_what_settings_add_is_reached() -> None:
    reach = read_reach("192.0.0.0/24, fd00:7::/64")
    assert reach.covers(ipaddress.ip_address("192.0.0.192"))
    assert reach.covers(ipaddress.ip_address("::ffff:192.0.0.192"))
    assert not reach.covers(ipaddress.ip_address("10.0.0.1"))
