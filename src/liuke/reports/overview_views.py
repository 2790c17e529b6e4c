"""What the overview shows, made of sums by day: pure functions to structs, in the language of the call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import msgspec

from liuke.activities.domain import activity_index
from liuke.activities.naming import asset_name
from liuke.decision.domain import CompiledProgram
from liuke.http.days import Step, show_day, show_period
from liuke.kernel.clock import DAY_US
from liuke.kernel.money import BPS
from liuke.kernel.text import Locale, Text
from liuke.ledger.finance import FIGURES, sign_of, worth
from liuke.ledger.postings import asset_index
from liuke.reports import rollup
from liuke.reports.rollup import Sum
from liuke.tiers.plan import get_plan
from liuke.tiers.views import NamedTier, view_named_tier

SOON_DAYS, LATER_DAYS = 30, 90


class TierCount(msgspec.Struct):
    """Members whose tier it is now; an empty id: none yet."""

    tier: NamedTier
    members: int


class Joined(msgspec.Struct):
    """Members who joined in a period."""

    period: str
    members: int


class Members(msgspec.Struct):
    """Members now, and those who joined in the days asked for."""

    total: int
    new: int
    by_tier: list[TierCount]
    joined: list[Joined]


class ActiveRow(msgspec.Struct):
    """Members who did something of their own in the days that end with the last day of a period.

    Args:
        days_7: Members active in the last 7 days.
        days_30: Members active in the last 30 days.
    """

    period: str
    days_7: int = 0
    days_30: int = 0


class Active(msgspec.Struct):
    """Active members by period, and at the end of the days asked for."""

    series: list[ActiveRow]
    now: ActiveRow


class Move(msgspec.Struct):
    """Members who went from one tier to another in a period.

    Args:
        direction: ``up`` or ``down`` the ladder, ``enter`` it, or ``other`` where a tier is not part of it any more.
    """

    period: str
    old: str
    new: str
    direction: Literal["up", "down", "enter", "other"]
    members: int


class PointsRow(msgspec.Struct):
    """What moved in a period. All figures are positive when they are what their name says."""

    period: str
    earned: int = 0
    burned: int = 0
    refunded: int = 0
    expired: int = 0
    reversed: int = 0
    written_off: int = 0
    adjusted: int = 0
    exchanged_in: int = 0
    exchanged_out: int = 0
    cleared_in: int = 0
    cleared_out: int = 0


class Points(msgspec.Struct):
    """One asset's movements: by period, and in all of the days asked for."""

    asset: str
    name: str
    series: list[PointsRow]
    total: PointsRow


class Claim(msgspec.Struct):
    """What members can still claim of one asset.

    Args:
        open: Available and pending.
        reserved: In open holds, or frozen.
        owed: By members.
        cents: Worth of what is open, reserved and not owed back.
        expiring_30: Of what is open, within 30 days; ``expiring_30_cents``: its worth.
        expiring_90: Within 90 days.
    """

    asset: str
    name: str
    open: int
    reserved: int
    owed: int
    cents: int
    expiring_30: int
    expiring_30_cents: int
    expiring_90: int
    expiring_90_cents: int


class Claims(msgspec.Struct):
    """Claims as of a moment; where working them out takes long it may lie some minutes back."""

    as_of_us: int
    items: list[Claim]


class OrderRow(msgspec.Struct):
    """Orders of members in a period.

    Args:
        orders: Paid.
        sales_cents: Paid in money.
        refunded_cents: Of these orders, given back since.
        refunded_orders: How many of these orders.
        first_orders: By members who had ordered nothing before.
        repeat_bps: Share of the other orders, in basis points; null without orders.
    """

    period: str
    orders: int = 0
    sales_cents: int = 0
    refunded_cents: int = 0
    refunded_orders: int = 0
    first_orders: int = 0
    repeat_bps: int | None = None


class Orders(msgspec.Struct):
    """Orders by period, and in all of the days asked for."""

    series: list[OrderRow]
    total: OrderRow


class OtherRow(msgspec.Struct):
    """Orders without a member in a period, as they were reported."""

    period: str
    orders: int = 0
    sales_cents: int = 0


class OtherSales(msgspec.Struct):
    """Orders without a member by period, and in all of the days asked for.

    Args:
        known: Whether any were reported; without reports nothing can be said of the share of members.
    """

    known: bool
    series: list[OtherRow]
    total: OtherRow


class CouponsRow(msgspec.Struct):
    """Coupons granted and used in a period, and what using them saved."""

    period: str
    granted: int = 0
    used: int = 0
    saved_cents: int = 0


class Coupons(msgspec.Struct):
    """Coupons by period, and in all of the days asked for."""

    series: list[CouponsRow]
    total: CouponsRow


class ActivityRow(msgspec.Struct):
    """How often an activity, item or benefit was made use of in the days asked for.

    Args:
        kind: Event type.
        id: Of the activity or item; empty where the event does not tell.
        count: Times.
        pieces: Of the mall.
    """

    kind: str
    id: str
    name: str
    count: int
    pieces: int


class Today(msgspec.Struct):
    """Figures of the merchant's day so far."""

    day: str
    new_members: int
    events: int
    orders: int
    sales_cents: int
    earned: dict[str, int]
    burned: dict[str, int]
    upgrades: int
    downgrades: int


# -- members and tiers ------------------------------------------------------------------------------------------------
def view_members(
    program: CompiledProgram, sums: Sequence[Sum], inside: Sequence[Sum], by: Step, locale: Locale
) -> Members:
    """Members now by tier, and those who joined in the days asked for."""
    total = sum(one.count for one in sums if one.metric == "member")
    tiers: dict[str, int] = {"": total}
    for one in sums:
        if one.metric == "tier":
            tiers[one.keys[0]] = tiers.get(one.keys[0], 0) - one.count
            tiers[one.keys[1]] = tiers.get(one.keys[1], 0) + one.count
    ladder = [tier.id for tier in get_plan(program).tiers]
    shown = [*ladder, *sorted(tier for tier in tiers if tier not in ladder)]
    by_tier = [
        TierCount(view_named_tier(program, tier, locale), tiers.get(tier, 0))
        for tier in shown
        if tier in ladder or tiers[tier]
    ]
    joined = _add_by_period((one for one in inside if one.metric == "member"), by)
    rows = [Joined(period, count) for period, (count, _) in joined.items()]
    return Members(total, sum(row.members for row in rows), by_tier, rows)


def _add_by_period(sums: Iterable[Sum], by: Step) -> dict[str, tuple[int, int]]:
    """Period → count and amount, in order."""
    found: dict[str, tuple[int, int]] = {}
    for one in sorted(sums, key=lambda one: one.day):
        period = show_period(one.day, by)
        count, amount = found.get(period, (0, 0))
        found[period] = (count + one.count, amount + one.amount)
    return found


def view_active(sums: Sequence[Sum], begin: int, end: int, by: Step) -> Active:
    """Active members at the end of each period, from sums of all days of the metric ``active``."""
    steps = dict[int, dict[str, int]]()
    for one in sums:
        if one.metric == "active" and one.day < end:
            there = steps.setdefault(max(one.day, begin), {})
            there[one.keys[0]] = there.get(one.keys[0], 0) + one.count
    standing = {"7": 0, "30": 0}
    rows = dict[str, ActiveRow]()
    for day in range(begin, end):
        for length, more in steps.get(day, {}).items():
            standing[length] += more
        period = show_period(day, by)
        rows[period] = ActiveRow(period, standing["7"], standing["30"])
    return Active(list(rows.values()), ActiveRow("", standing["7"], standing["30"]))


def list_moves(program: CompiledProgram, inside: Sequence[Sum], by: Step) -> list[Move]:
    """Moves between tiers, by period."""
    found: dict[tuple[str, str, str], int] = {}
    for one in inside:
        if one.metric == "tier":
            place = (show_period(one.day, by), one.keys[0], one.keys[1])
            found[place] = found.get(place, 0) + one.count
    return [
        Move(period, old, new, _find_direction(program, old, new), count)
        for (period, old, new), count in sorted(found.items())
    ]


def _find_direction(program: CompiledProgram, old: str, new: str) -> Literal["up", "down", "enter", "other"]:
    if not old:
        return "enter"
    ladder = [tier.id for tier in get_plan(program).tiers]
    if old not in ladder or (new and new not in ladder):
        return "other"
    return "up" if new and ladder.index(new) > ladder.index(old) else "down"


# -- points -----------------------------------------------------------------------------------------------------------
def list_points(program: CompiledProgram, inside: Sequence[Sum], by: Step, locale: Locale) -> list[Points]:
    """Movements of every asset of the program, and of those there are postings of."""
    found: dict[str, dict[str, PointsRow]] = {asset: {} for asset in asset_index(program)}
    totals: dict[str, PointsRow] = {}
    for one in sorted((one for one in inside if one.metric == "posting"), key=lambda one: one.day):
        asset, kind, _, target = one.keys
        name = FIGURES.get(kind)
        if name is None:
            continue
        period = show_period(one.day, by)
        amount = sign_of(kind, target) * one.amount
        rows = (
            found.setdefault(asset, {}).setdefault(period, PointsRow(period)),
            totals.setdefault(asset, PointsRow("")),
        )
        for row in rows:
            setattr(row, name, getattr(row, name) + amount)
    return [
        Points(asset, asset_name(program, asset).get(locale), list(rows.values()), totals.get(asset, PointsRow("")))
        for asset, rows in found.items()
    ]


def view_claims(program: CompiledProgram, lots: rollup.OpenLots, locale: Locale) -> Claims:
    """What members can still claim."""
    assets = asset_index(program)
    items = list[Claim]()
    for asset, available, pending, held, frozen, debt in lots.wallets:
        value = assets[asset].value if asset in assets else None
        soon, later = (_sum_expiring(lots, asset, days) for days in (SOON_DAYS, LATER_DAYS))
        open_, reserved = available + pending, held + frozen
        items.append(
            Claim(
                asset, asset_name(program, asset).get(locale), open_, reserved, debt,
                worth(value, open_ + reserved - debt), soon, worth(value, soon), later, worth(value, later),
            )
        )  # fmt: skip
    return Claims(lots.as_of_us, items)


def _sum_expiring(lots: rollup.OpenLots, asset: str, days: int) -> int:
    until_us = lots.as_of_us + days * DAY_US
    return sum(amount for name, expires_us, _, amount, _ in lots.lots if name == asset and expires_us < until_us)


# -- orders, coupons, activities --------------------------------------------------------------------------------------
_ORDERS = {
    "order": ("orders", "sales_cents"), "refund": ("refunded_orders", "refunded_cents"),
    "first_order": ("first_orders", ""),
}  # fmt: skip


def view_orders(inside: Sequence[Sum], by: Step) -> Orders:
    """Orders by period."""
    rows: dict[str, OrderRow] = {}
    total = OrderRow("")
    for one in sorted((one for one in inside if one.metric in _ORDERS), key=lambda one: one.day):
        count, amount = _ORDERS[one.metric]
        period = show_period(one.day, by)
        for row in (rows.setdefault(period, OrderRow(period)), total):
            setattr(row, count, getattr(row, count) + one.count)
            if amount:
                setattr(row, amount, getattr(row, amount) + one.amount)
    for row in (*rows.values(), total):
        row.repeat_bps = (row.orders - row.first_orders) * BPS // row.orders if row.orders else None
    return Orders(list(rows.values()), total)


def view_other_sales(days: Sequence[tuple[int, int, int]], by: Step) -> OtherSales:
    """Orders without a member by period, from day, orders and cents."""
    rows: dict[str, OtherRow] = {}
    total = OtherRow("")
    for day, orders, cents in days:
        period = show_period(day, by)
        for row in (rows.setdefault(period, OtherRow(period)), total):
            row.orders += orders
            row.sales_cents += cents
    return OtherSales(bool(days), list(rows.values()), total)


def view_coupons(days: Sequence[tuple[Any, ...]], by: Step) -> Coupons:
    """Coupons by period, from day, granted, used and saved cents."""
    rows: dict[str, CouponsRow] = {}
    total = CouponsRow("")
    for day, granted, used, saved in days:
        period = show_period(day, by)
        for row in (rows.setdefault(period, CouponsRow(period)), total):
            row.granted += granted
            row.used += used
            row.saved_cents += saved
    return Coupons(list(rows.values()), total)


_USES = {
    "check_in.do",
    "check_in.make_up",
    "task.claim",
    "mall.redeem",
    "benefit.redeem",
    "benefit.redeem_code",
    "coupon.claim",
}


def list_activities(program: CompiledProgram, inside: Sequence[Sum], locale: Locale) -> list[ActivityRow]:
    """What was made use of, and how often."""
    found: dict[tuple[str, str], list[int]] = {}
    for one in inside:
        if one.metric == "event" and one.keys[0] in _USES:
            kind, about = one.keys[0], one.keys[1]
            row = found.setdefault((kind, about or _find_only(program, kind)), [0, 0])
            row[0] += one.count
            row[1] += one.amount
    return [
        ActivityRow(kind, about, _name_use(program, about, locale), count, pieces)
        for (kind, about), (count, pieces) in sorted(found.items())
    ]


def _find_only(program: CompiledProgram, kind: str) -> str:
    """The one activity that an event without a name can mean."""
    wanted = {"check_in.do": "check_in", "check_in.make_up": "check_in", "task.claim": "task"}.get(kind, "")
    ids = [one.spec.id for one in activity_index(program).all if one.kind.kind == wanted]
    return ids[0] if len(ids) == 1 else ""


def _name_use(program: CompiledProgram, about: str, locale: Locale) -> str:
    for section in ("activities", "mall"):
        for item in program.items(section, object):
            name = getattr(item, "name", None)
            if getattr(item, "id", None) == about and isinstance(name, Text):
                return name.get(locale)
    return about


def view_today(program: CompiledProgram, sums: Sequence[Sum], today: int) -> Today:
    """Figures of one day."""
    mine = [one for one in sums if one.day == today]
    earned, burned = dict[str, int](), dict[str, int]()
    for one in mine:
        if one.metric == "posting" and FIGURES.get(one.keys[1]) in {"earned", "burned"}:
            kept = earned if FIGURES[one.keys[1]] == "earned" else burned
            kept[one.keys[0]] = kept.get(one.keys[0], 0) + one.amount
    moves = list_moves(program, mine, "day")
    counts = {metric: sum(one.count for one in mine if one.metric == metric) for metric in ("member", "event", "order")}
    return Today(
        show_day(today), counts["member"], counts["event"], counts["order"],
        sum(one.amount for one in mine if one.metric == "order"), earned, burned,
        sum(move.members for move in moves if move.direction == "up"),
        sum(move.members for move in moves if move.direction == "down"),
    )  # fmt: skip
