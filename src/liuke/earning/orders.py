"""Orders: remembered when they are paid, so that a refund takes back exactly what they earned and counted.

Share law: after refunds of ``R`` out of ``A`` cents, ``floor(x × R / A)`` of every ``x`` that the order gave is taken
back, and all of it once the order is refunded in full, however many refunds that took. What came of some lines only
looks at what of these lines has gone back (:mod:`liuke.goods.returns`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from copy import copy
from functools import partial
from typing import Any

import msgspec

from liuke.decision import hooks
from liuke.decision.domain import CompiledProgram, Phase, Reaction
from liuke.decision.effects import Post
from liuke.decision.event import Event
from liuke.decision.holdings import EarnedPart, Order
from liuke.decision.state import Need
from liuke.decision.turn import Turn
from liuke.earning import moving, owners
from liuke.earning.counters import COUNTERS, CounterBook, counter_plans, take_back_earned
from liuke.earning.moving import KEPT_DATA
from liuke.earning.rules import CompiledRule, compiled_rules, undo_once
from liuke.earning.spec import RefundSpec
from liuke.goods.lines import Basis, read_lines
from liuke.goods.returns import Back, Parcel, due, fit, pack, pack_all, put
from liuke.kernel.errors import Fault, Refused
from liuke.kernel.ids import read_number
from liuke.ledger import caps, postings
from liuke.ledger.postings import Taken
from liuke.waiting import book as waiting
from liuke.waiting.book import Kept

_OWN_DATA = frozenset(
    (*KEPT_DATA, "order_id", "amount_cents", "lines", "delivery_cents", "hold_id", "coupon_ids", "refund_ids")
)
"""Fields of an ``order.paid`` that have a place of their own; others are kept as attributes."""
_OWN = frozenset(("available", "pending", "held", "frozen", "debt"))
"""Accounts of a wallet; the others are the shop's side."""


class RefundStep(msgspec.Struct, frozen=True):
    """A refund of an order, for the reactions to one ``order.refunded`` (``turn.subject["refund"]``).

    Args:
        order: Already says what is refunded now.
        amount_cents: Of this refund.
        before: What had gone back before it.
        now: What has gone back with it.
        full: Nothing of the order is left.
        since: Effects that the turn had before it.
    """

    order: Order
    amount_cents: int
    before: Back
    now: Back
    full: bool
    since: int

    def due(self, whole: int, basis: Basis | None = None) -> int:
        """How much of ``whole`` must be taken back by all refunds so far; ``basis``: it came of these lines only."""
        return due(whole, self.now.share(basis))

    def step(self, whole: int, basis: Basis | None = None) -> int:
        """How much of ``whole`` this refund takes back."""
        return self.due(whole, basis) - due(whole, self.before.share(basis))


# -- paid -----------------------------------------------------------------------------------------------------------
def open_order(turn: Turn) -> None:
    """Remember the order of an ``order.paid``; refuses an order that is paid already."""
    data = turn.now.data
    order_id, amount = data["order_id"], data["amount_cents"]
    if amount < 0:
        turn.refuse("amount-negative", f"an order cannot be paid with {amount} cents", fix="send order.refunded")
    known = turn.state.find_order(order_id)
    if known is not None and known.status != "quoted":
        turn.refuse(
            "order-already-paid",
            f"order {order_id!r} is {known.status}",
            fix="repeat an event under its first idempotency key; give another order another id",
            status=known.status,
        )
    owners.claim(turn, order_id)
    kept = {name: data[name] for name in KEPT_DATA if data.get(name) is not None}
    if not data.keys() <= _OWN_DATA and (attributes := _find_attributes(turn)):
        kept["attributes"] = attributes
    order = known
    if order is None:
        order = Order(order_id, turn.now.t_us, turn.now.day, amount)
        turn.state.add_order(order)
    else:
        order.t_us, order.day, order.amount_cents, order.status = turn.now.t_us, turn.now.day, amount, "paid"
        turn.state.save_order(order)
    order.data.update(kept)
    _keep_lines(turn, order)
    order.hold_id = data.get("hold_id") or order.hold_id
    if data.get("coupon_ids"):
        # a till may name coupons of other systems, too: those are kept in the event and mean nothing here
        order.coupons = [one for name in data["coupon_ids"] if (one := read_number(str(name))) is not None]
    order.saved_cents = order.saved_cents or data.get("discount_cents") or 0
    turn.state.edit(COUNTERS, CounterBook).orders += 1
    turn.subject["order"] = order
    join_refunds(turn, order_id)


def join_refunds(turn: Turn, order_id: str) -> None:
    """Let refunds that came before their order happen after everything that follows from it."""
    place = f"order/{order_id}"
    for kept in waiting.list_kept(turn, place):
        owner = turn.state.owners.get(("waiting", kept.key), 0)
        for taken in kept.notes.get("taken", ()):
            postings.restore(turn, msgspec.convert(taken, Taken), ref=order_id, owner=owner)
        turn.resume(kept.happening, partial(_fits_order, kept))


def _find_attributes(turn: Turn) -> dict[str, Any]:
    """What else the order brought, but for what is personal: that is kept sealed, in its event alone."""
    data = turn.now.data
    sealed = turn.program.events.find_personal("order.paid", data)
    return {name: value for name, value in data.items() if name not in _OWN_DATA and name not in sealed}


def _fits_order(kept: Kept, turn: Turn) -> bool:
    """Whether a refund that came before its order fits it; it happens now, or stays listed with the reason."""
    order = turn.state.find_order(turn.now.data["order_id"])
    assert order is not None, "its order was opened in this turn"
    try:
        _check_refund(turn, order)
    except Refused as fault:
        # the order was paid, whatever is wrong with what was said about it before
        waiting.reject(turn, kept, fault.reason)
        turn.skipped("refunds", "refund-not-joined", order_id=order.order_id, reason=fault.reason)
        return False
    waiting.settle(turn, kept)
    turn.applied("refunds", "refund-joined", order_id=order.order_id, refund_id=kept.ref)
    return True


def _keep_lines(turn: Turn, order: Order) -> None:
    data = turn.now.data
    delivery = data.get("delivery_cents") or 0
    faults: list[Fault] = []
    if not 0 <= delivery <= order.amount_cents:
        faults.append(Fault("delivery_cents", "out-of-range", f"must be 0 to {order.amount_cents}, not {delivery}"))
    elif data.get("lines"):
        order.lines, faults = read_lines(data["lines"], order.amount_cents, delivery)
        for line in order.lines:
            category, tags = turn.ctx.catalogue.name_goods(line.sku, line.category, line.tags, turn.now.t_us)
            line.category, line.tags = category, list(tags)
    if faults:
        turn.refuse(
            "order-lines-invalid", "; ".join(f"{fault.path}: {fault.message}" for fault in faults),
            fix="mend every fault named", faults_found=[f"{fault.path}: {fault.message}" for fault in faults],
        )  # fmt: skip
    order.delivery_cents = delivery


# -- refunded -------------------------------------------------------------------------------------------------------
def start_refund(turn: Turn) -> None:
    """Check an ``order.refunded`` against its order and note it; what follows reads ``turn.subject["refund"]``."""
    data = turn.now.data
    if moving.forward(turn):
        return
    order = find_refunded_order(turn)
    if order is None:
        _refund_unmatched(turn, data.get("order_id") or "")
        return
    amount, parcel = _check_refund(turn, order), find_parcel(turn, order)
    if data.get("refund_id"):
        order.data.setdefault("refund_ids", []).append(data["refund_id"])
    before = msgspec.structs.replace(order.back(), lines=[copy(line) for line in order.lines])
    if parcel is not None:
        parcel = fit(parcel, amount)
        put(order.lines, parcel)
        order.delivery_back_cents += parcel.delivery_cents
    order.refunded_cents += amount
    full = _is_full(order)
    order.status = "refunded" if full else "part_refunded"
    turn.state.save_order(order)
    turn.subject["refund"] = RefundStep(order, amount, before, order.back(), full, len(turn.effects))


def find_refunded_order(turn: Turn) -> Order | None:
    """The order that an ``order.refunded`` names, if it was ever paid, and is the member's still."""
    order_id: str = turn.now.data.get("order_id") or ""
    order = turn.state.find_order(order_id) if order_id else None
    if order is None or order.status == "quoted":
        return None
    return None if moving.has_left(turn, order) else order


def find_parcel(turn: Turn, order: Order) -> Parcel | None:
    """What a refund brings back by line, priced by what was paid; ``None`` where it names no lines.

    Kept for the turn, so that whoever prices what remains may change it before it is written down.
    """
    if "parcel" not in turn.subject:
        turn.subject["parcel"] = _read_parcel(turn, order)
    return turn.subject["parcel"]


def _read_parcel(turn: Turn, order: Order) -> Parcel | None:
    data = turn.now.data
    delivery = data.get("delivery_cents") or 0
    left = order.delivery_cents - order.delivery_back_cents
    if data.get("full"):
        return pack_all(order.lines, left) if order.lines else None
    wanted = data.get("lines")
    if not wanted and not delivery:
        return None
    if not order.lines:
        turn.refuse(
            "order-without-lines", f"order {order.order_id!r} was reported without lines",
            fix="send amount_cents, or full: true",
        )  # fmt: skip
    parcel, faults = pack(order.lines, wanted or ())
    parcel.delivery_cents = delivery
    if not 0 <= delivery <= left:
        faults.append(Fault("delivery_cents", "out-of-range", f"{left} are left to refund, not {delivery}"))
    if faults:
        turn.refuse(
            "refund-lines-invalid", "; ".join(f"{fault.path}: {fault.message}" for fault in faults),
            fix="mend every fault named", faults_found=[f"{fault.path}: {fault.message}" for fault in faults],
        )  # fmt: skip
    return parcel


def _check_refund(turn: Turn, order: Order) -> int:
    """The cents of the refund at hand; refuses one that the order cannot have. Nothing is changed yet."""
    amount, refund_id = _refund_amount(turn, order, find_parcel(turn, order)), turn.now.data.get("refund_id")
    if refund_id and refund_id in order.data.get("refund_ids", ()):
        turn.refuse("refund-already-taken", f"refund {refund_id!r} of order {order.order_id!r} was taken before")
    return amount


def _refund_amount(turn: Turn, order: Order, parcel: Parcel | None) -> int:
    data = turn.now.data
    left = order.amount_cents - order.refunded_cents
    if order.status == "refunded":
        turn.refuse("refund-exceeds-order", f"order {order.order_id!r} is refunded in full", left_cents=0)
    if data.get("full"):
        return left
    amount = data.get("amount_cents")
    if amount is None:
        if parcel is not None:
            # what was refunded without a line before is not paid out a second time
            return min(parcel.total, left)
        turn.refuse("refund-without-amount", "a refund needs lines, amount_cents, or full: true")
    if amount < 0 or (amount == 0 and parcel is None):
        turn.refuse("amount-not-positive", f"a refund must be positive, not {amount}")
    if amount > left:
        turn.refuse("refund-exceeds-order", f"{left} cents are left to refund, not {amount}", left_cents=left)
    return int(amount)


def _is_full(order: Order) -> bool:
    """Whether all money has gone back and, where points paid for pieces, these pieces too."""
    if order.refunded_cents != order.amount_cents:
        return False
    named = any(line.returned for line in order.lines)
    if not named and order.amount_cents:
        return True
    return all(not line.left for line in order.lines if line.points or not order.amount_cents)


def undo(turn: Turn) -> None:
    """Let every domain take back what it gave because of the refunded order."""
    refund: RefundStep | None = turn.subject.get("refund")
    if refund is None:
        return
    order = refund.order
    lines = tuple(
        hooks.TakenLine(one.id, one.returned - was.returned, one.refunded_cents - was.refunded_cents)
        for one, was in zip(order.lines, refund.before.lines, strict=True)
        if (one.returned, one.refunded_cents) != (was.returned, was.refunded_cents)
    )
    before = order.refunded_cents - refund.amount_cents
    hooks.undo_cause(
        turn,
        hooks.Cause(
            order.order_id, "order.paid", turn.key, order.amount_cents, before, order.refunded_cents, lines,
            full=refund.full,
        ),
    )  # fmt: skip


def undo_cause(turn: Turn, cause: hooks.Cause) -> None:
    """The hook of earning: counters lose what the order counted, wallets what its rules earned.

    That it was the member's first order stays so: an offer for the first order is made once.
    """
    del cause
    refund: RefundStep = turn.subject["refund"]
    _undo_counters(turn, refund)
    _take_back(turn, refund)


def _undo_counters(turn: Turn, refund: RefundStep) -> None:
    """Take the refunded share out of the counters, on the order's own day."""
    plans = counter_plans(turn.program)
    for counter, counted in refund.order.counted.items():
        step = refund.step(counted, refund.order.bases.get(counter))
        if step and counter in plans:
            plans[counter].take_back(turn.state, refund.order.day, step)


def _take_back(turn: Turn, refund: RefundStep) -> None:
    """Take back the refunded share of everything the order earned and say so."""
    order = refund.order
    taken, owed = dict[str, int](), dict[str, int]()
    for part in order.earned:
        amount = refund.due(part.amount, part.basis or None) - part.reversed
        if amount > 0:
            _reverse(turn, part, amount, order.order_id, taken, owed)
            take_back_earned(turn, part.asset, order.day, amount)
            caps.return_room(turn, part, amount, order.day)
            caps.return_charge(turn, part, amount)
            if part.reversed == part.amount:
                undo_once(turn, part, order.day)
    said = turn.now.data
    if moving.MOVED in said:
        turn.emit("order.moved", {**said[moving.MOVED], "reversed": taken, "not_covered": owed})
        return
    if moving.ARRIVED in said:
        return  # it was stated when it happened
    turn.emit(
        "order.refund_processed",
        {
            "order_id": order.order_id,
            "refund_id": turn.now.data.get("refund_id"),
            "amount_cents": refund.amount_cents,
            "full": refund.full,
            "lines": turn.now.data.get("lines") or [],
            "reversed": taken,
            "not_covered": owed,
        },
    )


def _reverse(turn: Turn, part: EarnedPart, amount: int, ref: str, taken: dict[str, int], owed: dict[str, int]) -> None:
    short = postings.reverse(turn, part, amount, ref=ref, owner=part.owner or turn.state.owners.get(("order", ref), 0))
    taken[part.asset] = taken.get(part.asset, 0) + amount
    if short:
        owed[part.asset] = owed.get(part.asset, 0) + short
    code = "taken-back-short" if short else "taken-back"
    turn.applied(part.rule, code, asset=part.asset, amount=amount, short=short)


def _refund_unmatched(turn: Turn, order_id: str) -> None:
    """A refund of an order that is not known (yet) is kept until that comes; meanwhile points only by the policy."""
    data = turn.now.data
    place, ref = f"order/{order_id}", data.get("refund_id") or turn.key
    if waiting.was_kept(turn, place, ref):
        turn.refuse("refund-already-taken", f"refund {ref!r} of order {order_id!r} was taken before")
    taken = list[Taken]()
    if turn.program.section("refunds", RefundSpec).unmatched == "clawback":
        for rule in _clawback_rules(turn.program):
            amount = rule.most(turn, rule.find_amount(turn, quiet=True)) if rule.matches(turn) else 0
            if amount > 0:
                taken.append(_take_unearned(turn, rule, amount, order_id))
    notes = {"taken": [msgspec.structs.asdict(one) for one in taken]}
    kept = waiting.keep(turn, place, ref, cause="order-unknown", notes=notes if taken else None)
    turn.skipped("refunds", "refund-unmatched", order_id=order_id)
    reversed_, owed = dict[str, int](), dict[str, int]()
    for one in taken:
        reversed_[one.asset] = reversed_.get(one.asset, 0) + one.amount + one.short
        if one.short:
            owed[one.asset] = owed.get(one.asset, 0) + one.short
    fact: dict[str, Any] = {
        "order_id": order_id,
        "refund_id": data.get("refund_id"),
        "amount_cents": data.get("amount_cents"),
        "reversed": reversed_,
        "not_covered": owed,
        "kept": kept,
    }
    turn.emit("order.refund_unmatched", fact)


def tell_refund(turn: Turn) -> None:
    """Say in the answer what went back, and what was taken and given back for it; so of each that came first, too."""
    refund: RefundStep | None = turn.subject.get("refund")
    if refund is None or turn.event.type not in {"order.refunded", "order.paid"}:
        return
    taken, given = Counter[str](), Counter[str]()
    for effect in turn.effects[refund.since :]:
        if isinstance(effect, Post) and (effect.source in _OWN) != (effect.target in _OWN):
            (taken if effect.source in _OWN else given)[effect.asset] += effect.amount
    said = {
        "order_id": refund.order.order_id, "amount_cents": refund.amount_cents,
        "left_cents": refund.order.amount_cents - refund.order.refunded_cents, "full": refund.full,
        "taken_back": dict(taken), "given_back": dict(given),
    }  # fmt: skip
    if turn.event.type == "order.refunded":
        turn.result.update(said)
    else:
        turn.result.setdefault("refunds", []).append({"refund_id": turn.now.data.get("refund_id") or "", **said})


def _take_unearned(turn: Turn, rule: CompiledRule, amount: int, order_id: str) -> Taken:
    taken = postings.take_unearned(turn, rule.asset, amount, rule=rule.path, ref=order_id)
    code = "taken-back-short" if taken.short else "taken-back"
    turn.applied(rule.path, code, asset=rule.asset, amount=amount, short=taken.short)
    return taken


def _clawback_rules(program: CompiledProgram) -> tuple[CompiledRule, ...]:
    """Rules that turn the money of an order into something: what an unseen order would have earned today."""
    return program.built(
        "earning.clawback", lambda p: tuple(rule for rule in compiled_rules(p) if rule.is_rate_on("order.paid"))
    )


def order_reactions() -> Iterable[Reaction]:
    """Reactions that keep orders."""
    return (
        Reaction("order.paid", Phase.REQUEST, "orders", open_order),
        Reaction("order.refunded", Phase.REQUEST, "orders", start_refund),
        Reaction("order.refunded", Phase.EARN, "orders", undo),
        Reaction("order.refunded", Phase.AFTER, "orders", tell_refund),
    )


def prefetch_order(event: Event) -> Iterable[Need]:
    """The order that an event speaks of, and whose it is."""
    order_id = event.data.get("order_id")
    if not isinstance(order_id, str) or not order_id:
        return ()
    order = Need("order", event.member_id, order_id)
    return (order,) if event.type == "order.refunded" else (order, owners.need_owner(order_id))
