"""The price of a seat in the checkout, what a payment does, and a payment that comes when the seat is gone. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from liuke.activities.parts.group_buy_doc import (
    COUNTED,
    FAILED,
    HELD,
    LAPSED,
    OPEN,
    RELEASED,
    RETURNED,
    SLOT,
    TEAM,
    TIMER,
    GroupBook,
    GroupDoc,
    Seat,
)
from liuke.activities.parts.group_buy_teams import (
    NOTED,
    arm,
    ask_back,
    close,
    close_due,
    count_sold,
    edit,
    find_mine,
    key_of,
    move_stock,
    note,
    path_of,
    pay,
    settle,
    sit,
)
from liuke.activities.parts.kept_prices import KeptKind
from liuke.decision.agreed import AgreedPrice, AgreedUse
from liuke.decision.holdings import Order
from liuke.decision.price_cuts import note_line
from liuke.decision.turn import Turn
from liuke.goods.lines import KeptLine
from liuke.kernel.clock import DAY_US

LATE_US = DAY_US
"""How long after its seat has lapsed an order that names no checkout is taken for the late payment of it."""


def _list_prices(turn: Turn) -> Iterator[AgreedPrice]:
    for activity, doc in turn.state.read(SLOT, GroupBook).docs.items():
        if path_of(activity) not in turn.state.cancelled:
            for one in doc.seats:
                if one.status == OPEN and one.until_us > turn.judged_us:
                    yield AgreedPrice(path_of(activity), one.ref, one.sku, one.pieces, one.cents)


def _find(turn: Turn, use: AgreedUse) -> tuple[str, GroupDoc, Seat] | None:
    activity = use.path.removeprefix("activities.")
    found = find_mine(turn, activity, use.ref)
    return (activity, *found) if found is not None else None


def _armed(turn: Turn, activity: str, doc: GroupDoc, seat: Seat) -> None:
    del seat
    arm(turn, activity, doc)


def _sit_again(turn: Turn, activity: str, seat: Seat) -> bool:
    """A seat that is over is taken once more, if the team is open and has one."""
    if seat.status in {OPEN, HELD}:
        return True
    if seat.status not in {LAPSED, RELEASED}:
        return False
    team = turn.shared(TEAM, key_of(activity, seat.team))
    if team is None or close_due(turn, activity, seat.team, team):
        return False
    if not team.free or team.has(turn.state.member_id):
        return False
    if not move_stock(turn, activity, seat.product, seat.pieces):
        return False
    sit(turn, activity, seat, team)
    return True


def _lose(turn: Turn, use: AgreedUse, order_id: str) -> bool:
    """The money has come and the seat is gone: noted on the order; asked back once the order is known whole."""
    activity = use.path.removeprefix("activities.")
    order = turn.state.find_order(order_id)
    if order is None or activity not in turn.state.read(SLOT, GroupBook).docs:
        return False
    found = find_mine(turn, activity, use.ref)
    if found is not None and found[1].status in {OPEN, HELD}:
        close(turn, activity, *found, LAPSED)
    seat = found[1] if found is not None else Seat(use.ref, "", "", "", 0, 0, 0, False, 0, 0, 0)
    note(turn, order, activity, seat, use.line, lost=True)
    if seat.status not in COUNTED:
        seat.status, seat.order_id = RETURNED, order_id
    return True


KEEPER = KeptKind(
    list_prices=_list_prices,
    find=_find,
    ends_us=lambda seat: seat.until_us,
    held=_armed,
    opened=_armed,
    lapse=lambda turn, activity, doc, seat: close(turn, activity, doc, seat, LAPSED),
    give_up=lambda turn, activity, doc, seat: close(turn, activity, doc, seat, RELEASED),
    buy=lambda turn, activity, _, seat, order, line: pay(turn, activity, seat, order, line),
    take_again=lambda turn, activity, _, seat: _sit_again(turn, activity, seat),
    lose=_lose,
).keeper()


# -- orders -----------------------------------------------------------------------------------------------------------
def on_paid(turn: Turn) -> None:
    """An order is paid: what it paid for a seat that is gone is asked back; one without a checkout pays for seats."""
    if not turn.state.read(SLOT, GroupBook).docs:
        return
    order = turn.state.orders.get(turn.now.data.get("order_id", ""))
    if order is None:
        return
    if "checkout" not in order.data:
        _match_lines(turn, order)
    for ref, noted in list(order.data.get(NOTED, {}).items()):
        if not noted["lost"]:
            count_sold(turn, order, ref)
        elif "refund" not in noted:
            _ask_late(turn, order, ref)


def _match_lines(turn: Turn, order: Order) -> None:
    """An order of a shop that prices by itself: a line at the price of a seat pays for it."""
    for line in order.lines:
        found = _find_payable(turn, line)
        if found is None:
            continue
        activity, _, seat = found
        if _sit_again(turn, activity, seat) and pay(turn, activity, seat, order, line.id):
            note_line(turn, order, path_of(activity), line)
        else:
            _lose(turn, AgreedUse(path_of(activity), seat.ref, line.id, 0), order.order_id)


def _find_payable(turn: Turn, line: KeptLine) -> tuple[str, GroupDoc, Seat] | None:
    """The seat that the line pays for: one that is kept before one that has lapsed."""
    fitting = [
        (seat.status != OPEN, activity, seat.ref)
        for activity, doc in turn.state.read(SLOT, GroupBook).docs.items()
        for seat in doc.seats
        if _fits(turn, seat, line)
    ]
    if not fitting:
        return None
    _, activity, ref = min(fitting)
    found = find_mine(turn, activity, ref)
    return (activity, *found) if found is not None else None


def _fits(turn: Turn, seat: Seat, line: KeptLine) -> bool:
    """A line of all pieces; below the price for a seat that is kept, exactly at it for one that has lapsed."""
    if seat.sku != line.sku or seat.pieces != line.quantity:
        return False
    paid, price = line.paid_cents + line.points_cents, seat.cents * seat.pieces
    if seat.status == OPEN:
        return paid <= price
    return seat.status in {LAPSED, RELEASED} and paid == price and turn.now.t_us < seat.until_us + LATE_US


def _ask_late(turn: Turn, order: Order, ref: str) -> None:
    noted = order.data[NOTED][ref]
    activity: str = noted["activity"]
    id_, cents = ask_back(turn, activity, f"gb-{turn.new_id()}", order, noted["line"])
    noted["refund"] = id_
    turn.state.save_order(order)
    found = find_mine(turn, activity, ref)
    if found is not None and found[1].order_id == order.order_id and id_:
        found[1].status, found[1].refund = FAILED, id_
    turn.record("group_buy_failed", f"{activity}/{ref}", {"t_us": turn.now.t_us, "cents": cents})
    turn.applied(path_of(activity), "group-buy-paid-late", cents=cents)
    turn.emit("group_buy.paid_late", {
        "activity": activity, "team": noted["team"], "seat": ref, "order_id": order.order_id, "cents": cents,
        "refund": id_,
    })  # fmt: skip


def on_due(turn: Turn) -> None:
    """Time ends something of the member's in one activity: seats that were not paid, teams that are not complete."""
    activity = str(turn.data["id"])
    if activity not in turn.state.read(SLOT, GroupBook).docs:
        return
    doc = edit(turn, activity)
    for seat in list(doc.seats):
        if not seat.due_us or seat.due_us > turn.now.t_us:
            continue
        if seat.status == OPEN:
            close(turn, activity, doc, seat, LAPSED)
        else:
            settle(turn, activity, doc, seat)
    doc.forget()
    later = [one.due_us for one in doc.seats if one.due_us > turn.now.t_us]
    turn.arm(f"{TIMER}:{activity}", min(later, default=0))
