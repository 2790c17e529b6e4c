"""Asking for money that others move, and closing it by what they report. Pure but for the turn.

An amount has a stable id, under which the merchant's side executes it at most once. Whatever it reports, twice, late or
in the wrong order, closes the amount once: the document of the amount says whether it is open. Only ``done`` is true
whenever it comes: money that moved has moved, also after the amount had lapsed or was given up, and is listed as late.

Refusal codes: ``payout-not-found``, ``payout-not-claimable``, ``payout-closed``, ``payout-not-failed``.
"""

from __future__ import annotations

import msgspec

from liuke.decision import charging
from liuke.decision.messages import MessageTerms
from liuke.decision.turn import Turn
from liuke.kernel.clock import DAY_US
from liuke.payouts.contracts import OPEN, PAYOUT, Kind, Payout
from liuke.payouts.spec import PayoutsSpec

PATH = "payouts"


def owe(
    turn: Turn, cents: int, *, kind: Kind = "payout", rule: str = "", ref: str = "", claim_days: int = 0, id_: str = ""
) -> str:
    """The member is owed money; returns its id.

    Args:
        turn: The operation that owes it.
        cents: How much.
        kind: ``payout``, or ``refund`` of the order ``ref``.
        rule: Path of the rule.
        ref: What it is for.
        claim_days: Days in which the member must claim it; 0: the merchant's side is asked at once.
        id_: Stable id; by default a new one.
    """
    id_ = id_ or str(turn.new_id())
    assert turn.shared(PAYOUT, id_) is None, f"the money {id_} is owed already"
    payout = Payout(kind, turn.state.member_id, cents, "claimable", turn.now.t_us, rule, ref)
    if claim_days:
        payout.claim_until_us = turn.now.t_us + claim_days * DAY_US
        turn.put_shared(PAYOUT, id_, payout)
        turn.arm(f"payout:{id_}", payout.claim_until_us)
        turn.message(
            "payout-claimable", f"payout:{id_}",
            MessageTerms("prize", rule, expires_us=payout.claim_until_us, value_cents=cents),
            cents=cents, until_us=payout.claim_until_us, payout=id_,
        )  # fmt: skip
        turn.emit("payout.claimable", {"payout": id_, "cents": cents, "claim_until_us": payout.claim_until_us})
    else:
        _request(turn, id_, payout)
    return id_


def claim(turn: Turn, id_: str) -> Payout:
    """Ask the merchant's side for what the member won."""
    payout = get(turn, id_)
    if payout.status != "claimable" or turn.ctx.now_us >= payout.claim_until_us:
        turn.refuse("payout-not-claimable", f"it is {payout.status}", status=payout.status)
    turn.arm(f"payout:{id_}", 0)
    _request(turn, id_, payout)
    return payout


def report_done(turn: Turn, id_: str, reference: str) -> Payout:
    """The money has moved. It counts once, whenever it is reported."""
    payout = get(turn, id_)
    if payout.status == "done":
        turn.skipped(PATH, "payout-reported-before", status=payout.status)
        return payout
    payout.late = payout.status not in OPEN
    payout.reference = reference
    turn.arm(f"payout:{id_}", 0)
    _close(turn, id_, payout, "done", "")
    return payout


def report_failed(turn: Turn, id_: str, reason: str) -> Payout:
    """It did not move, and may be tried again under the same id."""
    payout = get(turn, id_)
    if payout.status != "requested":
        turn.skipped(PATH, "payout-reported-before", status=payout.status)
        return payout
    payout.status, payout.reason = "failed", reason
    turn.put_shared(PAYOUT, id_, payout)
    turn.applied(PATH, "payout-failed", cents=payout.cents)
    turn.emit("payout.attempt_failed", {"payout": id_, "reason": reason, "tries": payout.tries})
    return payout


def report_lapsed(turn: Turn, id_: str, reason: str) -> Payout:
    """It will not move: the member did not take it in time."""
    payout = get(turn, id_)
    if payout.status not in OPEN:
        turn.skipped(PATH, "payout-reported-before", status=payout.status)
        return payout
    turn.arm(f"payout:{id_}", 0)
    _close(turn, id_, payout, "lapsed", reason)
    return payout


def retry(turn: Turn, id_: str) -> Payout:
    """Ask the merchant's side again, under the same id."""
    payout = get(turn, id_)
    if payout.status != "failed":
        turn.refuse("payout-not-failed", f"it is {payout.status}", status=payout.status)
    _request(turn, id_, payout)
    return payout


def give_up(turn: Turn, id_: str, reason: str) -> Payout:
    """Staff decides that it is not paid any more."""
    payout = get(turn, id_)
    if payout.status not in OPEN:
        turn.refuse("payout-closed", f"it is {payout.status}", status=payout.status)
    turn.arm(f"payout:{id_}", 0)
    _close(turn, id_, payout, "given_up", reason)
    return payout


def withdraw(turn: Turn, id_: str) -> bool:
    """What it was owed for was refunded: while nobody claimed it, it is owed no more; ``False``: too late."""
    payout = get(turn, id_)
    if payout.status in {"lapsed", "given_up"}:
        return True
    if payout.status != "claimable":
        return False
    turn.arm(f"payout:{id_}", 0)
    _close(turn, id_, payout, "lapsed", "refunded")
    return True


def settle_refund(turn: Turn, id_: str, reference: str) -> None:
    """A refund of an order was reported: if it was asked for under this id, that is done."""
    payout = turn.shared(PAYOUT, id_) if PAYOUT.is_key(id_) else None
    if payout is not None and payout.kind == "refund" and turn.state.is_of(payout.member_id):
        report_done(turn, id_, reference)


def lapse(turn: Turn) -> None:
    """What was not claimed in time lapses."""
    id_ = str(turn.data["id"])
    payout = turn.shared(PAYOUT, id_)
    if payout is not None and payout.status == "claimable":
        _close(turn, id_, payout, "lapsed", "not-claimed")


def get(turn: Turn, id_: str) -> Payout:
    """The member's amount; refuses where there is none under this id."""
    found = turn.shared(PAYOUT, id_) if PAYOUT.is_key(id_) else None
    if found is None or not turn.state.is_of(found.member_id):
        turn.refuse("payout-not-found", "nothing is owed under this number", fix="look it up: GET /v1/payouts")
    return found


def _request(turn: Turn, id_: str, payout: Payout) -> None:
    days = turn.program.section("payouts", PayoutsSpec).due_days
    payout.status, payout.tries, payout.due_us = "requested", payout.tries + 1, turn.ctx.now_us + days * DAY_US
    turn.put_shared(PAYOUT, id_, payout)
    turn.applied(PATH, "payout-requested", cents=payout.cents)
    data = {"payout": id_, "cents": payout.cents, "rule": payout.rule, "ref": payout.ref, "tries": payout.tries}
    turn.emit(f"{payout.kind}.requested", {**data, "due_us": payout.due_us})


def _close(turn: Turn, id_: str, payout: Payout, status: str, reason: str) -> None:
    closed = msgspec.structs.replace(payout, status=status, reason=reason, closed_us=turn.ctx.now_us)
    turn.put_shared(PAYOUT, id_, closed)
    payout.status = closed.status
    turn.applied(PATH, f"payout-{status.replace('_', '-')}", cents=payout.cents)
    if status != "done":
        charging.give_back(turn, f"cash/{id_}")
    turn.emit(
        "payout.closed",
        {"payout": id_, "kind": payout.kind, "cents": payout.cents, "outcome": status, "late": payout.late},
    )
