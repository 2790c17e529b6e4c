"""What becomes of a place in a flash sale: held by a checkout, bought, lapsed, given back. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from liuke.activities.parts.flash_sale_doc import (
    BOUGHT,
    HELD,
    LAPSED,
    OPEN,
    RELEASED,
    RETURNED,
    SLOT,
    Place,
    SaleBook,
    SaleDoc,
)
from liuke.activities.parts.kept_prices import KeptKind
from liuke.decision.agreed import AgreedPrice
from liuke.decision.holdings import Order
from liuke.decision.turn import Turn

NOTED = "flash_sale"
"""Under which name an order keeps what it bought in flash sales."""


def name_item(activity: str, product: str, showing: str, of: str) -> str:
    """The limited item of a product in a session: pieces that are ``free``, or ``unsold``."""
    session, _, date = showing.partition("@")
    return f"session:{activity}/{product}/{session}/{of}@{date}"


def _find(turn: Turn, path: str, ref: str) -> tuple[str, SaleDoc, Place] | None:
    activity = path.removeprefix("activities.")
    doc = turn.state.read(SLOT, SaleBook).docs.get(activity)
    if doc is None or doc.find(ref) is None:
        return None
    doc = turn.state.edit(SLOT, SaleBook).docs[activity]
    place = doc.find(ref)
    assert place is not None, "the document was edited, not changed"
    return activity, doc, place


def arm_lapse(turn: Turn, activity: str, doc: SaleDoc) -> None:
    """Let the next of the open places lapse in its time."""
    until = [one.until_us for one in doc.places if one.status == OPEN]
    turn.arm(f"activity:{activity}:lapse", min(until, default=0))


def on_due(turn: Turn) -> None:
    """Places whose time is over go back, also when their sale is in no program any more."""
    activity, _, rest = str(turn.data["id"]).partition(":")
    if rest != "lapse" or activity not in turn.state.read(SLOT, SaleBook).docs:
        return
    doc = turn.state.edit(SLOT, SaleBook).docs[activity]
    for place in doc.places:
        if place.status == OPEN and place.until_us <= turn.now.t_us:
            close(turn, activity, doc, place, LAPSED)
    doc.forget()
    arm_lapse(turn, activity, doc)


def close(turn: Turn, activity: str, doc: SaleDoc, place: Place, status: int) -> None:
    """The place is over and was not paid: its pieces go back to the session, and to what the member may buy."""
    assert place.status in {OPEN, HELD}, "what is over is over"
    place.status, place.hold_id = status, ""
    doc.add(place.product, -place.pieces)
    turn.take_stock(name_item(activity, place.product, place.showing, "free"), -place.pieces)
    turn.applied(f"activities.{activity}", "flash-sale-lapsed" if status == LAPSED else "flash-sale-released")
    turn.emit(
        "flash_sale.closed",
        {"activity": activity, "ref": place.ref, "product": place.product, "session": place.showing,
         "pieces": place.pieces, "lapsed": status == LAPSED},
    )  # fmt: skip


def buy(turn: Turn, activity: str, place: Place, order: Order, line: str) -> None:
    """The order paid for the place."""
    turn.take_stock(name_item(activity, place.product, place.showing, "unsold"), place.pieces)
    place.status, place.hold_id, place.order_id = BOUGHT, "", order.order_id
    order.counted[f"activities.{activity}#{place.ref}"] = place.pieces
    order.data.setdefault(NOTED, {})[place.ref] = {
        "activity": activity, "product": place.product, "session": place.showing, "line": line, "back": 0,
        "pieces": place.pieces,
    }  # fmt: skip
    turn.state.save_order(order)
    turn.record("flash_sale_bought", f"{activity}/{place.ref}", {
        "t_us": turn.now.t_us, "product": place.product, "session": place.showing, "pieces": place.pieces,
        "cents": place.pieces * place.cents, "order_id": order.order_id,
    })  # fmt: skip
    turn.applied(f"activities.{activity}", "flash-sale-bought", pieces=place.pieces)
    turn.emit("flash_sale.bought", {
        "activity": activity, "ref": place.ref, "product": place.product, "session": place.showing,
        "pieces": place.pieces, "order_id": order.order_id,
    })  # fmt: skip


# -- the checkout -----------------------------------------------------------------------------------------------------
def _list_prices(turn: Turn) -> Iterator[AgreedPrice]:
    for activity, doc in turn.state.read(SLOT, SaleBook).docs.items():
        path = f"activities.{activity}"
        if path not in turn.state.cancelled:
            for one in doc.places:
                if one.status == OPEN and one.until_us > turn.judged_us:
                    yield AgreedPrice(path, one.ref, one.sku, one.pieces, one.cents, one.alone)


def _armed(turn: Turn, activity: str, doc: SaleDoc, place: Place) -> None:
    del place
    arm_lapse(turn, activity, doc)


def _buy(turn: Turn, activity: str, doc: SaleDoc, place: Place, order: Order, line: str) -> bool:
    buy(turn, activity, place, order, line)
    doc.forget()
    arm_lapse(turn, activity, doc)
    return True


def _take_again(turn: Turn, activity: str, doc: SaleDoc, place: Place) -> bool:
    """What went back is taken once more, if there is still a piece."""
    if f"activities.{activity}" in turn.state.cancelled or place.status == HELD:
        return False  # a newer checkout has it, and is not robbed by an older one
    if place.status in {LAPSED, RELEASED}:
        if not turn.take_stock(name_item(activity, place.product, place.showing, "free"), place.pieces):
            return False
        doc.add(place.product, place.pieces)
        place.status = OPEN
    return True


KEEPER = KeptKind(
    list_prices=_list_prices,
    find=lambda turn, use: _find(turn, use.path, use.ref),
    ends_us=lambda place: place.until_us,
    held=_armed,
    opened=_armed,
    lapse=lambda turn, activity, doc, place: close(turn, activity, doc, place, LAPSED),
    give_up=lambda turn, activity, doc, place: close(turn, activity, doc, place, RELEASED),
    buy=_buy,
    take_again=_take_again,
).keeper()


def give_back(turn: Turn, order: Order, ref: str, pieces: int) -> None:
    """Pieces of a place that a refund returned: to the session, and to what the member may buy."""
    noted = order.data[NOTED][ref]
    noted["back"] += pieces
    turn.state.save_order(order)
    for of in ("free", "unsold"):
        turn.take_stock(name_item(noted["activity"], noted["product"], noted["session"], of), -pieces)
    doc = turn.state.edit(SLOT, SaleBook).docs.setdefault(noted["activity"], SaleDoc())
    doc.add(noted["product"], -pieces)
    place = doc.find(ref)
    if place is not None:
        place.pieces = noted["pieces"] - noted["back"]
        if not place.pieces:
            place.pieces, place.status = noted["pieces"], RETURNED
    turn.applied(f"activities.{noted['activity']}", "flash-sale-returned", pieces=pieces)
    turn.emit("flash_sale.returned", {
        "activity": noted["activity"], "ref": ref, "product": noted["product"], "session": noted["session"],
        "pieces": pieces, "order_id": order.order_id,
    })  # fmt: skip
