"""A program to begin with: a template, fitted to five answers and to what the merchant's members spend.

Pure: the same answers and the same evidence propose the same. Money is in the smallest unit of the currency.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from liuke.decision.domain import Evidence
from liuke.kernel.money import BPS
from liuke.kernel.text import Text, text
from liuke.program.spec import CurrencySpec
from liuke.program.units import say_figure

Goal = Literal["visits", "bigger_orders"]
FIRST_MONTHS = 4
"""So long a median member takes to the first tier that is not everybody's."""
TOP_MONTHS = 9
"""So long one of the best sixth takes to the top."""
POINTS_OF_MARGIN_BPS = 1_000
"""Of the gross margin, what points give back."""
BIGGER_BPS = 13_000
"""From so much of an average order on, a bigger one pays."""
YEAR_MONTHS = 12
POINTS = 100
"""Points are worth so much for so many of them."""
_NICE = (10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100)


@dataclass(frozen=True, slots=True)
class Answers:
    """What a merchant knows without looking anything up.

    Args:
        average_order_cents: Of an order.
        visits_a_month: Of somebody who comes regularly.
        margin_bps: What is left of the price after the goods.
        goal: What the program is for.
    """

    average_order_cents: int
    visits_a_month: int
    margin_bps: int
    goal: Goal


@dataclass(frozen=True, slots=True)
class Pace:
    """What members spend in 30 days.

    Args:
        median_cents: One in the middle.
        strong_cents: One of whom five in six spend less.
        visits: Orders of the one in the middle.
        members: How many this was seen of; 0: it follows from the answers alone.
    """

    median_cents: int
    strong_cents: int
    visits: int
    members: int


@dataclass(frozen=True, slots=True)
class TierReach:
    """A tier as it is proposed.

    Args:
        tier: Id.
        name: Of the tier.
        threshold_cents: Spent within a year.
        orders: Or so many orders within a year; 0: spending alone counts.
        months: So long the median member needs; ``None``: more than a year, so never.
    """

    tier: str
    name: Text
    threshold_cents: int
    orders: int
    months: int | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A program to begin with.

    Args:
        spec: The document.
        pace: What it was fitted to.
        tiers: From the second on.
        point_cents: What 100 points are worth.
        month_cost_cents: What a median member costs a month: points, and the discount of the tier they reach.
        cost_bps: The same of what they spend.
        texts: All of it in sentences.
    """

    spec: dict[str, Any]
    pace: Pace
    tiers: tuple[TierReach, ...]
    point_cents: int
    month_cost_cents: int
    cost_bps: int
    texts: tuple[Text, ...]


def find_pace(answers: Answers, evidence: Evidence) -> Pace:
    """What members spend: of the merchant's own orders where there are enough of them, else by the answers."""
    spent, orders = evidence.quantiles.get("spend_cents"), evidence.quantiles.get("orders")
    if evidence.members and spent and spent[49]:
        return Pace(spent[49], max(spent[83], spent[49]), max(orders[49] if orders else 1, 1), evidence.members)
    month = answers.average_order_cents * answers.visits_a_month
    return Pace(month, 2 * month, answers.visits_a_month, 0)


def propose(
    template: Mapping[str, Any], answers: Answers, evidence: Evidence, *, keep: Mapping[str, Any] | None = None
) -> Proposal:
    """Fit a template.

    Args:
        template: Its document.
        answers: Of the merchant.
        evidence: Paces of members, where there are some.
        keep: ``calendar`` and ``currency`` of the program that is in force.
    """
    spec: dict[str, Any] = copy.deepcopy(dict(template))
    spec["calendar"] = dict((keep or {}).get("calendar") or {"time_zone": "Asia/Shanghai"})
    spec["currency"] = dict((keep or {}).get("currency") or {"code": "CNY", "exponent": 2})
    currency = CurrencySpec.model_validate(spec["currency"])
    pace = find_pace(answers, evidence)
    tiers = _fit_ladder(spec, answers, pace, currency)
    point_cents = _fit_points(spec, answers, currency)
    if answers.goal == "bigger_orders":
        _add_rebate(spec, answers, currency)
    cost = pace.median_cents * point_cents // (POINTS * 10**currency.exponent)
    cost += pace.median_cents * _find_discount(spec, tiers) // BPS
    cost_bps = cost * BPS // pace.median_cents if pace.median_cents else 0
    texts = _say(pace, tiers, point_cents, (cost, cost_bps), answers, currency)
    return Proposal(spec, pace, tiers, point_cents, cost, cost_bps, texts)


def round_nicely(value: int, unit: int) -> int:
    """To a figure that people remember: 700 as 800, 2,016 as 2,000; a multiple of ``unit``, one at least."""
    whole = max(value / unit, 1.0)
    scale = 10.0 ** (math.floor(math.log10(whole)) - 1)
    best = min(_NICE, key=lambda nice: abs(nice * scale - whole))
    return max(round(best * scale), 1) * unit


def _fit_ladder(spec: dict[str, Any], answers: Answers, pace: Pace, currency: CurrencySpec) -> tuple[TierReach, ...]:
    upper: list[dict[str, Any]] = spec.get("tiers", {}).get("ladder", [])[1:]
    if not any(_asks_for_spending(tier.get("entry")) for tier in upper):
        return ()  # lessons or days of training make these tiers: what an order costs says nothing of them
    unit = 10**currency.exponent
    first, top = pace.median_cents * FIRST_MONTHS, max(pace.strong_cents * TOP_MONTHS, pace.median_cents * 6)
    reached, before = list[TierReach](), 0
    for place, tier in enumerate(upper):
        share = place / (len(upper) - 1) if len(upper) > 1 else 0.0
        threshold = max(round_nicely(round(first * (top / first) ** share), unit), before + unit)
        before = threshold
        visits = max(pace.visits, 1)
        orders = math.ceil(threshold * visits / pace.median_cents) if answers.goal == "visits" else 0
        spend = {"dimension": "spend", "at_least": threshold}
        tier["entry"] = {"any": [spend, {"dimension": "orders", "at_least": orders}]} if orders else spend
        tier.pop("keep", None)
        months = math.ceil(threshold / pace.median_cents)
        name = Text.model_validate(tier["name"])
        reached.append(TierReach(tier["id"], name, threshold, orders, months if months <= YEAR_MONTHS else None))
    if upper:
        spec["tiers"]["period"] = {"kind": "rolling", "months": YEAR_MONTHS}
    return tuple(reached)


def _asks_for_spending(entry: Any) -> bool:
    if isinstance(entry, Mapping):
        parts = cast("Mapping[str, Any]", entry)
        return parts.get("dimension") == "spend" or any(map(_asks_for_spending, parts.values()))
    return isinstance(entry, list) and any(map(_asks_for_spending, cast("list[Any]", entry)))


def _fit_points(spec: dict[str, Any], answers: Answers, currency: CurrencySpec) -> int:
    """What 100 points are worth where one is earned for each whole unit of money."""
    unit = 10**currency.exponent
    share_bps = answers.margin_bps * POINTS_OF_MARGIN_BPS // BPS
    step = max(unit // 10, 1)
    cents = max(POINTS * unit * share_bps // BPS // step * step, step)
    for asset in cast("list[dict[str, Any]]", spec.get("assets", [])):
        if asset["id"] == "points":
            asset["value"] = {"amount": POINTS, "cents": cents}
    points = spec.get("checkout", {}).get("points")
    if points:
        points.update({"per_points": POINTS, "cents": cents, "step": POINTS})
    return cents


def _add_rebate(spec: dict[str, Any], answers: Answers, currency: CurrencySpec) -> None:
    unit = 10**currency.exponent
    threshold = round_nicely(answers.average_order_cents * BIGGER_BPS // BPS, unit)
    off = max(threshold * answers.margin_bps // BPS // 10 // unit, 1) * unit
    promotions: list[dict[str, Any]] = spec.setdefault("checkout", {}).setdefault("promotions", [])
    promotions[:] = [one for one in promotions if one.get("kind") != "spend_rebate"]
    promotions.append({
        "kind": "spend_rebate", "id": "bigger_order", "threshold_cents": threshold, "off_cents": min(off, threshold),
        "name": {"zh": "满额立减", "en": "More in the basket"},
    })  # fmt: skip


def _find_discount(spec: Mapping[str, Any], tiers: tuple[TierReach, ...]) -> int:
    """Off the price for the highest tier that the median member reaches."""
    mine = [one.tier for one in tiers if one.months is not None]
    offers: list[dict[str, Any]] = [
        one for one in spec.get("benefits", []) if one.get("kind") == "tier_discount" and one.get("tiers")
    ]
    for tier in reversed(mine):
        found = [int(one.get("percent_off_bps", 0)) for one in offers if tier in one["tiers"]]
        if found:
            return max(found)
    return 0


# -- words ------------------------------------------------------------------------------------------------------------
def _say(
    pace: Pace,
    tiers: tuple[TierReach, ...],
    point_cents: int,
    cost: tuple[int, int],
    answers: Answers,
    currency: CurrencySpec,
) -> tuple[Text, ...]:
    def money(cents: int) -> Text:
        return say_figure(cents, "cents", currency)

    month = money(pace.median_cents)
    basis = (
        text(
            f"按 {pace.members:,} 位会员的真实订单：中位会员每月消费 {month.zh}",
            f"By the orders of {pace.members:,} members: the one in the middle spends {month.get('en')} a month",
        )
        if pace.members
        else text(
            f"按你的回答估算：常客每月消费 {month.zh}（还没有足够的真实订单）",
            f"By your answers: a regular spends {month.get('en')} a month (there are too few orders to look at yet)",
        )
    )
    worth, spent, share = money(point_cents), money(cost[0]), say_figure(cost[1], "bps", currency)
    profit = say_figure(cost[1] * BPS // max(answers.margin_bps, 1), "bps", currency)
    return (
        basis,
        *([_say_tier(one, money(one.threshold_cents)) for one in tiers] or [_KEPT_LADDER]),
        text(f"{POINTS} 积分抵 {worth.zh}", f"{POINTS} points are worth {worth.get('en')}"),
        text(
            f"每位中位会员每月成本约 {spent.zh}：占其消费的 {share.zh}，占毛利的 {profit.zh}",
            f"A median member costs about {spent.get('en')} a month: {share.zh} of what they spend, {profit.zh} of the "
            "gross margin",
        ),
    )


_KEPT_LADDER = text(
    "等级不按消费评定，沿用模板的门槛，可在等级页调整",
    "Spending makes no tier here: the template's thresholds stay, and can be changed under tiers",
)


def _say_tier(one: TierReach, threshold: Text) -> Text:
    zh = f"{one.name.zh}：一年内消费满 {threshold.zh}"
    en = f"{one.name.get('en')}: {threshold.get('en')} spent within a year"
    if one.orders:
        zh, en = f"{zh}或下单 {one.orders} 次", f"{en}, or {one.orders} orders"
    if one.months is None:
        return text(f"{zh}；中位会员达不到，留给最常来的人", f"{en}; beyond the median member, for the best of them")
    return text(f"{zh}；中位会员约 {one.months} 个月达到", f"{en}; the median member needs about {one.months} months")
