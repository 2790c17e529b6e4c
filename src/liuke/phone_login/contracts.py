"""Limits of logging in by phone, and what a number is. Pure."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from liuke.hooks.code_sender import CodeSender
from liuke.privacy.names import normalise

DIGITS = 6
CODE_SECONDS = 300
"""A code is good for so long."""
AGAIN_SECONDS = 60
"""A phone may be sent another one after so long."""
LOGIN_SECONDS = 30 * 86_400
"""A login can be renewed for so long; then a code is asked for again."""
LOGINS_OF_MEMBER = 20
"""More than that end the oldest."""
TRIES = 5
"""A code may be tried so often."""
_HOUR, _DAY = 3_600, 86_400
SENDS_OF_PHONE = ((1, AGAIN_SECONDS), (5, _HOUR), (10, _DAY))
"""How many codes a phone may be sent, in how many seconds."""
SENDS_OF_NETWORK = ((20, _HOUR), (60, _DAY))
SENDS_OF_TENANT = ((2_000, _HOUR),)
"""What somebody with many phones and networks can make a merchant pay for."""
TRIES_OF_NETWORK = ((60, 900),)
_MAINLAND = re.compile(r"1[3-9][0-9]{9}")
_ABROAD = re.compile(r"\+[1-9][0-9]{6,14}")
_IPV6_SUBSCRIBER = 64


@dataclass(frozen=True, slots=True)
class PhoneLogin:
    """How a server offers it.

    Args:
        sender: Hands codes to the provider.
        tenant: Slug of the merchant of whoever names none.
    """

    sender: CodeSender
    tenant: str


@dataclass(frozen=True, slots=True)
class Quota:
    """So many of something in a while.

    Args:
        key: Hash of what is counted.
        limit: Most.
        window_us: How long a window is, from its first one on (microseconds).
    """

    key: bytes
    limit: int
    window_us: int


def read_phone(given: str) -> str:
    """A number in the one form in which it is kept and sent to; empty: it is none.

    >>> read_phone("+86 138-0013-8000"), read_phone("+852 2345 6789"), read_phone("12345")
    ('13800138000', '+85223456789', '')
    """
    phone = normalise("phone", given)
    return phone if _MAINLAND.fullmatch(phone) or _ABROAD.fullmatch(phone) else ""


def find_network(address: str) -> str:
    """What is counted of an address: itself, of IPv6 the part that one subscriber has."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, _IPV6_SUBSCRIBER), strict=False))
    return str(found)
