"""Words for conditions, caps, amounts and validity, in Chinese and English, for the rules page and for lint."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from liuke.decision.domain import CompiledProgram
from liuke.earning.counters import unit_name
from liuke.earning.spec import CounterSpec
from liuke.earning.special_days import special_day_matchers
from liuke.kernel.lunar import FESTIVAL_NAMES
from liuke.kernel.text import Text, text
from liuke.ledger.postings import asset_index
from liuke.ledger.spec import Cap, ExpiresAfter, ExpiresInactive, ExpiresOnDates, Expiry, NeverExpires
from liuke.program.conditions import AllOf, AnyCondition, AnyOf, Compare, Not
from liuke.program.units import say_figure

_PERIODS = {
    "day": text("每日", "a day"),
    "week": text("每周", "a week"),
    "month": text("每月", "a month"),
    "quarter": text("每季度", "a quarter"),
    "year": text("每年", "a year"),
    "lifetime": text("累计", "in all"),
}
_FIELDS = {
    "event.first_order": text("首单", "first order"),
    "event.order_number": text("第几单", "number of the order"),
    "member.tier": text("等级", "tier"),
    "member.labels": text("会员标签", "labels"),
    "member.frozen": text("会员已冻结", "frozen by hand"),
    "member.orders": text("累计订单数", "orders so far"),
    "member.days_since_registration": text("注册天数", "days since registration"),
    "calendar.weekday": text("星期", "weekday"),
    "calendar.day_of_month": text("日", "day of the month"),
    "calendar.month": text("月份", "month"),
    "calendar.hour": text("时", "hour"),
    "calendar.lunar_month": text("农历月", "lunar month"),
    "calendar.lunar_day": text("农历日", "day of the lunar month"),
    "calendar.lunar_leap": text("农历闰月", "leap month of the lunar calendar"),
    "friends.count": text("好友数", "number of friends"),
    "risk.score": text("风险分", "risk score"),
}
_OPS = {
    "eq": text("为", "is"),
    "ne": text("不为", "is not"),
    "lt": text("小于", "is below"),
    "lte": text("不超过", "is at most"),
    "gt": text("大于", "is above"),
    "gte": text("至少", "is at least"),
    "in": text("属于", "is one of"),
    "not_in": text("不属于", "is none of"),
    "contains": text("包含", "contains"),
    "starts_with": text("开头为", "starts with"),
}


def format_money(program: CompiledProgram, cents: int) -> Text:
    """Money with its unit: ``50 元``, ``¥50``."""
    return say_figure(cents, "cents", program.spec.currency)


def before_words(money: Text) -> str:
    """Money in Chinese, as it stands before a word: ``1 元``, but ``1 USD`` with a space after it."""
    return f"{money.zh} " if money.zh[-1:].isascii() else money.zh


def format_factor(bps: int) -> str:
    """A factor without needless zeros: ``1.2``, ``2``."""
    whole, rest = divmod(bps, 10_000)
    return f"{whole}.{rest:04}".rstrip("0") if rest else str(whole)


def render_caps(caps: Sequence[Cap], unit: Text) -> Text | None:
    """``每日上限 100 积分``; ``None`` without caps."""
    if not caps:
        return None
    zh = "，".join(f"{_PERIODS[cap.period].zh}上限 {cap.limit} {unit.zh}" for cap in caps)
    en = ", ".join(f"at most {cap.limit} {unit.get('en')} {_PERIODS[cap.period].en}" for cap in caps)
    return text(zh, en)


def _render_span(months: int, days: int, *, at_month_end: bool) -> tuple[Text, tuple[str, str]]:
    """So many months and days, and what is said after it."""
    parts = [text(f"{months} 个月", f"{months} months")] if months else []
    parts += [text(f"{days} 天", f"{days} days")] if days else []
    span = text("零 ".join(part.zh for part in parts), " and ".join(part.get("en") for part in parts))
    return span, ("（当月月底到期）", ", at the end of that month") if at_month_end else ("", "")


def render_expiry(expiry: Expiry) -> Text:
    """Validity of an asset's lots."""
    match expiry:
        case NeverExpires():
            return text("长期有效", "never expires")
        case ExpiresAfter(months=months, days=days, at_month_end=at_end):
            span, tail = _render_span(months, days, at_month_end=at_end)
            return text(f"获得后 {span.zh}内有效{tail[0]}", f"valid for {span.get('en')} after it is earned{tail[1]}")
        case ExpiresInactive(months=months, days=days, at_month_end=at_end):
            span, tail = _render_span(months, days, at_month_end=at_end)
            return text(
                f"最近一次活动后 {span.zh}内有效，每次活动都会顺延全部余额{tail[0]}",
                f"valid for {span.get('en')} after the last activity, which puts off the whole balance{tail[1]}",
            )
        case ExpiresOnDates(dates=dates, min_days=min_days):
            joined = "、".join(dates)
            return text(
                f"每年 {joined} 到期（至少保留 {min_days} 天）",
                f"expires on {', '.join(dates)} of each year, after at least {min_days} days",
            )


def field_name(program: CompiledProgram, path: str, event_type: str = "") -> Text:
    """Words for a field of a condition; the path itself where nothing is known of it."""
    if path in _FIELDS:
        return _FIELDS[path]
    root, _, rest = path.partition(".")
    found: Text | None = None
    if root == "event":
        event = program.events.find(event_type)
        spec = event.fields.get(rest) if event is not None else None
        found = spec.label if spec is not None else None
    elif root == "counter":
        found = next((spec.name for spec in program.items("counters", CounterSpec) if spec.id == rest), None)
    elif root == "special_day":
        matcher = special_day_matchers(program).get(rest)
        found = matcher.name if matcher is not None else None
    elif root == "festival" and rest in FESTIVAL_NAMES:
        name = FESTIVAL_NAMES[rest]
        found = text(f"距{name.zh}天数（之前为负）", f"days since {name.get('en')} (below zero before it)")
    elif root == "balance":
        asset = asset_index(program).get(rest)
        found = asset.name if asset is not None else None
    return found or text(path, path)


def _unit_of(program: CompiledProgram, path: str, event_type: str) -> str:
    root, _, rest = path.partition(".")
    if root == "counter":
        return next((s.unit_shown for s in program.items("counters", CounterSpec) if s.id == rest), "")
    if root == "festival":
        return "days"
    event = program.events.find(event_type) if root == "event" else None
    spec = event.fields.get(rest) if event is not None else None
    return spec.kind if spec is not None else ""


def _render_value(program: CompiledProgram, path: str, value: Any, event_type: str) -> Text:
    if path == "member.tier":
        return tier_name(program, str(value))
    if isinstance(value, bool):
        return text("是", "yes") if value else text("否", "no")
    unit = _unit_of(program, path, event_type)
    if unit == "cents" and isinstance(value, int):
        return format_money(program, value)
    if unit in {"days", "minutes", "times"}:
        name = unit_name(unit)
        return text(f"{value} {name.zh}", f"{value} {name.en}")
    return text(str(value), str(value))


def render_condition(program: CompiledProgram, condition: AnyCondition, event_type: str = "") -> Text:
    """The condition in words."""
    if isinstance(condition, Not):
        inner = render_condition(program, condition.not_, event_type)
        return text(f"非（{inner.zh}）", f"not ({inner.get('en')})")
    if isinstance(condition, (AllOf, AnyOf)):
        all_of = isinstance(condition, AllOf)
        parts = [render_condition(program, part, event_type) for part in (condition.all if all_of else condition.any)]
        if not parts:
            return text("始终", "always")
        zh, en = ("且", " and ") if all_of else ("或", " or ")
        return text(zh.join(part.zh for part in parts), en.join(part.get("en") for part in parts))
    return _render_compare(program, condition, event_type)


def _render_compare(program: CompiledProgram, node: Compare, event_type: str) -> Text:
    name = field_name(program, node.field, event_type)
    if node.op == "exists":
        zh, en = ("有", "is given") if node.value else ("无", "is missing")
        return text(f"{zh}{name.zh}", f"{name.get('en')} {en}")
    if node.op == "eq" and isinstance(node.value, bool):
        return name if node.value else text(f"非{name.zh}", f"not {name.get('en')}")
    values = node.value if isinstance(node.value, tuple) else (node.value,)
    shown = [_render_value(program, node.field, value, event_type) for value in values]
    op = _OPS[node.op]
    return text(
        f"{name.zh}{op.zh} {'、'.join(value.zh for value in shown)}",
        f"{name.get('en')} {op.en} {', '.join(value.get('en') for value in shown)}",
    )


def ladder_names(program: CompiledProgram) -> dict[str, Text]:
    """Tier id → name; empty where the program has no tiers. Read from the document: tiers stand above this package."""
    tiers: Any = getattr(program.spec, "tiers", None)
    return {tier.id: tier.name for tier in getattr(tiers, "ladder", ())}


def tier_name(program: CompiledProgram, tier: str) -> Text:
    """Name of a tier; its id where the ladder does not have it."""
    return ladder_names(program).get(tier) or text(tier or "-", tier or "-")
