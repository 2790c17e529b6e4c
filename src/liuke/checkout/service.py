"""Quote, hold, commit, release and refund of a checkout, over a turn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, cast

import msgspec

from liuke.benefits import service as benefits
from liuke.checkout import late, offers, remainder, stamps
from liuke.checkout.agreed import apply_agreed, explain_agreed
from liuke.checkout.book import CHECKOUT, MAX_CLOSED, CheckoutBook, OpenCheckout
from liuke.checkout.late import Gone
from liuke.checkout.model import SECTIONS, Cart, Line, Offer, Quote, Terms
from liuke.checkout.quote import quote
from liuke.checkout.spec import CheckoutSpec
from liuke.coupons import service as coupons
from liuke.decision.agreed import AgreedUse, find_keeper
from liuke.decision.holdings import Coupon, Hold, Order
from liuke.decision.price_cuts import Cut, find_cut, note_cut
from liuke.decision.turn import Turn
from liuke.goods.lines import Basis
from liuke.goods.returns import due
from liuke.kernel.clock import FOREVER_US, MINUTE_US
from liuke.kernel.money import allocate
from liuke.ledger import postings
from liuke.ledger.moved import find_place
from liuke.waiting import book as waiting


def _mark(hold_id: str) -> str:
    return f"checkout:{hold_id}"


# -- quote ----------------------------------------------------------------------------------------------------------
class _Priced(msgspec.Struct):
    """A cart with its best answer, and what that came from."""

    cart: Cart
    quote: Quote
    terms: Terms
    offers: list[Offer]
    agreed: tuple[AgreedUse, ...]


def _quote(turn: Turn) -> _Priced:
    agreed = apply_agreed(offers.read_cart(turn), list(find_keeper(turn).find(turn)))
    cart = agreed.cart
    terms = offers.find_terms(turn, turn.data.get("max_points"))
    usable = offers.find_offers(turn)
    found = explain_agreed(quote(terms, cart, usable), agreed)
    if unusable := offers.find_unusable(turn, usable):
        found = msgspec.structs.replace(found, unused=(*found.unused, *unusable))
    for step in found.steps:
        turn.applied(step.path, f"price-{step.source}", id=step.id, cents=step.cents)
    for left in found.unused:
        turn.skipped(left.path, left.reason, id=left.id, missing_cents=left.missing_cents)
    return _Priced(cart, found, terms, usable, agreed.uses)


def run_quote(turn: Turn) -> None:
    """``checkout.quote``: the best legal combination; holds nothing."""
    turn.result = _quote(turn).quote.as_data()


# -- hold -----------------------------------------------------------------------------------------------------------
def run_hold(turn: Turn) -> None:
    """``checkout.hold``: quote, and reserve what the quote uses."""
    data = turn.data
    hold_id: str = data["hold_id"]
    if hold_id in turn.state.read(CHECKOUT, CheckoutBook).open or hold_id in turn.state.holds():
        turn.refuse("checkout-exists", f"there is a checkout {hold_id!r} already", fix="use another hold_id")
    if waiting.is_awaited(turn, _place(hold_id)):
        turn.refuse(
            "order-already-paid", f"an order of checkout {hold_id!r} was paid before", fix="use another hold_id"
        )
    priced = _quote(turn)
    found = priced.quote
    wanted = data.get("quote_hash")
    if wanted and wanted != found.hash():
        turn.refuse("quote-changed", "the price has changed since it was quoted", fix="quote again", **_short(found))
    spec = turn.program.section("checkout", CheckoutSpec)
    made = OpenCheckout(
        data.get("order_id") or "", turn.now.t_us + spec.hold_minutes * MINUTE_US, found.payable_cents,
        saved={source: cents for source, cents in found.saved().items() if source != "coupon"},
        order=_order_fields(turn, priced.cart, found),
        terms=remainder.note_terms(turn, priced.terms, priced.cart, found, priced.offers),
        cuts=list(_find_cuts(turn, priced)),
    )  # fmt: skip
    if found.points and priced.terms.points is not None:
        asset = priced.terms.points.asset
        held = postings.hold(turn, asset, found.points, hold_id=hold_id, purpose="checkout", ref=made.order_id)
        held.data |= {"owner": "checkout"}
        made.asset, made.points = asset, found.points
    for step in found.used("coupon"):
        coupon = coupons.get_usable(turn, step.number)
        coupons.lock(turn, coupon, _mark(hold_id))
        made.coupons.append((coupon.coupon_id, step.cents))
    for step in found.used("benefit"):
        parts = benefits.take(turn, benefits.get_benefit(turn, step.id), 1, _mark(hold_id))
        made.uses += parts
        made.use_cents += [step.cents, *([0] * len(parts))][: len(parts)]
    for step in found.used("stamp_card"):
        stamps.use_card(turn, step.id)
        made.cards.append(step.id)
        made.card_cents.append(step.cents)
    for use in priced.agreed:
        find_keeper(turn).hold(turn, use, hold_id)
        made.agreed.append(use)
    book = turn.state.edit(CHECKOUT, CheckoutBook)
    book.open[hold_id] = made
    book.closed.pop(hold_id, None)
    turn.arm(_mark(hold_id), made.expires_us)
    turn.result = {
        "hold_id": hold_id, "expires_us": made.expires_us, "quote": found.as_data(),
        "payable_cents": found.payable_cents,
    }  # fmt: skip


_PAID_APART = frozenset({"coupon", "points"})
"""What campaigns are charged for when it is granted, and what the member pays with."""


def _find_cuts(turn: Turn, priced: _Priced) -> Iterator[Cut]:
    """What campaigns pay of the reductions."""
    for step in priced.quote.steps:
        if step.source not in _PAID_APART:
            cut = find_cut(turn, step.path, step.cents, (*step.lines, step.delivery_cents))
            if cut is not None:
                yield cut


def _note_cuts(turn: Turn, found: OpenCheckout, order: Order, gone: Sequence[Gone]) -> None:
    """Charge campaigns for the reductions of a paid order; for none that could not be used any more."""
    missed = Counter((f"{SECTIONS.get(one.source, '')}.{one.id}", one.cents) for one in gone)
    for cut in found.cuts:
        if missed[cut.path, cut.cents]:
            missed[cut.path, cut.cents] -= 1
        else:
            note_cut(turn, order, cut)


def _short(found: Quote) -> dict[str, Any]:
    return {"payable_cents": found.payable_cents, "points": found.points, "quote_hash": found.hash()}


def _order_fields(turn: Turn, cart: Cart, found: Quote) -> dict[str, Any]:
    paid = [0] * len(cart.lines)
    free = [0] * len(cart.lines)
    for step in found.steps:
        if step.source == "points":
            paid = list(step.lines)
        elif _is_free_piece(turn, step.source, step.id):
            free = [have + (1 if part else 0) for have, part in zip(free, step.lines, strict=True)]
    points = allocate(found.points, paid) if found.points else paid
    lines = [
        _order_line(line, place, found.line_cents[place], paid[place], points[place], free[place])
        for place, line in enumerate(cart.lines)
    ]
    categories: dict[str, int] = {}
    for line, sent in zip(cart.lines, lines, strict=True):
        categories[line.category] = categories.get(line.category, 0) + sent["paid_cents"]
    before = sum(line.list_cents for line in cart.lines) + cart.delivery_cents
    return {
        "amount_cents": found.payable_cents, "list_cents": before, "discount_cents": before - found.payable_cents,
        "delivery_cents": found.delivery_cents, "goods_cents": found.payable_cents - found.delivery_cents,
        "items": sum(1 if line.grams else line.quantity for line in cart.lines), "store": cart.store,
        "categories": {name: cents for name, cents in categories.items() if name}, "lines": lines,
    }  # fmt: skip


def _order_line(line: Line, place: int, cost: int, points_cents: int, points: int, free: int) -> dict[str, Any]:
    """A line of the ``order.paid`` that follows; what is nothing is left out."""
    sent: dict[str, Any] = {
        "id": line.id or str(place + 1), "sku": line.sku, "category": line.category, "quantity": line.quantity,
        "unit_cents": line.unit_cents, "paid_cents": cost - points_cents,
    }  # fmt: skip
    more: dict[str, Any] = {
        "grams": line.grams, "discount_cents": line.list_cents - cost, "points": points, "points_cents": points_cents,
        "free": free, "store": line.store, "tags": list(line.tags),
    }  # fmt: skip
    sent.update({name: value for name, value in more.items() if value})
    return sent


def _is_free_piece(turn: Turn, source: str, id_: str) -> bool:
    if source == "coupon":
        batch = coupons.find_batch(turn.program, id_)
        return batch is not None and batch.kind == "free_item"
    return source in {"stamp_card", "benefit"}


_NOT_OPEN = (
    "if it may have been committed, look whether its order is paid, or send that request again under its first key; "
    "if it was released, or its time was over, quote and hold again"
)


# -- release --------------------------------------------------------------------------------------------------------
def _get_open(turn: Turn, hold_id: str) -> OpenCheckout:
    found = turn.state.read(CHECKOUT, CheckoutBook).open.get(hold_id)
    if found is None:
        turn.refuse("checkout-not-found", f"no checkout {hold_id!r} is open", fix=_NOT_OPEN)
    return found


def run_release(turn: Turn) -> None:
    """``checkout.release``: give everything back."""
    hold_id = turn.data["hold_id"]
    _get_open(turn, hold_id)
    _release(turn, hold_id, expired=False)
    turn.result = {"hold_id": hold_id, "status": "released"}


def run_due(turn: Turn) -> None:
    """The time of a checkout is over."""
    if turn.data["id"] in turn.state.read(CHECKOUT, CheckoutBook).open:
        _release(turn, turn.data["id"], expired=True)


def _release(turn: Turn, hold_id: str, *, expired: bool) -> None:
    found = turn.state.edit(CHECKOUT, CheckoutBook).open.pop(hold_id)
    for coupon in _locked(turn, found, hold_id):
        coupons.unlock(turn, coupon)
    held = turn.state.holds().get(hold_id) if found.points else None
    if held is not None and held.status == "open":
        postings.release(turn, hold_id, by_clock=expired)
    benefits.give_back(turn, found.uses, _mark(hold_id))
    for card in found.cards:
        stamps.return_card(turn, card)
    for use in found.agreed:
        find_keeper(turn).release(turn, use)
    turn.arm(_mark(hold_id), 0)
    _remember(turn, hold_id, found)
    turn.emit("checkout.released", {"hold_id": hold_id, "order_id": found.order_id, "expired": expired})


def _remember(turn: Turn, hold_id: str, found: OpenCheckout) -> None:
    """The money may still come: the checkout stays known by its id."""
    book = turn.state.edit(CHECKOUT, CheckoutBook)
    book.closed[hold_id] = found.expires_us
    while len(book.closed) > MAX_CLOSED:
        del book.closed[next(iter(book.closed))]
    turn.record_new("checkout_closed", f"{hold_id}/{found.expires_us}", msgspec.to_builtins(found))


def _find_closed(turn: Turn, hold_id: str) -> OpenCheckout | None:
    """A checkout that is over and was not paid."""
    expires_us = turn.state.read(CHECKOUT, CheckoutBook).closed.get(hold_id)
    found = turn.state.find_record("checkout_closed", f"{hold_id}/{expires_us}") if expires_us is not None else None
    return msgspec.convert(found, OpenCheckout) if found is not None else None


def _locked(turn: Turn, found: OpenCheckout, hold_id: str) -> list[Coupon]:
    """Those of the checkout's coupons that are still locked by it."""
    all_ = [turn.state.coupons().get(number) for number, _ in found.coupons] if found.coupons else []
    return [c for c in all_ if c is not None and c.status == "locked" and c.ref == _mark(hold_id)]


# -- commit ---------------------------------------------------------------------------------------------------------
def run_commit(turn: Turn) -> None:
    """``checkout.commit``: the order is paid. What was reserved is used, and ``order.paid`` happens in this turn.

    Of a checkout that was over by then what is left is used (:mod:`liuke.checkout.late`).
    """
    hold_id = turn.data["hold_id"]
    closed = None if hold_id in turn.state.read(CHECKOUT, CheckoutBook).open else _find_closed(turn, hold_id)
    found = closed or _get_open(turn, hold_id)
    order_id = turn.data.get("order_id") or found.order_id
    if found.order_id and order_id != found.order_id:
        turn.refuse(
            "checkout-of-another-order", f"checkout {hold_id!r} was held for order {found.order_id!r}",
            fix="commit the order's own checkout, or leave order_id out", order_id=found.order_id,
        )  # fmt: skip
    if not order_id:
        turn.refuse("order-id-missing", "a paid order needs an id", fix="send order_id with the hold or the commit")
    known = turn.state.find_order(order_id)
    if known is not None and known.status != "quoted":
        turn.refuse("order-already-paid", f"order {order_id!r} is {known.status}", status=known.status)
    order = known or Order(order_id, turn.now.t_us, turn.now.day, found.payable_cents, status="quoted")
    if known is None:
        turn.state.add_order(order)
    else:
        turn.state.save_order(order)
    rest: dict[str, Any] = {}
    if closed is not None:
        rest = {"late": True, **_settle_late(turn, hold_id, closed, order)}
    else:
        gone = _settle(turn, hold_id, order)
        rest = late.state_gone(gone) if gone else {}
    stated: dict[str, Any] = {
        **found.order, "order_id": order_id, "coupon_ids": list(order.coupons), "hold_id": order.hold_id,
        "channel": turn.data.get("channel"),
    }  # fmt: skip
    turn.emit("order.paid", {name: value for name, value in stated.items() if value not in ("", None)})
    turn.result = {"order_id": order_id, "amount_cents": found.payable_cents, "saved_cents": order.saved_cents, **rest}


def _settle_late(turn: Turn, hold_id: str, closed: OpenCheckout, order: Order) -> dict[str, Any]:
    gone = late.settle_late(turn, closed, order)
    _note_cuts(turn, closed, order, gone)
    if closed.terms:
        order.data[remainder.KEPT] = closed.terms
    turn.state.edit(CHECKOUT, CheckoutBook).closed.pop(hold_id, None)
    return late.state_late(turn, hold_id, order, gone)


def _settle(turn: Turn, hold_id: str, order: Order) -> list[Gone]:
    """Use what the checkout reserved, and write on the order what a refund must undo; returns what was not there."""
    found = _get_open(turn, hold_id)
    held = _require_whole(turn, found, hold_id)
    saved = dict(found.saved)
    for coupon, cents in zip(_locked(turn, found, hold_id), (cents for _, cents in found.coupons), strict=True):
        coupons.use(turn, coupon, ref=order.order_id, saved_cents=cents)
        saved["coupon"] = saved.get("coupon", 0) + cents
    if held is not None:
        postings.commit(turn, hold_id)
        order.hold_id = hold_id
    gone = late.use_prices(turn, found, order)
    _note_cuts(turn, found, order, gone)
    for one in gone:
        saved[one.source] -= one.cents
    for source in found.saved:
        benefits.add_saving(turn, source, saved[source])
    order.coupons = [number for number, _ in found.coupons]
    order.saved_cents = sum(saved.values())
    order.data["checkout"] = {
        "asset": found.asset, "points": found.points, "seq": held.seq if held is not None else 0, "points_back": 0,
        "uses": [[str(one), count] for one, count in found.uses], "cards": found.cards, "saved": saved, "unsaved": {},
        **({"gone": [msgspec.structs.asdict(one) for one in gone]} if gone else {}),
    }  # fmt: skip
    if found.terms:
        order.data[remainder.KEPT] = found.terms
    del turn.state.edit(CHECKOUT, CheckoutBook).open[hold_id]
    turn.arm(_mark(hold_id), 0)
    turn.emit("checkout.committed", {"hold_id": hold_id, "order_id": order.order_id, "saved": saved})
    return gone


def _require_whole(turn: Turn, found: OpenCheckout, hold_id: str) -> Hold | None:
    if not _is_whole(turn, found, hold_id):
        turn.refuse("checkout-broken", "what this checkout held was taken away by another operation", fix="quote anew")
    return turn.state.holds().get(hold_id) if found.points else None


def _is_whole(turn: Turn, found: OpenCheckout, hold_id: str) -> bool:
    held = turn.state.holds().get(hold_id) if found.points else None
    points_gone = bool(found.points) and (held is None or held.status != "open")
    return not points_gone and len(_locked(turn, found, hold_id)) == len(found.coupons)


def run_order_paid(turn: Turn) -> None:
    """An ``order.paid`` from outside settles the checkout it names: an open one, or what is left of one that is over.

    The order is taken in any case; one of a checkout that nobody knows is listed for a person.
    """
    hold_id = turn.data.get("hold_id") or ""
    order = turn.state.find_order(turn.data["order_id"]) if hold_id else None
    if order is None or "checkout" in order.data:
        return
    found = turn.state.read(CHECKOUT, CheckoutBook).open.get(hold_id)
    if found is not None and not _is_whole(turn, found, hold_id):
        _release(turn, hold_id, expired=False)
        found = None
    if found is not None:
        turn.state.save_order(order)
        _settle(turn, hold_id, order)
        return
    closed = _find_closed(turn, hold_id)
    if closed is not None:
        turn.state.save_order(order)
        _settle_late(turn, hold_id, closed, order)
    elif hold_id not in turn.state.holds():
        waiting.keep(turn, _place(hold_id), order.order_id, cause="checkout-unknown")
        turn.skipped("checkout", "checkout-unknown", hold_id=hold_id)
        turn.emit("checkout.unmatched", {"hold_id": hold_id, "order_id": order.order_id})


def _place(hold_id: str) -> str:
    return f"checkout/{hold_id}"


# -- refund ---------------------------------------------------------------------------------------------------------
def return_points(turn: Turn) -> None:
    """Give back the refunded share of the points that paid, to the lots they came from.

    It runs before anything is taken back for the refund, so that nobody owes what they are just given.
    """
    order = _find_settled(turn)
    if order is not None:
        turn.state.save_order(order)
        _return_points(turn, order, order.data["checkout"])


def _find_settled(turn: Turn) -> Order | None:
    order = turn.state.find_order(turn.data.get("order_id") or "")
    return order if order is not None and order.status != "quoted" and "checkout" in order.data else None


def run_order_refunded(turn: Turn) -> None:
    """Take the refunded share out of what was saved; free items and cards come back with the whole order.

    Share law: after ``R`` of ``A`` cents are refunded, ``floor(x × R / A)`` of every ``x`` is undone, and all of it
    once the order is refunded in full. Where lines come back, so do the points that paid for their pieces.
    """
    order = _find_settled(turn)
    if order is None:
        return
    notes = cast("dict[str, Any]", order.data["checkout"])
    turn.state.save_order(order)
    back = order.back()
    for source, cents in notes["saved"].items():
        step = due(cents, back.share()) - notes["unsaved"].get(source, 0)
        if step:
            notes["unsaved"][source] = notes["unsaved"].get(source, 0) + step
            benefits.add_saving(turn, source, -step)
    if order.status == "refunded":
        benefits.give_back(turn, [(int(one), count) for one, count in notes["uses"]], order.order_id)
        for card in notes["cards"]:
            stamps.return_card(turn, card)
        notes["uses"], notes["cards"] = [], []


def _return_points(turn: Turn, order: Order, notes: dict[str, Any]) -> None:
    parts = [line.points for line in order.lines]
    basis = Basis([*parts, 0], pieces=True) if any(parts) else None
    step = due(notes["points"], order.back().share(basis)) - notes["points_back"]
    if step > 0:
        notes["points_back"] += step
        if postings.get_asset(turn, notes["asset"]).lots:
            owner = turn.state.owners.get(("order", order.order_id), 0)
            seq = find_place(turn, owner, notes["asset"], notes["seq"])
            postings.refund(turn, notes["asset"], seq, step, ref=order.order_id)
        else:
            postings.receive(
                turn, notes["asset"], [(step, FOREVER_US)], kind="refund", source="redemption", ref=order.order_id
            )
        turn.applied("checkout.points", "points-returned", asset=notes["asset"], amount=step)
        turn.gained(notes["asset"], notes["asset"], step, "checkout.points")
