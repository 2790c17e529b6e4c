"""Findings about counters, member days, earning rules and multipliers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from liuke.decision.domain import CompiledProgram, Evidence
from liuke.earning.measured import SCOPED_FIELDS
from liuke.earning.spec import (
    AddField,
    CounterSpec,
    DayPattern,
    EarningRule,
    FixedAmount,
    MultiplierSpec,
    OncePer,
    OrdersSpec,
    RateAmount,
    SpecialDaySpec,
)
from liuke.earning.special_days import can_ever_come, can_ever_match
from liuke.earning.wording import ladder_names
from liuke.events.catalogue import EventType
from liuke.goods.scope import LineScope
from liuke.kernel.lunar import LAST_YEAR
from liuke.kernel.text import text
from liuke.ledger.postings import asset_index
from liuke.ledger.spec import ExpiresInactive, NeverExpires
from liuke.program.condition_lint import required_value
from liuke.program.findings import Finding

_BOUNDED_BY_NATURE = frozenset(("order.paid", "referral.first_order", "member.registered"))
"""Events that cost the member money, or happen once."""

_INTEGER_KINDS = frozenset(("int", "cents", "points", "day", "t_us"))


def find_faults(program: CompiledProgram, evidence: Evidence) -> Iterable[Finding]:
    """Every finding of this domain."""
    del evidence
    yield from _counter_faults(program)
    yield from _day_faults(program)
    yield from _order_faults(program)
    rules = program.items("earning", EarningRule)
    for number, rule in enumerate(rules):
        path = f"earning.{number}"
        yield from _reference_faults(program, rule, path)
        yield from _amount_faults(program, rule, path)
        field = rule.amount.per.field if isinstance(rule.amount, RateAmount) else ""
        yield from find_scope_faults(rule.scope, (rule.on,), field, path)
        yield from _bound_faults(program, rule, path)
        yield from _expiry_faults(program, rule, f"{path}.expires")
        yield from _once_faults(program, rule, f"{path}.once")
    yield from _overlaps(rules)
    yield from _loops(program, rules)
    yield from _multiplier_faults(program, rules)


def find_unknown_event(program: CompiledProgram, event_type: str, path: str) -> Iterator[Finding]:
    """An event type that the catalogue does not have."""
    if program.events.find(event_type) is None:
        yield Finding(
            path, "unknown-event", "error",
            text(f"事件 {event_type} 不存在", f"there is no event {event_type}"),
            text("改用已有事件，或在 custom_events 中声明", "use a known event, or declare it in custom_events"),
        )  # fmt: skip


def find_unknown_tiers(program: CompiledProgram, tiers: Iterable[str], path: str) -> Iterator[Finding]:
    """Tiers that the ladder does not have."""
    known = ladder_names(program)
    for tier in tiers:
        if tier not in known:
            yield Finding(
                path, "unknown-tier", "error",
                text(f"等级 {tier} 不存在", f"there is no tier {tier}"),
                text(f"可用：{'、'.join(known) or '无'}", f"use one of: {', '.join(known) or 'none'}"),
            )  # fmt: skip


def find_unknown_assets(program: CompiledProgram, assets: Iterable[str], path: str) -> Iterator[Finding]:
    """Assets that the program does not have."""
    known = asset_index(program)
    for asset in assets:
        if asset not in known:
            yield Finding(
                path, "unknown-asset", "error",
                text(f"账户 {asset} 不存在", f"there is no asset {asset}"),
                text(f"可用：{'、'.join(known)}", f"use one of: {', '.join(known)}"),
            )  # fmt: skip


def _field_fault(program: CompiledProgram, event_type: str, field: str, path: str) -> Iterator[Finding]:
    event = program.events.find(event_type)
    if event is None:
        return
    spec = event.fields.get(field)
    if spec is None:
        yield _undeclared_field(event, field, path) if event.open else Finding(
            path, "unknown-field", "error",
            text(f"{event_type} 没有字段 {field}", f"{event_type} has no field {field}"),
            text("改用该事件的字段", "use a field of that event"),
        )  # fmt: skip
    elif spec.kind not in _INTEGER_KINDS:
        yield Finding(
            path, "field-not-a-number", "error",
            text(f"{event_type}.{field} 不是整数", f"{event_type}.{field} is no whole number but {spec.kind}"),
            text("改用整数字段", "use a field that is a whole number"),
        )  # fmt: skip


def _undeclared_field(event: EventType, field: str, path: str) -> Finding:
    """A field that an open event may have: typed wrong, or of orders of the own checkout, it never comes."""
    order = event.name == "order.paid"
    return Finding(
        path, "field-undeclared", "warning",
        text(
            f"{event.name} 未声明字段 {field}：只有发送方自带它时才有值"
            + ("，自有结算的订单从不带它" if order else ""),
            f"{event.name} does not declare {field}: it counts only where the sender adds it"
            + (", and orders of the own checkout never have it" if order else ""),
        ),
        text(
            "改用已声明的字段" + ("，或用 scope 限定订单中的商品" if order else ""),
            "use a declared field" + (", or a scope over the lines of the order" if order else ""),
        ),
        {"field": field},
    )  # fmt: skip


def find_scope_faults(scope: LineScope | None, on: Iterable[str], field: str, path: str) -> Iterator[Finding]:
    """A scope over lines where there are none, or with a field that lines do not tell apart."""
    if scope is None:
        return
    lineless = [event for event in on if event != "order.paid"]
    if lineless:
        yield Finding(
            f"{path}.scope", "scope-without-lines", "error",
            text(f"{'、'.join(lineless)} 没有订单明细", f"{', '.join(lineless)} has no lines of goods"),
            text("scope 仅用于 order.paid", "a scope is for order.paid only"),
        )  # fmt: skip
    if field and field not in SCOPED_FIELDS:
        yield Finding(
            f"{path}.scope", "scope-without-lines", "error",
            text(f"明细中没有 {field}", f"lines do not tell {field} apart"),
            text(f"可用字段：{'、'.join(SCOPED_FIELDS)}", f"fields with a scope: {', '.join(SCOPED_FIELDS)}"),
        )  # fmt: skip


def _counter_faults(program: CompiledProgram) -> Iterator[Finding]:
    for number, counter in enumerate(program.items("counters", CounterSpec)):
        path = f"counters.{number}"
        for event_type in counter.on:
            yield from find_unknown_event(program, event_type, f"{path}.on")
            if isinstance(counter.add, AddField):
                yield from _field_fault(program, event_type, counter.add.field, f"{path}.add.field")
        field = counter.add.field if isinstance(counter.add, AddField) else ""
        yield from find_scope_faults(counter.scope, counter.on, field, path)


def _order_faults(program: CompiledProgram) -> Iterator[Finding]:
    if program.section("orders", OrdersSpec).unique == "member":
        yield Finding(
            "orders.unique", "order-earns-for-each-member", "warning",
            text("同一张小票可由多名会员各得一次奖励", "one receipt earns for every member who brings it"),
            text("设为全商户只算一次", "let it count once for the whole merchant"),
        )  # fmt: skip


def _day_faults(program: CompiledProgram) -> Iterator[Finding]:
    for number, day in enumerate(program.items("special_days", SpecialDaySpec)):
        yield from find_unknown_tiers(program, day.tiers, f"special_days.{number}.tiers")
        yield from _lunar_faults(day.on, f"special_days.{number}.on")
        if not can_ever_match(day.on):
            yield Finding(
                f"special_days.{number}.on", "member-day-never-comes", "error",
                text(f"会员日 {day.id} 永远不会到来", f"member day {day.id} never comes"),
                text("检查日期，或让短月取最后一天", "check dates and span, or let short months take their last day"),
            )  # fmt: skip


def _lunar_faults(pattern: DayPattern, path: str) -> Iterator[Finding]:
    """What the table of the Chinese calendar does not have."""
    for place, one in enumerate(pattern.lunar):
        if len(pattern.lunar) > 1 and not can_ever_come(one, pattern.between):
            shown = one.render_day()
            yield Finding(
                f"{path}.lunar.{place}", "lunar-day-never-comes", "error",
                text(f"{shown.zh}在此期间不会到来（农历表到 {LAST_YEAR} 年）",
                     f"{shown.get('en')} does not come in this span (the table ends in {LAST_YEAR})"),
                text("检查日期和期间，或删去这一项", "check day and span, or drop it"),
            )  # fmt: skip
    end = pattern.between.to if pattern.lunar and pattern.between is not None else None
    if end is not None and int(end[:4]) > LAST_YEAR:
        yield Finding(
            f"{path}.between", "lunar-outside-table", "warning",
            text(f"农历表到 {LAST_YEAR} 年为止，之后的农历节日不会到来",
                 f"the table of the Chinese calendar ends in {LAST_YEAR}: no festival comes after it"),
            text(f"把结束日期改到 {LAST_YEAR} 年以内", f"let the span end by {LAST_YEAR}"),
        )  # fmt: skip


def _reference_faults(program: CompiledProgram, rule: EarningRule, path: str) -> Iterator[Finding]:
    yield from find_unknown_event(program, rule.on, f"{path}.on")
    yield from find_unknown_assets(program, (rule.asset,), f"{path}.asset")
    if isinstance(rule.amount, FixedAmount):
        yield from find_unknown_tiers(program, rule.amount.by_tier, f"{path}.amount.by_tier")
    else:
        yield from _field_fault(program, rule.on, rule.amount.per.field, f"{path}.amount.per.field")
    asset = asset_index(program).get(rule.asset)
    if asset is not None and not asset.lots and rule.settle_after_days:
        yield Finding(
            f"{path}.settle_after_days", "cannot-be-pending", "error",
            text(f"{rule.asset} 不分批，不能待入账", f"{rule.asset} has no lots: nothing of it can be pending"),
            text("改为立即到账，或让账户分批到期", "let it be available at once, or keep the asset in lots"),
        )  # fmt: skip


def _smallest(rule: EarningRule) -> int:
    """The least that the rule gives when it gives anything, multipliers aside."""
    amount = rule.amount
    if isinstance(amount, RateAmount):
        return max(amount.minimum, amount.per.points if amount.rounding == "floor" else 1)
    return min([value for value in (amount.fixed, *amount.by_tier.values()) if value] or [0])


def _amount_faults(program: CompiledProgram, rule: EarningRule, path: str) -> Iterator[Finding]:
    amount, least = rule.amount, _smallest(rule)
    if not least:
        yield Finding(
            f"{path}.amount", "rule-gives-nothing", "warning",
            text(f"规则 {rule.id} 数量为 0", f"rule {rule.id} gives 0"),
            text("填写数量，或删除该规则", "give an amount, or remove the rule"),
        )  # fmt: skip
    if isinstance(amount, RateAmount) and amount.maximum is not None and amount.maximum < amount.minimum:
        yield Finding(
            f"{path}.amount", "maximum-below-minimum", "error",
            text(
                f"至多 {amount.maximum} 小于至少 {amount.minimum}",
                f"maximum {amount.maximum} is below minimum {amount.minimum}",
            ),
            text("调整两者", "change one of them"),
        )  # fmt: skip
    asset = asset_index(program).get(rule.asset)
    overall = asset.caps if asset is not None and not rule.exempt else ()
    for where, cap in [*((f"{path}.caps", c) for c in rule.caps), *((f"{path}.amount", c) for c in overall)]:
        if 0 < cap.limit < least:
            yield Finding(
                where, "cap-below-amount", "warning",
                text(
                    f"上限 {cap.limit}（{cap.period}）小于单次最少 {least}，规则从不全额发放",
                    f"the cap of {cap.limit} a {cap.period} is below {least}, the least the rule gives: always cut",
                ),
                text(f"将上限提高到至少 {least}", f"raise the cap to at least {least}"),
                {"limit": cap.limit, "least": least},
            )  # fmt: skip


def _bound_faults(program: CompiledProgram, rule: EarningRule, path: str) -> Iterator[Finding]:
    asset = asset_index(program).get(rule.asset)
    if asset is None or not asset.spendable or rule.on in _BOUNDED_BY_NATURE or rule.once != "none" or rule.caps:
        return
    if (asset.caps and not rule.exempt) or program.events.find(rule.on) is None:
        return
    yield Finding(
        path, "cost-without-bound", "warning",
        text(
            f"规则 {rule.id} 由 {rule.on} 触发，没有任何上限：发放量没有边界",
            f"rule {rule.id} gives on each {rule.on} and nothing caps it: its cost has no bound",
        ),
        text("为规则加上限或 once，或为账户设总上限", "add caps or once to the rule, or overall caps to the asset"),
    )  # fmt: skip


def _expiry_faults(program: CompiledProgram, rule: EarningRule, path: str) -> Iterator[Finding]:
    """Inactivity is the whole balance's: one rule's points cannot have it, and cannot escape it by living shorter."""
    asset = asset_index(program).get(rule.asset)
    own, moves = rule.expires, asset is not None and isinstance(asset.expiry, ExpiresInactive)
    if isinstance(own, ExpiresInactive) or (moves and own is not None and not isinstance(own, NeverExpires)):
        yield Finding(
            path, "expiry-is-the-balances", "error",
            text("按不活跃到期针对账户的全部余额", "expiry by inactivity is of the whole balance"),
            text("在账户上设置有效期，或改用另一个账户", "set it on the asset, or give an asset of its own"),
        )  # fmt: skip


def _once_faults(program: CompiledProgram, rule: EarningRule, path: str) -> Iterator[Finding]:
    """Things that the event does not name, or that must not be written down in plain."""
    event = program.events.find(rule.on)
    if not isinstance(rule.once, OncePer) or event is None:
        return
    personal = event.list_personal()
    for number, name in enumerate(rule.once.per):
        spec, place = event.fields.get(name), f"{path}.per.{number}"
        if name in personal or (spec is None and event.personal):
            yield Finding(
                place, "once-by-personal-data", "error",
                text(f"{name} 是个人信息，加密保存，不能用于去重", f"{name} is personal: it is kept sealed"),
                text("改用编号类字段", "use a number that says nothing of a person"),
            )  # fmt: skip
        elif spec is None:
            yield _undeclared_field(event, name, place) if event.open else Finding(
                place, "unknown-field", "error",
                text(f"{event.name} 没有字段 {name}", f"{event.name} has no field {name}"),
                text("改用该事件的字段", "use a field of that event"),
            )  # fmt: skip
        elif spec.kind in {"list", "map"}:
            yield Finding(
                place, "once-by-a-list", "error",
                text(f"{name} 是列表或对象，不能区分事物", f"{name} is a {spec.kind}: it names no thing"),
                text("改用编号类字段", "use a field that names one thing"),
            )  # fmt: skip


def _overlaps(rules: tuple[EarningRule, ...]) -> Iterator[Finding]:
    """One finding for each rule that gives beside an earlier one: pairs of many rules are too many for anybody."""
    earlier = dict[tuple[str, str], list[tuple[str, int, int]]]()
    for number, rule in enumerate(rules):
        if rule.when is not None:
            continue
        first, last = rule.active.days() if rule.active is not None else (_FIRST_DAY, _LAST_DAY)
        before = earlier.setdefault((rule.on, rule.asset), [])
        other = next((name for name, begin, end in before if begin <= last and first <= end), None)
        before.append((rule.id, first, last))
        if other is not None:
            yield Finding(
                f"earning.{number}", "overlapping-rules", "warning",
                text(
                    f"规则 {other} 与 {rule.id} 都会在 {rule.on} 时无条件发放 {rule.asset}",
                    f"rules {other} and {rule.id} both give {rule.asset} on each {rule.on}, without a condition",
                ),
                text("合并两条规则，或为其中一条加条件", "join the two rules, or give one a condition"),
            )  # fmt: skip


_FIRST_DAY, _LAST_DAY = -(10**7), 10**7


def _loops(program: CompiledProgram, rules: tuple[EarningRule, ...]) -> Iterator[Finding]:
    """Rules on ``points.earned`` that, directly or through others, earn what sets them off."""
    edges = dict[str, set[str]]()
    feeding = [(number, rule) for number, rule in enumerate(rules) if rule.on == "points.earned"]
    for _, rule in feeding:
        source = required_value(rule.when, "event.asset")
        for asset in [str(source)] if source is not None else list(asset_index(program)):
            edges.setdefault(asset, set()).add(rule.asset)
    for number, rule in feeding:
        source = required_value(rule.when, "event.asset")
        sources = {str(source)} if source is not None else set(asset_index(program))
        if sources & _reachable(edges, rule.asset):
            yield Finding(
                f"earning.{number}", "rule-feeds-itself", "error",
                text(f"规则 {rule.id} 会被自己的发放再次触发", f"rule {rule.id} is set off by what it gives"),
                text("用条件 event.asset 限定触发的账户", "name the asset that may set it off: event.asset"),
            )  # fmt: skip


def _reachable(edges: dict[str, set[str]], start: str) -> set[str]:
    seen, todo = set[str](), [start]
    while todo:
        asset = todo.pop()
        if asset not in seen:
            seen.add(asset)
            todo.extend(edges.get(asset, ()))
    return seen


def _multiplier_faults(program: CompiledProgram, rules: tuple[EarningRule, ...]) -> Iterator[Finding]:
    ids = {rule.id for rule in rules}
    for number, item in enumerate(program.items("multipliers", MultiplierSpec)):
        path = f"multipliers.{number}"
        yield from find_unknown_assets(program, item.assets, f"{path}.assets")
        yield from find_unknown_tiers(program, item.by_tier, f"{path}.by_tier")
        for unknown in sorted(set(item.rules or ()) - ids):
            yield Finding(
                f"{path}.rules", "unknown-rule", "error",
                text(f"规则 {unknown} 不存在", f"there is no earning rule {unknown}"),
                text(f"可用：{'、'.join(sorted(ids))}", f"use one of: {', '.join(sorted(ids))}"),
            )  # fmt: skip
        hit = [
            rule for rule in rules
            if rule.multiplied and rule.asset in item.assets and (item.rules is None or rule.id in item.rules)
        ]  # fmt: skip
        if not hit or all(factor == 10_000 for factor in (item.factor_bps, *item.by_tier.values())):
            yield Finding(
                path, "multiplier-without-effect", "warning",
                text(f"加倍 {item.id} 不影响任何规则", f"multiplier {item.id} changes nothing"),
                text("检查倍率、账户与规则", "check its factor, assets and rules"),
            )  # fmt: skip
