"""Redeeming in the mall: price, window, limits, stock, payment and reward in one turn; cancelling what waits."""

from __future__ import annotations

import msgspec

from liuke.coupons import service as coupons
from liuke.coupons.coupon_reward import CouponReward
from liuke.decision.conditions import TurnTest, compile_test, holds
from liuke.decision.domain import CompiledProgram
from liuke.decision.rewards import grant
from liuke.decision.state import Slot
from liuke.decision.turn import Turn
from liuke.kernel.clock import FOREVER_US, HOUR_US, Period
from liuke.ledger import postings, tally
from liuke.ledger.moved import find_place
from liuke.ledger.tally import Tally
from liuke.mall.spec import MallItem

MAX_QUANTITY = 100
ADDRESS = ("recipient", "phone", "address")
"""Fields of a redemption that say where it is sent; they stay sealed in its event."""


class MallBook(msgspec.Struct):
    """``"<item>|<period>"`` → pieces by period, for items with a limit per member."""

    bought: dict[str, Tally] = {}


MALL = Slot("mall", MallBook)


def item_index(program: CompiledProgram) -> dict[str, MallItem]:
    """Items of the program by id."""
    return program.built("mall.items", lambda p: {item.id: item for item in p.items("mall", MallItem)})


def special_tests(program: CompiledProgram) -> dict[str, TurnTest | None]:
    """When the special price of an item holds."""
    return program.built(
        "mall.specials",
        lambda p: {
            item.id: compile_test(p, item.special.when, ("mall.redeem",))
            for item in p.items("mall", MallItem)
            if item.special is not None
        },
    )


def tier_price(item: MallItem, tier: str) -> int:
    """The price of one piece for a tier, special prices aside."""
    return min(item.price_points, item.by_tier.get(tier, item.price_points))


def find_price(turn: Turn, item: MallItem) -> int:
    """The price of one piece for the member now: the least that applies."""
    price = tier_price(item, turn.state.tier)
    if item.special is not None and holds(special_tests(turn.program)[item.id], turn):
        price = min(price, item.special.price)
    return price


def stock_key(item: MallItem) -> str:
    """Name of the item's limited stock."""
    return f"mall:{item.id}"


# -- redeeming ------------------------------------------------------------------------------------------------------
def run_redeem(turn: Turn) -> None:
    """``mall.redeem``: buy pieces of an item."""
    item = item_index(turn.program).get(turn.data["item"])
    if item is None:
        turn.refuse("mall-item-unknown", f"the mall has no item {turn.data['item']!r}", fix="use an id of section mall")
    quantity = 1 if turn.data.get("quantity") is None else turn.data["quantity"]
    if not 0 < quantity <= MAX_QUANTITY:
        turn.refuse("mall-quantity", f"a quantity is 1 to {MAX_QUANTITY}, not {quantity}")
    _check_access(turn, item)
    _check_limits(turn, item, quantity)
    _check_rewards(turn, item, quantity)
    _check_address(turn, item)
    price = find_price(turn, item) * quantity
    cash = item.cash_cents * quantity
    if (turn.data.get("paid_cents") or 0) != cash:
        turn.refuse(
            "mall-cash-due", f"{cash} cents are to be paid beside the points",
            fix="collect the money first and send it as paid_cents", cash_cents=cash,
        )  # fmt: skip
    if price:
        postings.require(turn, item.asset, price)
    if item.stock is not None and not turn.take_stock(stock_key(item), quantity):
        turn.refuse("mall-sold-out", f"fewer than {quantity} of {item.id} are left", left=turn.stock(stock_key(item)))
    _deliver(turn, item, quantity, price, cash)


def _check_access(turn: Turn, item: MallItem) -> None:
    tier = turn.state.tier
    if item.tiers and tier not in item.tiers:
        turn.refuse("mall-not-for-tier", f"{item.id} is for other tiers", tiers=list(item.tiers))
    if item.window.is_over(turn.day):
        turn.refuse("mall-closed", f"{item.id} is no longer offered")
    opens_us = item.window.bounds_us(turn.program.calendar)[0] - item.early_access_hours.get(tier, 0) * HOUR_US
    if turn.now.t_us < opens_us:
        turn.refuse("mall-not-open", f"{item.id} is not offered yet", opens_us=opens_us)


def _period_key(item: MallItem, period: Period) -> str:
    return f"{item.id}|{period}"


def _check_limits(turn: Turn, item: MallItem, quantity: int) -> None:
    for limit in item.limits:
        have = tally.find_amount(turn, _bought(turn, item, limit.period), limit.period, turn.day)
        if have is None:
            turn.refuse("too-late", f"what the member had of {item.id} on that day is not known any more")
        left = limit.limit - have
        if quantity > left:
            turn.refuse(
                "mall-limit", f"a member may have {limit.limit} of {item.id} a {limit.period}",
                left=max(left, 0), period=limit.period,
            )  # fmt: skip


def _check_rewards(turn: Turn, item: MallItem, quantity: int) -> None:
    """Nobody pays for what cannot be given, or would come to nothing."""
    wanted: dict[str, int] = {}
    for reward in item.reward:
        reason = reward.find_obstacle(turn, quantity)
        if reason:
            turn.refuse("mall-reward-gone", f"what {item.id} brings comes to nothing now: {reason}", why=reason)
        if isinstance(reward, CouponReward):  # several of one batch share its limits
            wanted[reward.batch] = wanted.get(reward.batch, 0) + reward.count * quantity
    for batch_id, count in wanted.items():
        batch = coupons.find_batch(turn.program, batch_id)
        reason = "coupon-batch-unknown" if batch is None else coupons.find_obstacle(turn, batch, count)
        if reason:
            turn.refuse("mall-reward-gone", f"coupon {batch_id} of {item.id} cannot be given: {reason}", why=reason)


def _check_address(turn: Turn, item: MallItem) -> None:
    """What is sent needs to be sent somewhere."""
    missing = [name for name in ADDRESS if not str(turn.data.get(name) or "").strip()] if item.handing == "ship" else []
    if missing:
        turn.refuse(
            "mall-address-missing", f"to be filled in: {', '.join(missing)}",
            fix=f"send address_id, or {', '.join(missing)}", missing=missing,
        )  # fmt: skip


def _bought(turn: Turn, item: MallItem, period: Period) -> Tally | None:
    return turn.state.read(MALL, MallBook).bought.get(_period_key(item, period))


def _count(turn: Turn, item: MallItem, quantity: int) -> None:
    for limit in item.limits:
        counted = turn.state.edit(MALL, MallBook).bought.setdefault(_period_key(item, limit.period), [])
        tally.add(turn, counted, limit.period, turn.day, quantity)


def _deliver(turn: Turn, item: MallItem, quantity: int, price: int, cash: int) -> None:
    order_id = str(turn.new_id())
    path = f"mall.{item.id}"
    seq = postings.spend(turn, item.asset, price, rule=path, ref=order_id).seq if price else 0
    _count(turn, item, quantity)
    turn.record_new(
        "mall_order",
        order_id,
        {
            "item": item.id, "quantity": quantity, "asset": item.asset, "points": price, "seq": seq,
            "cash_cents": cash, "t_us": turn.now.t_us, "day": turn.day, "fulfilment": item.fulfilment,
            "cost_cents": item.cost_cents * quantity,
            **({"key": turn.event.key, "event_us": turn.now.t_us} if item.handing == "ship" else {}),
        },
    )  # fmt: skip
    turn.applied(path, "mall-redeemed", item=item.id, quantity=quantity, points=price)
    turn.gained("mall", item.id, quantity, path, order_id=order_id)
    for _ in range(quantity):
        grant(turn, item.reward, path=path, ref=order_id)
    turn.emit(
        "mall.redeemed",
        {"item": item.id, "quantity": quantity, "points": price, "cash_cents": cash, "order_id": order_id,
         "fulfilment": item.fulfilment},
    )  # fmt: skip
    turn.result = {
        "order_id": order_id, "item": item.id, "quantity": quantity, "points": price, "cash_cents": cash,
        "status": "done" if item.fulfilment == "auto" else "waiting",
    }  # fmt: skip


# -- what waits for people ------------------------------------------------------------------------------------------
def _get_waiting(turn: Turn, order_id: str) -> dict[str, object]:
    found = turn.state.find_record("mall_order", order_id)
    if found is None:
        turn.refuse("mall-order-not-found", f"there is no redemption {order_id!r}")
    if turn.state.find_record("mall_refunded", order_id) is not None:
        turn.refuse("mall-refunded", "this redemption was cancelled before")
    if found["fulfilment"] == "auto" or turn.state.find_record("mall_fulfilled", order_id) is not None:
        turn.refuse("mall-fulfilled", "this redemption has been handed over")
    return found


def run_send(turn: Turn) -> None:
    """``mall.send``: what was redeemed is on its way; it can still be cancelled, as a parcel that comes back."""
    order_id = turn.data["order_id"]
    found = _get_waiting(turn, order_id)
    if turn.state.find_record("mall_sent", order_id) is not None:
        turn.refuse("mall-sent", "this redemption has been sent")
    parcel = {name: turn.data.get(name) or "" for name in ("carrier", "tracking")}
    turn.record_new("mall_sent", order_id, {"t_us": turn.now.t_us, **parcel})
    turn.emit("mall.sent", {"order_id": order_id, "item": found["item"], **parcel})
    turn.result = {"order_id": order_id, "status": "sent"}


def run_fulfil(turn: Turn) -> None:
    """``mall.fulfil``: people handed over what was redeemed."""
    order_id = turn.data["order_id"]
    found = _get_waiting(turn, order_id)
    turn.record_new("mall_fulfilled", order_id, {
        "t_us": turn.now.t_us, "note": turn.data.get("note") or "", "store": turn.data.get("store") or "",
    })  # fmt: skip
    turn.emit("mall.fulfilled", {"order_id": order_id, "item": found["item"]})
    turn.result = {"order_id": order_id, "status": "done"}


def run_refund(turn: Turn) -> None:
    """``mall.refund``: a redemption that nobody handed over is cancelled: points to their lots, pieces to the stock."""
    order_id = turn.data["order_id"]
    found = msgspec.convert(_get_waiting(turn, order_id), _Waiting)
    turn.record_new("mall_refunded", order_id, {"t_us": turn.now.t_us, "reason": turn.data.get("reason") or ""})
    if found.points:
        if postings.get_asset(turn, found.asset).lots:
            owner = turn.state.owners.get(("mall_order", order_id), 0)
            seq = find_place(turn, owner, found.asset, found.seq)
            postings.refund(turn, found.asset, seq, found.points, ref=order_id)
        else:
            whole = [(found.points, FOREVER_US)]
            postings.receive(turn, found.asset, whole, kind="refund", source="redemption", ref=order_id)
        turn.gained(found.asset, found.asset, found.points, f"mall.{found.item}")
    item = item_index(turn.program).get(found.item)
    if item is not None:
        if item.stock is not None:
            turn.take_stock(stock_key(item), -found.quantity)
        _uncount(turn, item, found)
    turn.applied(f"mall.{found.item}", "mall-refunded", item=found.item, points=found.points)
    turn.emit(
        "mall.refunded",
        {"order_id": order_id, "item": found.item, "quantity": found.quantity, "points": found.points,
         "cash_cents": found.cash_cents, "fulfilment": found.fulfilment, "counted_day": found.day},
    )  # fmt: skip
    turn.result = {"order_id": order_id, "points": found.points, "cash_cents": found.cash_cents, "status": "cancelled"}


class _Waiting(msgspec.Struct):
    """What the record of a redemption says."""

    item: str
    quantity: int
    asset: str
    points: int
    seq: int
    cash_cents: int
    day: int
    fulfilment: str


def _uncount(turn: Turn, item: MallItem, found: _Waiting) -> None:
    for limit in item.limits:
        if _bought(turn, item, limit.period) is not None:
            counted = turn.state.edit(MALL, MallBook).bought[_period_key(item, limit.period)]
            tally.add(turn, counted, limit.period, found.day, -found.quantity)
