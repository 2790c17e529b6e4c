"""What comes in: an event reported by a client, or a request that may be refused."""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.kernel.clients import Client


class Act(msgspec.Struct, frozen=True, gc=False):
    """An act of the merchant's, for the audit log.

    Args:
        action: What it is called there (``order.moved``).
        actor: Who did it.
    """

    action: str
    actor: str


class Event(msgspec.Struct, frozen=True, gc=False):
    """Something that happened to a member, or is asked of the platform.

    Args:
        type: Name in the event catalogue.
        member_id: Whose.
        key: Idempotency key, unique within the member. The same key with the same type, time and data is answered
            with the first answer; with others it is an error.
        t_us: When it happened (UTC microseconds). 0: now.
        data: Fields of the event type.
        client: Where it came from, as far as that is known; no part of what the key stands for.
        act: What the audit log says of it, in the transaction that takes it; no part of what the key stands for.
    """

    type: str
    member_id: int
    key: str
    t_us: int = 0
    data: dict[str, Any] = {}
    client: Client | None = None
    act: Act | None = None

    def at(self, t_us: int) -> Event:
        """The same at another time: that by which a request is judged."""
        return msgspec.structs.replace(self, t_us=t_us)


class Happening(msgspec.Struct, frozen=True, gc=False):
    """An event in its place in time: what reactions see. Derived facts and timers are happenings too.

    Args:
        type: Name in the catalogue.
        t_us: When it happened.
        day: Merchant-local day of ``t_us``.
        data: Fields.
        depth: 0 for what came in, 1 for a fact it caused, and so on.
    """

    type: str
    t_us: int
    day: int
    data: dict[str, Any]
    depth: int = 0
