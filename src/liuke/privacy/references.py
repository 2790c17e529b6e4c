"""What clients call a member: a number, or ``namespace:external_id``."""

from __future__ import annotations

import re

import msgspec

from liuke.kernel.errors import Fault, InvalidInput

MAX_MEMBER_ID = 2**63 - 1


_NAMESPACE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


_FIX = "write the member's number, or namespace:external_id"


class Reference(msgspec.Struct, frozen=True):
    """What a client calls a member: by number, or by name in a namespace (``member_id`` is then 0)."""

    member_id: int
    namespace: str = ""
    external_id: str = ""


def read_reference(value: str, path: str = "member") -> Reference:
    """Read a reference.

    Raises:
        InvalidInput: it is none.
    """
    if value.isascii() and value.isdigit():
        member_id = int(value[:20])
        if 0 < member_id <= MAX_MEMBER_ID and len(value) < 20:
            return Reference(member_id)
    namespace, colon, external_id = value.partition(":")
    if (
        colon
        and _NAMESPACE.fullmatch(namespace)
        and len(external_id) <= 200
        and external_id.strip()
        and external_id.isprintable()
    ):
        return Reference(0, namespace, external_id)
    fault = Fault(path, "not-a-member", f"{value[:100]!r} does not name a member", _FIX)
    raise InvalidInput("a member is named wrongly", faults=[fault])
