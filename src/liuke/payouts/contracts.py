"""One amount of money that somebody else moves, from won to paid."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from liuke.decision.shared import SharedKind

Kind = Literal["payout", "refund"]
Status = Literal["claimable", "requested", "failed", "done", "lapsed", "given_up"]
OPEN: frozenset[str] = frozenset(("claimable", "requested", "failed"))
"""Of which something is still to come."""


class Payout(msgspec.Struct, omit_defaults=True):
    """What is owed, and how far it has come; the only place where that is decided.

    Args:
        kind: ``payout`` to the member, ``refund`` of an order.
        member_id: To whom.
        cents: How much.
        status: ``claimable`` by the member, ``requested`` of the merchant's side, ``failed`` there (it may be tried
            again), ``done``, ``lapsed``, or ``given_up`` by staff.
        since_us: When it was won or owed.
        rule: Path of the rule.
        ref: What it is for; of a refund: the order.
        claim_until_us: Until when a claimable one can be claimed.
        due_us: When a requested one is overdue.
        tries: Times it was asked for.
        reason: Why it failed, lapsed or was given up.
        reference: The payment side's own number.
        closed_us: When it was closed.
        late: Whether it was done after it had been closed otherwise.
    """

    kind: Kind
    member_id: int
    cents: int
    status: Status
    since_us: int
    rule: str = ""
    ref: str = ""
    claim_until_us: int = 0
    due_us: int = 0
    tries: int = 0
    reason: str = ""
    reference: str = ""
    closed_us: int = 0
    late: bool = False


def _find_faults(key: str, payout: Payout) -> Iterable[str]:
    del key
    if payout.cents <= 0:
        yield f"{payout.cents} is no amount"
    if (payout.status in OPEN) != (payout.closed_us == 0):
        yield f"it is {payout.status}, and closed at {payout.closed_us}"
    if payout.late and payout.status != "done":
        yield "only what was done can have been late"
    if payout.status != "claimable" and payout.tries == 0 and payout.status not in {"lapsed", "done"}:
        yield "nobody was asked for it"


PAYOUT = SharedKind("payout", Payout, _find_faults)
