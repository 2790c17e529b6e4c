"""Whose an order is: an order number is one order of the merchant, whoever brings it.

The first member whose payment is reported under a number has it (:class:`Owner`, a shared document that is locked from
the question to the end of the transaction). ``orders.unique: member`` leaves each member numbers of their own.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from liuke.decision.domain import CompiledProgram
from liuke.decision.shared import SharedKind
from liuke.decision.state import Need
from liuke.decision.turn import Turn
from liuke.earning.spec import OrdersSpec
from liuke.kernel.ids import fingerprint

_PLAIN_KEY = 150


class Owner(msgspec.Struct, omit_defaults=True):
    """Whose an order is.

    Args:
        member: Who has it.
        moves: Times it was moved to another member.
    """

    member: int
    moves: int = 0


def _owner_faults(key: str, doc: Owner) -> Iterable[str]:
    del key
    if doc.member <= 0:
        yield f"{doc.member} is no member"


OWNER = SharedKind("order", Owner, _owner_faults, keeps_place=False)


def make_key(order_id: str) -> str:
    """The key of an order's document: its number, or what stands for a long one."""
    if len(order_id) <= _PLAIN_KEY and order_id[:1] not in {"#", "~"}:
        return order_id
    return f"#{fingerprint(order_id).hex()}"


def need_owner(order_id: str) -> Need:
    """What to load for an order that is paid."""
    return Need("shared", 0, OWNER.place(make_key(order_id)))


def are_unique(program: CompiledProgram) -> bool:
    """Whether a number is one order of the merchant."""
    return program.built("earning.unique_orders", lambda p: p.section("orders", OrdersSpec).unique == "merchant")


def claim(turn: Turn, order_id: str) -> None:
    """The order is the member's from now on; refuses one that another member has."""
    if not order_id or not are_unique(turn.program):
        return
    key = make_key(order_id)
    owner = turn.shared(OWNER, key)
    if owner is None:
        turn.put_shared(OWNER, key, Owner(turn.state.member_id))
    elif not turn.state.is_of(owner.member):
        turn.refuse(
            "order-already-paid",
            f"order {order_id!r} is another member's",
            fix="move the order to its rightful member, or give another order another id",
            status="paid",
            other_member=True,
        )


def hand_over(turn: Turn, order_id: str, to_member: int) -> None:
    """The order is another member's from now on."""
    if not are_unique(turn.program):
        return
    owner = turn.shared(OWNER, make_key(order_id))
    turn.put_shared(OWNER, make_key(order_id), Owner(to_member, owner.moves + 1 if owner is not None else 1))
