"""What the API shows of a member: pure functions from program and state to structs, in the language of the call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from liuke.activities.domain import summarize
from liuke.activities.naming import name_of
from liuke.benefits.dashboard import ValueDashboard, value_dashboard
from liuke.benefits.service import left
from liuke.decision.domain import CompiledProgram
from liuke.decision.reasons import Prompt
from liuke.decision.state import Coupon, MemberState
from liuke.http.days import show_day
from liuke.kernel.clock import DAY_US, FOREVER_US
from liuke.kernel.text import Locale, localize
from liuke.ledger.spec import AssetSpec
from liuke.mall.service import stock_key, tier_price
from liuke.mall.spec import MallItem
from liuke.publishing.wording import render_wording
from liuke.tiers.forecast import ForecastItem, forecast, render_item
from liuke.tiers.near import list_progress
from liuke.tiers.plan import TIERS, TierDoc, get_plan

EXPIRING_DAYS = 90
MALL_HIGHLIGHTS = 6


class NamedTier(msgspec.Struct):
    """A tier of the ladder; ``id`` is empty before the first."""

    id: str
    name: str
    rank: int = 0
    color: str = ""
    icon: str = ""
    perks: list[str] = []


class ForecastLine(msgspec.Struct):
    """A change of tier to come if nothing else happens.

    Args:
        kind: ``fall``, ``grace``, ``renewed``, ``climb``, ``lift_ended`` or ``benefits_paused``.
        at_us: When.
        day: Merchant-local day of it.
        old: Earned tier before.
        new: After.
        tier: The member's tier afterwards.
        text: In words, with what would prevent it.
    """

    kind: str
    at_us: int
    day: str
    old: str
    new: str
    tier: str
    text: str


class TierView(msgspec.Struct):
    """A member's tier.

    Args:
        current: In force.
        earned: Reached by requirements.
        next: The one above, if there is one.
        until_day: First day after its validity; null: no end.
        in_grace: Whether the validity has ended and the grace runs.
        progress: In every dimension of the next tier.
        forecast: Changes to come.
    """

    current: NamedTier
    earned: str
    next: NamedTier | None
    until_day: str | None
    in_grace: bool
    progress: list[dict[str, Any]]
    forecast: list[ForecastLine]


class Expiring(msgspec.Struct):
    """Points that expire together."""

    amount: int
    expires_us: int
    day: str


class Balance(msgspec.Struct):
    """One asset of a member.

    Args:
        net: Available less debt: what the member is shown.
        worth_cents: Of what is available; null where the asset has no price.
        expiring: Within 90 days, earliest first.
    """

    asset: str
    name: str
    unit: str
    available: int
    pending: int
    held: int
    frozen: int
    debt: int
    net: int
    earned: int
    spendable: bool
    worth_cents: int | None
    expiring: list[Expiring]


class CouponView(msgspec.Struct):
    """A coupon of a member. Times are UTC microseconds; null: no end, or not yet."""

    coupon_id: str
    batch: str
    name: str
    status: str
    valid_from_us: int
    valid_until_us: int | None
    code: str
    source: str
    ref: str
    granted_us: int
    used_us: int | None
    saved_cents: int
    program_version: int


class EntitlementView(msgspec.Struct):
    """The use of a benefit for a period."""

    entitlement_id: str
    benefit: str
    name: str
    quota: int
    carried: int
    used: int
    left: int
    period_start_us: int
    period_end_us: int | None
    source: str


class MallView(msgspec.Struct):
    """An item of the mall as a member sees it.

    Args:
        price_points: For the member's tier; special prices aside.
        left: Pieces; null: no limit.
        affordable: Whether the member has enough.
    """

    item: str
    name: str
    kind: str
    asset: str
    price_points: int
    cash_cents: int
    left: int | None
    affordable: bool


class PromptView(msgspec.Struct):
    """Something within reach."""

    kind: str
    path: str
    missing: int
    unit: str
    progress_bps: int
    text: str


class Centre(msgspec.Struct):
    """The member centre in one answer.

    Args:
        benefits: Those of the member's tier that need no counting (prices, priority), by name.
        value: What the membership is worth, in cents.
        activities: Open to the member: check-in with the month's calendar, tasks with their steps.
        mall: Items the member may redeem, affordable ones first; at most six.
    """

    member_id: str
    registered_us: int
    tier: TierView
    balances: list[Balance]
    coupons: list[CouponView]
    entitlements: list[EntitlementView]
    value: ValueDashboard
    activities: list[dict[str, Any]]
    prompts: list[PromptView]
    mall: list[MallView]


# -- parts ------------------------------------------------------------------------------------------------------------
def show_until(t_us: int) -> int | None:
    """An end; ``None`` where there is none."""
    return t_us if 0 < t_us < FOREVER_US else None


def view_named_tier(program: CompiledProgram, tier: str, locale: Locale) -> NamedTier:
    """A tier with its name and looks; one that the program does not have any more keeps its id."""
    plan = get_plan(program)
    found = next((one for one in plan.tiers if one.id == tier), None)
    if found is None:
        return NamedTier(tier, tier)
    spec = found.spec
    perks = [perk.get(locale) for perk in spec.perks]
    return NamedTier(tier, spec.name.get(locale), found.rank, spec.color, spec.icon, perks)


def view_forecast(program: CompiledProgram, items: list[ForecastItem], locale: Locale) -> list[ForecastLine]:
    """A forecast in words."""
    return [
        ForecastLine(
            item.kind, item.at_us, show_day(item.day), item.old, item.new, item.tier,
            render_item(program, item).get(locale),
        )
        for item in items
    ]  # fmt: skip


def view_tier(program: CompiledProgram, state: MemberState, now_us: int, locale: Locale) -> TierView:
    """The member's tier, where it leads and what becomes of it."""
    plan, doc = get_plan(program), state.read(TIERS, TierDoc)
    rank = plan.rank(doc.earned) + 1
    above = view_named_tier(program, plan.tiers[rank].id, locale) if rank < len(plan.tiers) else None
    return TierView(
        current=view_named_tier(program, state.tier, locale),
        earned=doc.earned,
        next=above,
        until_day=show_day(doc.until_day) if doc.until_day else None,
        in_grace=doc.in_grace,
        progress=localize(list_progress(program, state, now_us), locale),
        forecast=view_forecast(program, forecast(program, state, now_us), locale),
    )


def view_balances(program: CompiledProgram, state: MemberState, now_us: int, locale: Locale) -> list[Balance]:
    """Every asset of the program, and those the member still has of earlier ones."""
    specs = {asset.id: asset for asset in program.items("assets", AssetSpec)}
    shown = [*specs, *(asset for asset in state.wallets if asset not in specs)]
    return [_view_balance(program, state, specs.get(asset), asset, now_us, locale) for asset in shown]


def _view_balance(
    program: CompiledProgram, state: MemberState, spec: AssetSpec | None, asset: str, now_us: int, locale: Locale
) -> Balance:
    wallet = state.wallets.get(asset) or state.wallet(asset)
    worth = None
    if spec is not None and spec.value is not None:
        worth = wallet.available * spec.value.cents // spec.value.amount
    return Balance(
        asset, spec.name.get(locale) if spec else asset, spec.unit.get(locale) if spec else "",
        wallet.available, wallet.pending, wallet.held, wallet.frozen, wallet.debt, wallet.net, wallet.earned,
        spec.spendable if spec else False, worth,
        _list_expiring(program, state, asset, now_us) if spec is not None and spec.lots else [],
    )  # fmt: skip


def _list_expiring(program: CompiledProgram, state: MemberState, asset: str, now_us: int) -> list[Expiring]:
    until_us = now_us + EXPIRING_DAYS * DAY_US
    sums: dict[int, int] = {}
    for lot in state.lots(asset).lots.values():
        if lot.remaining and lot.expires_us < until_us:
            sums[lot.expires_us] = sums.get(lot.expires_us, 0) + lot.remaining
    calendar = program.calendar
    return [Expiring(amount, at_us, show_day(calendar.local_day(at_us))) for at_us, amount in sorted(sums.items())]


def view_coupon(program: CompiledProgram, coupon: Coupon, locale: Locale) -> CouponView:
    """A coupon by its name."""
    return CouponView(
        str(coupon.coupon_id), coupon.batch, name_of(program, "coupon", coupon.batch).get(locale), coupon.status,
        coupon.valid_from_us, show_until(coupon.valid_until_us), coupon.code, coupon.source, coupon.ref,
        coupon.granted_us, coupon.used_us or None, coupon.saved_cents, coupon.program_version,
    )  # fmt: skip


def view_entitlements(
    program: CompiledProgram, state: MemberState, now_us: int, locale: Locale
) -> list[EntitlementView]:
    """Entitlements whose period has not ended."""
    running = [one for one in state.entitlements().values() if one.period_end_us > now_us]
    return [
        EntitlementView(
            str(one.entitlement_id), one.benefit, name_of(program, "benefit", one.benefit).get(locale), one.quota,
            one.carried, one.used, left(one), one.period_start_us, show_until(one.period_end_us), one.source,
        )
        for one in sorted(running, key=lambda one: (one.period_end_us, one.entitlement_id))
    ]  # fmt: skip


def view_activities(program: CompiledProgram, state: MemberState, now_us: int, locale: Locale) -> list[dict[str, Any]]:
    """Open activities; days as dates, texts in one language."""
    shown: list[dict[str, Any]] = localize(summarize(program, state, now_us), locale)
    for activity in shown:
        activity["closes_us"] = show_until(activity["closes_us"])
        _show_activity_days(activity)
    return shown


def _show_activity_days(activity: dict[str, Any]) -> None:
    if activity["kind"] == "check_in":
        activity["today"] = show_day(activity["today"])
        month = activity["month"]
        month["first"], month["last"] = show_day(month["first"]), show_day(month["last"])
        for name in ("checked", "made_up"):
            month[name] = [show_day(day) for day in month[name]]
        if activity["make_up"] is not None:
            activity["make_up"]["days"] = [show_day(day) for day in activity["make_up"]["days"]]
    elif activity["kind"] == "task":
        # a task that is done once has one period, which began with time
        activity["period"] = show_day(activity["period"]) if activity["period"] else None
        if activity["ends_day"] is not None:
            activity["ends_day"] = show_day(activity["ends_day"])
        activity["claimable"] = [show_day(day) for day in activity["claimable"]]


def view_prompts(program: CompiledProgram, state: MemberState, now_us: int, locale: Locale) -> list[PromptView]:
    """The nearest first, as in the answer of an event."""
    found: list[Prompt] = [one for find in program.prompts for one in find(program, state, now_us)]
    found.sort(key=lambda one: (-one.progress_bps, one.path))
    return [
        PromptView(
            one.kind, one.path, one.missing, one.unit, one.progress_bps,
            render_wording(program, one.code, one.params, locale),
        )
        for one in found
    ]  # fmt: skip


def view_mall(
    program: CompiledProgram, state: MemberState, now_us: int, stock: Mapping[str, int], locale: Locale
) -> list[MallView]:
    """Items that are offered to the member's tier now and not sold out."""
    shown = list[MallView]()
    day = program.calendar.local_day(now_us)
    for item in program.items("mall", MallItem):
        pieces = stock.get(stock_key(item), 0) if item.stock is not None else None
        if not item.window.holds(day) or pieces == 0 or (item.tiers and state.tier not in item.tiers):
            continue
        price = tier_price(item, state.tier)
        enough = state.wallet(item.asset).available >= price
        shown.append(
            MallView(item.id, item.name.get(locale), item.kind, item.asset, price, item.cash_cents, pieces, enough)
        )
    return sorted(shown, key=lambda one: (not one.affordable, one.price_points))[:MALL_HIGHLIGHTS]


def view_centre(
    program: CompiledProgram, state: MemberState, now_us: int, stock: Mapping[str, int], locale: Locale
) -> Centre:
    """The member centre; coupons, entitlements and lots of the state must be loaded (or are asked for)."""
    tier = view_tier(program, state, now_us, locale)
    coupons = [one for one in state.coupons().values() if one.status in {"active", "locked"}]
    coupons.sort(key=lambda one: (one.valid_until_us, one.coupon_id))
    return Centre(
        member_id=str(state.member_id),
        registered_us=state.registered_us,
        tier=tier,
        balances=view_balances(program, state, now_us, locale),
        coupons=[view_coupon(program, one, locale) for one in coupons],
        entitlements=view_entitlements(program, state, now_us, locale),
        value=value_dashboard(program, state, now_us, next_tier=tier.next.id if tier.next is not None else ""),
        activities=view_activities(program, state, now_us, locale),
        prompts=view_prompts(program, state, now_us, locale),
        mall=view_mall(program, state, now_us, stock, locale),
    )
