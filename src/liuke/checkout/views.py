"""An order as it is shown: what it earned, what it used and what has gone back, as a whole and line by line."""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.decision.domain import CompiledProgram
from liuke.decision.holdings import EarnedPart, Order
from liuke.earning.moving import ARRIVED, MOVED
from liuke.earning.spec import EarningRule
from liuke.goods.catalogue import Catalogue
from liuke.goods.lines import KeptLine
from liuke.kernel.money import allocate
from liuke.kernel.text import Locale


class OrderLineView(msgspec.Struct):
    """A line of an order.

    Args:
        id: Of the line, for refunds.
        quantity: Pieces that were bought.
        returned: Of them, pieces that came back.
        list_cents: List price of the line.
        discount_cents: What it was reduced by.
        paid_cents: Money that was paid for it.
        refunded_cents: Money that went back for it by name.
        points: Points that paid for it, worth ``points_cents``.
        points_back: Of them, given back with its pieces.
        left_cents: Money that goes back when all that is left of it comes back, where what is kept is not priced anew.
        earned: Asset → what the order earned by this line.
        name: Of the product, as the catalogue had it then; empty: it is not in there.
    """

    id: str
    sku: str
    category: str
    store: str
    tags: list[str]
    quantity: int
    returned: int
    grams: int
    free: int
    unit_cents: int
    list_cents: int
    discount_cents: int
    paid_cents: int
    refunded_cents: int
    points: int
    points_cents: int
    points_back: int
    left_cents: int
    earned: dict[str, int]
    name: str = ""


class OrderEarning(msgspec.Struct):
    """What a rule gave for an order.

    Args:
        rule: Place in the program.
        name: Of the rule; empty where the program in force has it no more.
        amount: Given.
        reversed: Of it, taken back by refunds.
    """

    asset: str
    rule: str
    name: str
    amount: int
    reversed: int


class OrderPoints(msgspec.Struct):
    """Points that paid for a part of an order, and how many of them were given back."""

    asset: str
    amount: int
    returned: int


class RewardPiece(msgspec.Struct):
    """A part of a reward.

    Args:
        kind: Of the reward: ``asset``, ``coupon``, ``benefit``, ``badge``, ``cash`` …
        name: Asset, batch, benefit, badge.
        amount: How much or how many; cents of money. 0: it was not given yet, and will not be.
        reason: Why it stays: ``used``, ``in-use``, ``given-away``, ``paid-out``, ``written-off``, ``unknown``.
        value_cents: What it was worth in money, where that is known.
    """

    kind: str
    name: str
    amount: int
    reason: str = ""
    value_cents: int = 0


class RewardBack(msgspec.Struct):
    """A reward whose ground went with refunds of the order.

    Args:
        rule: Place in the program.
        ref: What it had been given for.
        taken: What went back.
        stays: What could not be taken back any more.
    """

    rule: str
    ref: str
    taken: list[RewardPiece]
    stays: list[RewardPiece]


class OrderView(msgspec.Struct):
    """An order of a member.

    Args:
        member_id: Whose.
        status: ``paid``, ``part_refunded``, ``refunded``, or ``quoted``: known, and not paid yet.
        t_us: When it was paid, UTC microseconds.
        amount_cents: Money it was paid with, the delivery included.
        refunded_cents: Of it, gone back.
        saved_cents: By prices, coupons and points.
        delivery_cents: Paid for the delivery; ``delivery_back_cents`` of it went back.
        points: Points that paid; null: none.
        earned: By rule.
        counted: Counter or step of a task → what the order added.
        coupons: Coupons that it used.
        refunds: Ids of its refunds.
        lines: What was bought; none: it was reported without lines.
        moved_to: The member it was moved to; null: it is this one's.
        moved_from: The member it was moved from; null: it was reported here.
        rewards_back: Rewards of tiers, tasks and milestones that went back with it, and what of them stays.
    """

    order_id: str
    member_id: str
    status: str
    t_us: int
    amount_cents: int
    refunded_cents: int
    saved_cents: int
    delivery_cents: int
    delivery_back_cents: int
    hold_id: str
    points: OrderPoints | None
    earned: list[OrderEarning]
    counted: dict[str, int]
    coupons: list[str]
    refunds: list[str]
    lines: list[OrderLineView]
    moved_to: str | None
    moved_from: str | None
    rewards_back: list[RewardBack]


def read_order(row: tuple[Any, ...]) -> Order:
    """An order from its row, in the order of ``page_store``."""
    _, order_id, t_us, day, amount_cents, refunded_cents, status, saved_cents, doc = row
    fields: dict[str, Any] = msgspec.json.decode(doc)
    fields.update(
        order_id=order_id, t_us=t_us, day=day, amount_cents=amount_cents, refunded_cents=refunded_cents, status=status,
        saved_cents=saved_cents,
    )  # fmt: skip
    return msgspec.convert(fields, Order)


def view_order(
    program: CompiledProgram, catalogue: Catalogue, member_id: int, order: Order, locale: Locale
) -> OrderView:
    """An order, with the names of the program in force."""
    names = {rule.path: rule.name.get(locale) for rule in program.items("earning", EarningRule)}
    notes: dict[str, Any] = order.data.get("checkout") or {}
    paid = OrderPoints(notes["asset"], notes["points"], notes["points_back"]) if notes.get("points") else None
    moved: dict[str, Any] = order.data.get(MOVED) or {}
    arrived: dict[str, Any] = order.data.get(ARRIVED) or {}
    return OrderView(
        order.order_id, str(member_id), order.status, order.t_us, order.amount_cents, order.refunded_cents,
        order.saved_cents, order.delivery_cents, order.delivery_back_cents, order.hold_id, paid,
        [OrderEarning(p.asset, p.rule, names.get(p.rule, ""), p.amount, p.reversed) for p in order.earned],
        order.counted, [str(one) for one in order.coupons], order.data.get("refund_ids", []),
        _view_lines(order, catalogue),
        str(moved["to"]) if moved else None, arrived.get("from") or None,
        msgspec.convert(order.data.get("rewards_back", []), list[RewardBack]),
    )  # fmt: skip


def _view_lines(order: Order, catalogue: Catalogue) -> list[OrderLineView]:
    earned: list[dict[str, int]] = [{} for _ in order.lines]
    for part in order.earned:
        for mine, amount in zip(earned, _spread(order, part), strict=False):
            if amount:
                mine[part.asset] = mine.get(part.asset, 0) + amount
    found = [_view_line(line, mine) for line, mine in zip(order.lines, earned, strict=True)]
    for line in found:
        product = catalogue.find_product(line.sku, order.t_us)
        line.name = product.name if product is not None else ""
    return found


def _spread(order: Order, part: EarnedPart) -> list[int]:
    """What each line gave of an earning: by what it came of, else by what was paid."""
    if part.basis:
        weights = part.basis.weights
    else:
        weights = [*(line.paid_cents for line in order.lines), order.delivery_cents]
        weights.append(max(order.amount_cents - sum(weights), 0))
    if not any(weights):
        weights = [line.quantity for line in order.lines]
    return allocate(part.amount, weights)


def _view_line(line: KeptLine, earned: dict[str, int]) -> OrderLineView:
    back = line.points * line.returned // line.quantity
    left = line.paid_cents - line.paid_cents * line.returned // line.quantity
    return OrderLineView(
        line.id, line.sku, line.category, line.store, line.tags, line.quantity, line.returned, line.grams, line.free,
        line.unit_cents, line.list_cents, line.discount_cents, line.paid_cents, line.refunded_cents, line.points,
        line.points_cents, back, left, earned,
    )  # fmt: skip
