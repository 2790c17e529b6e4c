"""What becomes of a bargain that a member started: held by a checkout, bought, lapsed, given back. Pure.

The shared document is the truth: what a bargain costs is read there whenever something depends on it.
"""

from __future__ import annotations

from collections.abc import Iterator

from liuke.activities.parts.bargain_doc import (
    BARGAIN,
    BOUGHT,
    GIVEN_UP,
    HELD,
    IN_CHECKOUT,
    LAPSED,
    OPEN,
    OVER,
    RETURNED,
    RUNNING,
    SLOT,
    SOLD,
    BargainBook,
    BargainDoc,
    Place,
    name_bargain,
)
from liuke.activities.parts.kept_prices import KeptKind
from liuke.decision.agreed import AgreedPrice
from liuke.decision.holdings import Order
from liuke.decision.turn import Turn

NOTED = "bargain"
"""Under which name an order keeps what it bought by bargains."""


def name_item(activity: str, good: str) -> str:
    """The limited item of a good: pieces that no bargain has set aside."""
    return f"bargain:{activity}/{good}"


def _find(turn: Turn, path: str, ref: str) -> tuple[str, BargainDoc, Place] | None:
    activity = path.removeprefix("activities.")
    doc = turn.state.read(SLOT, BargainBook).docs.get(activity)
    if doc is None or doc.find(ref) is None:
        return None
    doc = turn.state.edit(SLOT, BargainBook).docs[activity]
    place = doc.find(ref)
    assert place is not None, "the document was edited, not changed"
    return activity, doc, place


def follow(turn: Turn, activity: str, place: Place) -> None:
    """Bring a bargain of the member to what the shared document says."""
    shared = turn.shared(BARGAIN, name_bargain(activity, place.ref))
    if shared is not None:
        place.follow(shared)


def put_phase(turn: Turn, activity: str, place: Place, phase: int) -> None:
    """Say in the shared document how the bargain stands, for friends who come."""
    key = name_bargain(activity, place.ref)
    shared = turn.shared(BARGAIN, key)
    if shared is not None:
        shared.status = phase
        turn.put_shared(BARGAIN, key, shared)


def arm_end(turn: Turn, activity: str, doc: BargainDoc) -> None:
    """Let the next of the open bargains lapse in its time."""
    ends = [one.ends_us for one in doc.places if one.status == OPEN]
    turn.arm(f"activity:{activity}:end", min(ends, default=0))


def close(turn: Turn, activity: str, doc: BargainDoc, place: Place, status: int) -> None:
    """The bargain is over and was not paid: its piece goes back, and the member may start anew."""
    assert place.status in {OPEN, HELD}, "what is over is over"
    place.status, place.hold_id = status, ""
    doc.add(place.good, -1)
    put_phase(turn, activity, place, OVER)
    turn.take_stock(name_item(activity, place.good), -1)
    turn.applied(f"activities.{activity}", "bargain-lapsed" if status == LAPSED else "bargain-given-up")
    turn.emit("bargain.closed", {
        "activity": activity, "ref": place.ref, "good": place.good, "lapsed": status == LAPSED,
        "cut_cents": place.cut_cents,
    })  # fmt: skip


def lapse(turn: Turn, activity: str, doc: BargainDoc) -> None:
    """Close what is past its time."""
    for place in doc.places:
        if place.status == OPEN:
            follow(turn, activity, place)
            if place.ends_us <= turn.now.t_us:
                close(turn, activity, doc, place, LAPSED)
    doc.forget()
    arm_end(turn, activity, doc)


def on_due(turn: Turn) -> None:
    """Bargains whose time is over go back, also when their activity is in no program any more."""
    activity, _, rest = str(turn.data["id"]).partition(":")
    if rest == "end" and activity in turn.state.read(SLOT, BargainBook).docs:
        lapse(turn, activity, turn.state.edit(SLOT, BargainBook).docs[activity])


def buy(turn: Turn, activity: str, place: Place, order: Order, line: str) -> None:
    """The order paid for it."""
    place.status, place.hold_id, place.order_id = BOUGHT, "", order.order_id
    put_phase(turn, activity, place, SOLD)
    order.counted[f"activities.{activity}#{place.ref}"] = 1
    order.data.setdefault(NOTED, {})[place.ref] = {
        "activity": activity, "good": place.good, "line": line, "back": False,
    }  # fmt: skip
    turn.state.save_order(order)
    turn.record("bargain_bought", f"{activity}/{place.ref}", {
        "t_us": turn.now.t_us, "good": place.good, "cents": place.price_cents, "cut_cents": place.cut_cents,
        "order_id": order.order_id,
    })  # fmt: skip
    turn.applied(f"activities.{activity}", "bargain-bought", cents=place.price_cents)
    turn.emit("bargain.bought", {
        "activity": activity, "ref": place.ref, "good": place.good, "price_cents": place.price_cents,
        "order_id": order.order_id,
    })  # fmt: skip


def give_back(turn: Turn, order: Order, ref: str) -> None:
    """A refund returned it: the piece goes back, and the member may bargain for it once more."""
    noted = order.data[NOTED][ref]
    noted["back"] = True
    turn.state.save_order(order)
    activity, good = noted["activity"], noted["good"]
    turn.take_stock(name_item(activity, good), -1)
    doc = turn.state.edit(SLOT, BargainBook).docs.setdefault(activity, BargainDoc())
    doc.add(good, -1)
    place = doc.find(ref)
    if place is not None:
        place.status = RETURNED
    turn.applied(f"activities.{activity}", "bargain-returned")
    turn.emit("bargain.returned", {"activity": activity, "ref": ref, "good": good, "order_id": order.order_id})


# -- the checkout -----------------------------------------------------------------------------------------------------
def _list_prices(turn: Turn) -> Iterator[AgreedPrice]:
    for activity, doc in turn.state.read(SLOT, BargainBook).docs.items():
        path = f"activities.{activity}"
        if path in turn.state.cancelled:
            continue
        for one in doc.places:
            shared = turn.shared(BARGAIN, name_bargain(activity, one.ref)) if one.status == OPEN else None
            if shared is None or one.pay_until_us <= turn.judged_us:
                continue
            if not shared.shares or (not one.floor_only and shared.cuts):
                yield AgreedPrice(path, one.ref, one.sku, 1, shared.price_cents, one.alone)


def _held(turn: Turn, activity: str, doc: BargainDoc, place: Place) -> None:
    """While a checkout holds it nobody helps: what is paid is what was quoted."""
    follow(turn, activity, place)
    put_phase(turn, activity, place, IN_CHECKOUT)
    arm_end(turn, activity, doc)


def _opened(turn: Turn, activity: str, doc: BargainDoc, place: Place) -> None:
    put_phase(turn, activity, place, RUNNING)
    arm_end(turn, activity, doc)


def _buy(turn: Turn, activity: str, doc: BargainDoc, place: Place, order: Order, line: str) -> bool:
    buy(turn, activity, place, order, line)
    doc.forget()
    arm_end(turn, activity, doc)
    return True


def _take_again(turn: Turn, activity: str, doc: BargainDoc, place: Place) -> bool:
    """A piece that went back is taken once more, if there is still one."""
    if f"activities.{activity}" in turn.state.cancelled or place.status == HELD:
        return False
    if place.status in {LAPSED, GIVEN_UP}:
        if not turn.take_stock(name_item(activity, place.good)):
            return False
        doc.add(place.good, 1)
        place.status = OPEN
    return True


KEEPER = KeptKind(
    list_prices=_list_prices,
    find=lambda turn, use: _find(turn, use.path, use.ref),
    ends_us=lambda place: place.ends_us,
    held=_held,
    opened=_opened,
    lapse=lambda turn, activity, doc, place: close(turn, activity, doc, place, LAPSED),
    give_up=lambda turn, activity, doc, place: close(turn, activity, doc, place, GIVEN_UP),
    buy=_buy,
    take_again=_take_again,
).keeper()
