"""What passes between the reader of a history and those who take its events: plain data, and who takes it.

Nothing here needs the engine that reads files, so that the processes that only decide stay small.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import msgspec

from liuke.events.catalogue import EventType

REGISTERED = "member.registered"
MEMBER = "$member"
"""Name of an object's only entry that stands for another member, by external id, in an event's data."""
IN_ALL, WANTED = "in_all_cents", "wanted_order_id"
"""Fields of a refund that whoever takes it resolves: all that went back of the order so far, and an order that the file
does not have but an earlier one may have had."""
MAX_MEMBER, MAX_ORDER_ID = 200, 194
"""Characters of a member's external id, and of an order's number: with ``order:`` it is a key."""
EXAMPLES = 10
"""Of each kind that a report shows."""


class SourceEvent(msgspec.Struct, frozen=True, gc=False):
    """One canonical event.

    Attributes:
        type: One of ``source.EVENT_TYPES``.
        key: Natural idempotency key, such as ``order:31198570044``.
        member: External member id in the mapping's namespace.
        t_us: UTC microseconds.
        day: Merchant-local day, days since 1970-01-01.
        data: Payload; amounts are minor units of the merchant's currency.
    """

    type: str
    key: str
    member: str
    t_us: int
    day: int
    data: dict[str, Any]


class DayBatch(msgspec.Struct, frozen=True):
    """Events of one merchant-local day in canonical order; ``last`` is false while more of the day follows."""

    day: int
    events: list[SourceEvent]
    last: bool


class Campaign(msgspec.Struct, frozen=True):
    """A campaign that members received, with the coupons it carried."""

    campaign_id: str
    type: str | None
    start_day: int
    end_day: int | None
    coupons: tuple[str, ...]


class Progress(msgspec.Struct):
    """How far a replay is.

    Args:
        events: Taken in this run, known ones included.
        orders: Of them ``order.paid``.
        replayed: Of them known from an earlier run.
        refused: By reason: events the program refused (each also a dead letter).
        changed: Events that were replayed before with other content; what was there stays as it is.
        changed_keys: Keys of the first of them.
        day: Merchant-local day reached.
        seconds: Since the start of this run.
    """

    events: int = 0
    orders: int = 0
    replayed: int = 0
    refused: dict[str, int] = {}
    changed: int = 0
    changed_keys: list[str] = []
    day: int = 0
    seconds: float = 0.0

    def add(self, part: Progress) -> None:
        """Add what one more chunk did."""
        self.events += part.events
        self.orders += part.orders
        self.replayed += part.replayed
        self.changed += part.changed
        self.changed_keys = [*self.changed_keys, *part.changed_keys][:EXAMPLES]
        for reason, count in part.refused.items():
            self.refused[reason] = self.refused.get(reason, 0) + count


class RunTerms(msgspec.Struct, frozen=True):
    """What whoever takes chunks must know of the replay.

    Args:
        replay_id: Its name, for dead letters.
        namespace: Of the members' external ids.
        resumed: Whether an earlier run of it was interrupted: what that one refused stays refused.
        names_members: Whether events name other members than the one they happen to.
    """

    replay_id: str
    namespace: str
    resumed: bool = False
    names_members: bool = False


class Crew(Protocol):
    """Whoever takes the chunks: this process, or several."""

    async def take(self, chunk: list[SourceEvent]) -> None:
        """Hand over a chunk; may return before it is done."""
        ...

    def finished(self) -> list[tuple[int, Progress]]:
        """Day and progress of the chunks that are done since the last call, in order."""
        ...

    async def drain(self) -> None:
        """Wait until all that was handed over is done."""
        ...


def is_member(value: Any) -> bool:
    """Whether a value of an event's data names another member by external id."""
    return type(value) is dict and MEMBER in value


def list_members(data: Mapping[str, Any]) -> list[str]:
    """External ids of the other members that an event's data names."""
    return [value[MEMBER] for value in data.values() if is_member(value)]


def kind_of(event_type: EventType, name: str) -> str:
    """Kind of a field, such as ``int``; empty if the type does not declare it."""
    field = event_type.fields.get(name)
    return field.kind if field is not None else ""


def complete_refund(event: SourceEvent, member_id: int, refunded: Mapping[tuple[int, str], int]) -> SourceEvent:
    """A refund with its order, if an earlier file had it, and with what is new of what went back in all.

    Where nothing is new, ``IN_ALL`` stays, and is 0.
    """
    data = dict(event.data)
    in_all, wanted = data.pop(IN_ALL, None), data.pop(WANTED, None)
    if wanted is not None and (member_id, wanted) in refunded:
        data["order_id"] = wanted
        return msgspec.structs.replace(event, data=data, key=f"refund:{data['refund_id']}:{wanted}")
    if in_all is not None:
        data["amount_cents"] = in_all - refunded.get((member_id, data["order_id"]), 0)
        if data["amount_cents"] <= 0:
            data[IN_ALL] = 0
    return msgspec.structs.replace(event, data=data)
