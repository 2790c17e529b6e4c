"""The earning part of the rules page: what earns what, when more, up to which caps, and for how long."""

from __future__ import annotations

from collections.abc import Iterable

from liuke.decision.domain import CompiledProgram, RulePage
from liuke.earning.spec import (
    AddField,
    CounterSpec,
    EarningRule,
    FixedAmount,
    MultiplierSpec,
    OncePer,
    OrdersSpec,
    RateAmount,
    SpecialDaySpec,
)
from liuke.earning.special_days import render_pattern
from liuke.earning.wording import (
    before_words,
    field_name,
    format_factor,
    format_money,
    render_caps,
    render_condition,
    render_expiry,
    tier_name,
)
from liuke.goods.scope import LineScope
from liuke.kernel.text import Locale, Text, entitle, text
from liuke.ledger.postings import asset_index
from liuke.ledger.spec import AssetSpec

_ONCE = {"member": text("每人一次", "once a member"), "day": text("每日一次", "once a day")}
_WITHIN = {
    "day": text("每日", "a day"), "week": text("每周", "a week"), "month": text("每月", "a month"),
    "quarter": text("每季度", "a quarter"), "year": text("每年", "a year"),
}  # fmt: skip


def render_rules(program: CompiledProgram, locale: Locale) -> Iterable[RulePage]:
    """Blocks of the rules page."""
    rules, days = program.items("earning", EarningRule), program.items("special_days", SpecialDaySpec)
    blocks = (
        (
            text("如何获得", "How to earn"),
            [_entitle_rule(program, rule) for rule in rules],
            10,
        ),
        (
            text("加倍", "Earn more"),
            [entitle(m.name, _render_multiplier(program, m)) for m in program.items("multipliers", MultiplierSpec)],
            12,
        ),
        (
            text("会员日", "Member days"),
            [entitle(day.name, _render_day(program, day)) for day in days],
            14,
        ),
        (
            text("订单", "Orders"),
            [_render_orders(program)] if any(rule.on == "order.paid" for rule in rules) else [],
            15,
        ),
        (
            text("上限与有效期", "Caps and validity"),
            [entitle(a.name, _render_asset(a)) for a in asset_index(program).values()],
            16,
        ),
    )
    for heading, lines, order in blocks:
        if lines:
            yield RulePage(heading.get(locale), tuple(line.get(locale) for line in lines), order)


def describe(program: CompiledProgram) -> Iterable[tuple[str, Text]]:
    """One sentence for each rule, multiplier, member day, account and counter."""
    yield from ((f"earning.{rule.id}", _render_rule(program, rule)) for rule in program.items("earning", EarningRule))
    for item in program.items("multipliers", MultiplierSpec):
        yield f"multipliers.{item.id}", _render_multiplier(program, item)
    for day in program.items("special_days", SpecialDaySpec):
        yield f"special_days.{day.id}", _render_day(program, day)
    yield from ((f"assets.{asset.id}", _render_asset(asset)) for asset in program.items("assets", AssetSpec))
    for counter in program.items("counters", CounterSpec):
        yield f"counters.{counter.id}", _render_counter(program, counter)


def _render_counter(program: CompiledProgram, counter: CounterSpec) -> Text:
    labels = [event_name(program, name) for name in counter.on]
    zh, en = "、".join(label.zh for label in labels), " or ".join(label.get("en") for label in labels)
    if isinstance(counter.add, AddField):
        added = field_name(program, f"event.{counter.add.field}", counter.on[0])
        head = text(f"累计{zh}的{added.zh}", f"sums up {added.get('en')} of {en}")
    elif counter.distinct == "day":
        head = text(f"有{zh}的天数", f"days with {en}")
    else:
        head = text(f"{zh}的次数", f"times of {en}")
    details = (
        render_condition(program, counter.when, counter.on[0]) if counter.when is not None else None,
        _render_scope(program, counter.scope),
    )
    return _joined(head, details)


def event_name(program: CompiledProgram, name: str) -> Text:
    """What an event type is called; its name where nothing is known of it."""
    found = program.events.find(name)
    return found.label if found is not None else text(name, name)


def _entitle_rule(program: CompiledProgram, rule: EarningRule) -> Text:
    label = event_name(program, rule.on)
    title = text(f"{rule.name.zh}（{label.zh}）", f"{rule.name.get('en')} ({label.get('en')})")
    return entitle(label if rule.name.zh == label.zh else title, _render_rule(program, rule))


def _joined(head: Text, details: Iterable[Text | None]) -> Text:
    parts = [part for part in details if part is not None]
    if not parts:
        return head
    return text(
        f"{head.zh}（{'；'.join(part.zh for part in parts)}）",
        f"{head.get('en')} ({'; '.join(part.get('en') for part in parts)})",
    )


def _render_rule(program: CompiledProgram, rule: EarningRule) -> Text:
    asset = asset_index(program).get(rule.asset)
    name = asset.name if asset is not None else text(rule.asset, rule.asset)
    unit = asset.unit if asset is not None else name
    amount = _render_amount(program, rule, name)
    details = (
        render_condition(program, rule.when, rule.on) if rule.when is not None else None,
        _render_scope(program, rule.scope),
        _render_once(program, rule),
        render_caps(rule.caps, unit),
        rule.active.render() if rule.active is not None else None,
        _render_settling(rule),
        render_expiry(rule.expires) if rule.expires is not None else None,
        text("不计入总上限", "beyond the overall caps") if rule.exempt and asset is not None and asset.caps else None,
    )
    return _joined(amount, details)


def _render_once(program: CompiledProgram, rule: EarningRule) -> Text | None:
    once = rule.once
    if not isinstance(once, OncePer):
        return _ONCE.get(once)
    labels = [field_name(program, f"event.{name}", rule.on) for name in once.per]
    zh, en = "、".join(label.zh for label in labels), " and ".join(label.get("en") for label in labels)
    within = _WITHIN.get(once.period)
    in_zh, in_en = (within.zh, f" {within.get('en')}") if within is not None else ("", "")
    if once.scope == "merchant":
        return text(
            f"同一{zh}{in_zh}仅一次，不论由哪位会员提交",
            f"once{in_en} for each {en}, whoever brings it",
        )
    return text(f"每人同一{zh}{in_zh}一次", f"once{in_en} for each {en} of a member")


def _render_scope(program: CompiledProgram, scope: LineScope | None) -> Text | None:
    if scope is None:
        return None
    words = scope.render(program.origin.goods_name, program.spec.currency)
    delivery = text("含配送费", "with the delivery") if scope.delivery else text("不含配送费", "without the delivery")
    if words is None:
        return delivery
    return text(f"{words.zh}，{delivery.zh}", f"{words.get('en')}, {delivery.get('en')}")


def _render_settling(rule: EarningRule) -> Text | None:
    days = rule.settle_after_days
    return text(f"{days} 天后到账", f"available after {days} days") if days else None


def _render_amount(program: CompiledProgram, rule: EarningRule, name: Text) -> Text:
    amount = rule.amount
    if isinstance(amount, FixedAmount):
        by_tier = [(tier_name(program, tier), value) for tier, value in amount.by_tier.items()]
        head = text(f"+{amount.fixed} {name.zh}", f"+{amount.fixed} {name.get('en')}")
        if not by_tier:
            return head
        zh = "，".join(f"{tier.zh} +{value}" for tier, value in by_tier)
        en = ", ".join(f"{tier.get('en')} +{value}" for tier, value in by_tier)
        return text(f"{head.zh}，{zh}", f"{head.get('en')}, {en}")
    return _render_rate(program, rule.on, amount, name)


def _render_rate(program: CompiledProgram, event_type: str, amount: RateAmount, name: Text) -> Text:
    per = amount.per
    event = program.events.find(event_type)
    field = event.fields.get(per.field) if event is not None else None
    if per.field.endswith("_cents"):
        every = format_money(program, per.every)
        every = text(before_words(every), every.get("en"))
    else:
        label = field.label if field is not None else text(per.field, per.field)
        every = text(f"{per.every} {label.zh}", f"{per.every} {label.get('en')}")
    zh, en = f"每 {every.zh}得 {per.points} {name.zh}", f"{per.points} {name.get('en')} for every {every.get('en')}"
    if amount.minimum:
        zh, en = f"{zh}，至少 {amount.minimum}", f"{en}, at least {amount.minimum}"
    if amount.maximum is not None:
        zh, en = f"{zh}，至多 {amount.maximum}", f"{en}, at most {amount.maximum}"
    return text(zh, en)


def _render_multiplier(program: CompiledProgram, item: MultiplierSpec) -> Text:
    assets = [asset_index(program)[asset].name for asset in item.assets if asset in asset_index(program)]
    of = text("、".join(a.zh for a in assets) or "-", ", ".join(a.get("en") for a in assets) or "-")
    factors = list[tuple[Text | None, int]]([(None, item.factor_bps)] if item.factor_bps != 10_000 else [])
    factors += [(tier_name(program, tier), factor) for tier, factor in item.by_tier.items()]
    shown = [(tier, format_factor(factor)) for tier, factor in factors] or [(None, "1")]
    zh = "，".join(f"{tier.zh} {factor} 倍" if tier else f"{factor} 倍" for tier, factor in shown)
    en = ", ".join(f"{tier.get('en')} × {factor}" if tier else f"× {factor}" for tier, factor in shown)
    details = (
        render_condition(program, item.when) if item.when is not None else None,
        item.active.render() if item.active is not None else None,
    )
    return _joined(text(f"{of.zh} {zh}", f"{of.get('en')} {en}"), details)


def _render_orders(program: CompiledProgram) -> Text:
    if program.section("orders", OrdersSpec).unique == "merchant":
        return text("同一订单只计一次，不论由哪位会员提交", "one order counts once, whoever brings it")
    return text("同一会员的同一订单只计一次", "one order of a member counts once")


def _render_day(program: CompiledProgram, day: SpecialDaySpec) -> Text:
    pattern = render_pattern(day.on)
    if not day.tiers:
        return pattern
    tiers = [tier_name(program, tier) for tier in day.tiers]
    return _joined(
        pattern, [text(f"仅限{'、'.join(t.zh for t in tiers)}", f"only for {', '.join(t.get('en') for t in tiers)}")]
    )


def _render_asset(asset: AssetSpec) -> Text:
    validity = render_expiry(asset.expiry) if asset.lots else text("长期有效", "never expires")
    return _joined(validity, [render_caps(asset.caps, asset.unit)])
