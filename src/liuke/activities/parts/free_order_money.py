"""Money that was won by an order: committed when it is won, asked for when the order cannot be returned any more.

It is asked for as a refund of the order, so that what goes back of an order, by goods and by luck together, is never
more than was paid: the order itself keeps that count.
"""

from __future__ import annotations

from liuke.activities.contracts import ActivitySpec
from liuke.activities.parts.free_order_doc import (
    ASKED,
    GIVEN_UP,
    PAID,
    RETURNED,
    SLOT,
    TIMER,
    WAITING,
    FreeOrderBook,
    FreeOrderDoc,
    Win,
)
from liuke.decision import charging
from liuke.decision.hooks import Cause
from liuke.decision.turn import Turn
from liuke.payouts import service as payouts
from liuke.payouts.contracts import OPEN, PAYOUT


def name_budget(activity: str) -> str:
    """The limited item of which each piece is a cent."""
    return f"free_order:{activity}/budget"


def edit(turn: Turn, activity: str) -> FreeOrderDoc:
    """The member's document, to be changed."""
    return turn.state.edit(SLOT, FreeOrderBook).docs.setdefault(activity, FreeOrderDoc())


def arm(turn: Turn, activity: str, doc: FreeOrderDoc) -> None:
    """Let the next win be asked for in its time."""
    turn.arm(f"{TIMER}:{activity}", min((one.due_us for one in doc.wins if one.status == WAITING), default=0))


def release(turn: Turn, activity: str, cents: int) -> None:
    """What is not paid out is there for others, as long as the program has the activity."""
    if cents and any(one.id == activity for one in turn.program.items("activities", ActivitySpec)):
        turn.take_stock(name_budget(activity), -cents)


def _take_again(turn: Turn, activity: str, cents: int) -> None:
    """Money that was given up moved all the same: it counts, as far as others did not win it meanwhile."""
    if any(one.id == activity for one in turn.program.items("activities", ActivitySpec)):
        turn.take_stock(name_budget(activity), min(turn.stock(name_budget(activity)), cents))


def ask(turn: Turn, activity: str, win: Win) -> None:
    """Ask for the money, less what went back of the order; nothing where it went back whole."""
    order = turn.state.find_order(win.order_id)
    left = order.amount_cents - order.refunded_cents if order is not None else 0
    cents = min(win.cents, max(left, 0))
    if not cents:
        _return(turn, activity, win)
        return
    release(turn, activity, win.cents - cents)
    win.cents, win.status = cents, ASKED
    turn.applied(f"activities.{activity}", "free-order-asked", cents=cents)
    payouts.owe(turn, cents, kind="refund", rule=f"activities.{activity}", ref=win.order_id, id_=win.ref)


def _return(turn: Turn, activity: str, win: Win) -> None:
    win.status = RETURNED
    release(turn, activity, win.cents)
    charging.give_back(turn, f"cash/{win.ref}")
    turn.applied(f"activities.{activity}", "free-order-returned", cents=win.cents)
    turn.emit("free_order.returned", {
        "activity": activity, "order_id": win.order_id, "win": win.ref, "cents": win.cents,
    })  # fmt: skip


def on_due(turn: Turn) -> None:
    """The timer: what can be returned no more is asked for."""
    activity = str(turn.data["id"])
    if activity not in turn.state.read(SLOT, FreeOrderBook).docs:
        return
    doc = edit(turn, activity)
    for win in doc.wins:
        if win.status == WAITING and win.due_us <= turn.now.t_us:
            ask(turn, activity, win)
    doc.forget()
    arm(turn, activity, doc)


def on_closed(turn: Turn) -> None:
    """``payout.closed``: what did not move is there for others; what moved all the same counts again."""
    ref, done = str(turn.data["payout"]), turn.data["outcome"] == "done"
    for activity, known in turn.state.read(SLOT, FreeOrderBook).docs.items():
        if known.find(ref) is None:
            continue
        doc = edit(turn, activity)
        win = doc.find(ref)
        assert win is not None, "the document was edited, not changed"
        if not done and win.status == ASKED:
            release(turn, activity, win.cents)
        if done and win.status == GIVEN_UP:
            _take_again(turn, activity, win.cents)
        win.status = PAID if done else GIVEN_UP
        doc.forget()
        return


def undo(turn: Turn, activity: str, cause: Cause) -> None:
    """The order went back whole: what waits is won no more; what was asked for can move no more, and is given up."""
    known = turn.state.read(SLOT, FreeOrderBook).docs.get(activity)
    found = next((one for one in known.wins if one.order_id == cause.ref), None) if known is not None else None
    if found is None or not cause.is_whole or turn.data.get("refund_id") == found.ref:
        return
    if found.status == WAITING:
        doc = edit(turn, activity)
        win = doc.find(found.ref)
        assert win is not None, "the document was edited, not changed"
        _return(turn, activity, win)
        doc.forget()
        arm(turn, activity, doc)
    elif found.status == ASKED:
        payout = turn.shared(PAYOUT, found.ref)
        if payout is not None and payout.status in OPEN:
            payouts.give_up(turn, found.ref, "refunded")
