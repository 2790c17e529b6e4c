"""Budgets of campaigns: what they limit, what is said of them, and how two members' use becomes one's. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from liuke.campaigns.spec import CampaignSpec
from liuke.decision.budgets import BUDGETS, SCOPES, Budget, BudgetBook, Pot, Unit, list_items
from liuke.decision.domain import CompiledProgram, RulePage, StockRule
from liuke.decision.hooks import Merge, MergeCase
from liuke.decision.targets import find_share_of_change
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.text import Locale, Text, text
from liuke.program.findings import Finding
from liuke.program.spec import CurrencySpec
from liuke.program.units import say_figure

_FIELDS = {"total": "total", "day": "per_day", "week": "per_week", "place": "per_place"}


def list_budgets(program: CompiledProgram) -> Iterable[Budget]:
    """One of each campaign, also of those that limit nothing: what they give is noted as their cost."""
    for spec in program.items("campaigns", CampaignSpec):
        path, limits = f"campaigns.{spec.id}", spec.budget.limits()
        pots = [
            Pot(path, unit, scope, limit)
            for unit, found in limits.items()
            for scope in SCOPES
            if (limit := getattr(found, _FIELDS[scope])) is not None
        ]
        per_member: dict[Unit, int] = {u: found.per_member for u, found in limits.items() if found.per_member}
        yield Budget(path, spec.name, tuple(pots), per_member, spec.patch)


def list_stock(program: CompiledProgram) -> Mapping[str, int | StockRule]:
    """Each limit as stripes; those of days, weeks and places are made when somebody first asks for them."""
    return {
        pot.item(stripe, ""): pot.share(stripe) if pot.scope == "total" else _rule(pot.share(stripe))
        for pot, stripe in list_items(list_budgets(program))
    }


def _rule(share: int) -> StockRule:
    return lambda period: share if period else None


def lint_budgets(program: CompiledProgram) -> Iterable[Finding]:
    """What lint says of what budgets pay for."""
    for place, spec in enumerate(program.items("campaigns", CampaignSpec)):
        for number, change in enumerate(spec.patch):
            at = f"campaigns.{place}.patch.{number}.charge"
            if find_share_of_change(program, change) is None:
                yield Finding(
                    at, "charge-unknown", "error",
                    text("无法计算这项改动的差额", "nobody can say how much more this change gives"),
                    text("差额只适用于设置或乘以整数；否则改为整额计入",
                         "charge the difference of whole numbers that are set or multiplied, else the whole"),
                )  # fmt: skip


# -- what is said -----------------------------------------------------------------------------------------------------
UNITS: Mapping[str, Text] = {
    "points": text("积分", "points"), "coupons": text("优惠券面值", "face value of coupons"),
    "cash": text("现金", "cash"), "prizes": text("奖品", "prizes"),
    "prices": text("价格让利", "price reductions"),
}  # fmt: skip
_SCOPES: Mapping[str, Text] = {
    "total": text("共", "in all"), "day": text("每日", "a day"), "week": text("每周", "a week"),
    "place": text("每店", "a place"), "member": text("每人", "a member"),
}  # fmt: skip


def render_amount(unit: str, amount: int, currency: CurrencySpec) -> Text:
    """``1,000 points``, ``优惠券面值 50 元``."""
    if unit == "points":
        return text(f"{amount:,} 积分", f"{amount:,} points")
    money = say_figure(amount, "cents", currency)
    return text(f"{UNITS[unit].zh} {money.zh}", f"{money.get('en')} of {UNITS[unit].get('en')}")


def render_rules(program: CompiledProgram, locale: Locale) -> Iterable[RulePage]:
    """What each campaign gives away at most."""
    for spec in program.items("campaigns", CampaignSpec):
        lines = list[str]()
        for unit, found in spec.budget.limits().items() if spec.enabled else ():
            for scope, name in (*_FIELDS.items(), ("member", "per_member")):
                limit = getattr(found, name)
                if limit is not None:
                    amount, per = render_amount(unit, limit, program.spec.currency), _SCOPES[scope]
                    zh, en = f"{per.zh} {amount.zh}", f"{amount.get('en')} {per.get('en')}"
                    lines.append(text(zh, en).get(locale))
        if lines:
            name = spec.name.get(locale)
            heading = text(f"{name}：送完即止", f"{spec.name.get('en')}: while it lasts").get(locale)
            yield RulePage(heading, tuple(lines), 45, f"campaigns.{spec.id}")


_CAMPAIGN = EventField("str", text("营销活动", "Campaign"), required=True)
_STATED = {
    "campaign": _CAMPAIGN,
    "unit": EventField("str", text("类型", "Of what"), required=True),
    "scope": EventField("str", text("范围", "Scope"), required=True),
    "period": EventField("str", text("周期或门店", "Period or place")),
    "limit": EventField("int", text("预算", "Limit"), required=True),
}
EVENT_TYPES = (
    EventType("campaign.budget_used", text("预算使用预警", "Budget almost used"), "derived", {
        **_STATED, "used": EventField("int", text("已用", "Used"), required=True),
        "used_bps": EventField("int", text("已用比例", "Share used"), required=True),
    }),
    EventType("campaign.budget_gone", text("预算已用完", "Budget gone"), "derived", {
        **_STATED, "left": EventField("int", text("剩余", "Left"), required=True),
    }),
)  # fmt: skip
WORDINGS = {
    "budget-gone": text(
        "活动预算已用完（剩余 {left}，需要 {wanted}）", "the campaign's budget is gone ({left} left, {wanted} wanted)"
    ),
    "budget-member": text(
        "已达每人活动上限（剩余 {left}）", "the member's share of the campaign is used ({left} left)"
    ),
    "budget-returned": text("{amount} 退回活动预算", "{amount} went back to the campaign's budget"),
}


# -- two members are one ----------------------------------------------------------------------------------------------
def _join(case: MergeCase) -> None:
    theirs = case.other.state.read(BUDGETS, BudgetBook)
    if not theirs.charges:
        return
    mine = case.into.state.edit(BUDGETS, BudgetBook)
    for name, amount in theirs.used.items():
        mine.used[name] = mine.used.get(name, 0) + amount
    mine.charges += theirs.charges
    case.kept["used"] = dict(theirs.used)


def _split(case: MergeCase) -> None:
    theirs = case.other.state.read(BUDGETS, BudgetBook)
    if not theirs.charges:
        return
    mine = case.into.state.edit(BUDGETS, BudgetBook)
    kept: dict[str, int] = case.kept.get("used", {})
    for name, amount in kept.items():
        mine.used[name] = max(mine.used.get(name, 0) - amount, 0)
    mine.charges -= theirs.charges


MERGE = Merge(_join, _split)
