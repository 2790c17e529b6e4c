"""Where a member's request came from: seen by the server, or reported by the merchant's server that passes it on."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.http.contracts import Call
from liuke.kernel.clients import MAX_AGENT, MAX_DEVICE, Client, make_client, read_address
from liuke.kernel.errors import Fault

DEVICE_HEADER = b"x-liuke-device"
"""What the app calls the device; the SDKs send it."""
ADDRESS_HEADER = b"x-liuke-client-ip"
AGENT_HEADER = b"x-liuke-client-agent"
"""What a merchant's server saw of the member who asked it."""
_REPORTED = frozenset((ADDRESS_HEADER, DEVICE_HEADER, AGENT_HEADER))
"""Most requests of a merchant's server have none of them."""


class ClientIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the member's request came from, as the merchant's server saw it.

    Args:
        ip: Address.
        device_id: What the app calls the device.
        user_agent: Of the browser or the app.
    """

    ip: Annotated[str, Meta(max_length=100)] = ""
    device_id: Annotated[str, Meta(max_length=MAX_DEVICE)] = ""
    user_agent: Annotated[str, Meta(max_length=MAX_AGENT)] = ""


def read_client(given: ClientIn | UnsetType, faults: list[Fault]) -> Client | None:
    """What a body says; an address that is none is added to ``faults``."""
    if given is UNSET:
        return None
    if given.ip and not read_address(given.ip):
        faults.append(Fault("client.ip", "not-an-address", f"{given.ip!r} is no address", "write 203.0.113.7"))
    return make_client(given.ip, given.device_id, given.user_agent)


def find_client(call: Call) -> Client | None:
    """Where the request came from.

    A member's token is used by the member's own device, so what the server sees is it. A key is used by a server, which
    says in headers what it saw. A person of the merchant is not the member, and nothing is known.
    """
    if call.principal.kind == "member":
        address = call.tenants.proxies.find_address(call.peer, call.header(b"x-forwarded-for"))
        return make_client(address, call.header(DEVICE_HEADER), call.header(b"user-agent"))
    if call.principal.kind == "key" and not _REPORTED.isdisjoint(dict(call.headers)):
        return make_client(call.header(ADDRESS_HEADER), call.header(DEVICE_HEADER), call.header(AGENT_HEADER))
    return None
