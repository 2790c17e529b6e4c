"""Findings about conditions: fields that lead nowhere, values that cannot be, contradictions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from liuke.decision.domain import CompiledProgram
from liuke.earning.spec import CounterSpec, SpecialDaySpec
from liuke.earning.wording import ladder_names
from liuke.kernel.text import text
from liuke.ledger.postings import asset_index
from liuke.program.conditions import AllOf, AnyCondition, AnyOf, Compare, Scalar, walk
from liuke.program.findings import Finding


def find_condition_faults(
    program: CompiledProgram, condition: AnyCondition, path: str, event_types: Sequence[str]
) -> Iterator[Finding]:
    """Every finding about a condition that is asked on these events."""
    for node in walk(condition):
        fault = _field_fault(program, node.field, event_types)
        if fault:
            yield Finding(
                path, "unknown-condition-field", "error",
                text(f"字段 {node.field} 不存在：{fault}", f"field {node.field} leads nowhere: {fault}"),
                text("改用已有的字段", "use a field that exists"),
            )  # fmt: skip
        if node.field == "member.tier":
            yield from _tier_faults(program, node, path)
    reason = find_contradiction(condition)
    if reason:
        yield Finding(
            path, "condition-never-true", "error",
            text(f"条件永远不成立：{reason}", f"the condition can never be true: {reason}"),
            text("检查条件", "mend the condition"),
        )  # fmt: skip


def _field_fault(program: CompiledProgram, field: str, event_types: Sequence[str]) -> str:
    root, _, rest = field.partition(".")
    if root == "counter":
        known: Iterable[str] = (spec.id for spec in program.items("counters", CounterSpec))
    elif root == "special_day":
        known = (spec.id for spec in program.items("special_days", SpecialDaySpec))
    elif root == "balance":
        known = asset_index(program)
    elif root == "event" and field not in {"event.first_order", "event.order_number"}:
        return _event_field_fault(program, rest, event_types)
    else:
        try:
            program.resolve(field)
        except KeyError:
            return f"no root {root}"
        return ""
    return "" if rest in set(known) else f"no {root} {rest}"


def _event_field_fault(program: CompiledProgram, field: str, event_types: Sequence[str]) -> str:
    events = [event for name in event_types if (event := program.events.find(name)) is not None]
    if not events or any(event.open or field in event.fields for event in events):
        return ""
    return f"{', '.join(event.name for event in events)} has no field {field}"


def _tier_faults(program: CompiledProgram, node: Compare, path: str) -> Iterator[Finding]:
    known = ladder_names(program)
    for value in node.value if isinstance(node.value, tuple) else (node.value,):
        if node.op != "exists" and value not in known:
            yield Finding(
                path, "unknown-tier", "error",
                text(f"等级 {value} 不存在，条件无意义", f"there is no tier {value} to compare with"),
                text(f"可用：{'、'.join(known) or '无'}", f"use one of: {', '.join(known) or 'none'}"),
            )  # fmt: skip


def find_contradiction(condition: AnyCondition) -> str:
    """Why the condition can never be true; empty where no contradiction is seen, which proves nothing."""
    if isinstance(condition, AnyOf):
        reasons = [find_contradiction(part) for part in condition.any]
        return reasons[0] if reasons and all(reasons) else ""
    if not isinstance(condition, AllOf):
        return ""
    nested = next((reason for part in condition.all if (reason := find_contradiction(part))), "")
    return nested or _clash(list(_must_hold(condition)))


def _must_hold(condition: AnyCondition) -> Iterator[Compare]:
    if isinstance(condition, Compare):
        yield condition
    elif isinstance(condition, AllOf):
        for part in condition.all:
            yield from _must_hold(part)


def _clash(nodes: list[Compare]) -> str:
    by_field = dict[str, list[Compare]]()
    for node in nodes:
        by_field.setdefault(node.field, []).append(node)
    for field, same in by_field.items():
        allowed: set[Scalar] | None = None
        low, high = -(2**62), 2**62
        for node in same:
            value = node.value
            if node.op in {"eq", "in"}:
                here: set[Scalar] = set(value) if isinstance(value, tuple) else {value}
                allowed = here if allowed is None else allowed & here
            elif isinstance(value, bool) or not isinstance(value, int):
                continue
            elif node.op in {"gt", "gte"}:
                low = max(low, value + (node.op == "gt"))
            elif node.op in {"lt", "lte"}:
                high = min(high, value - (node.op == "lt"))
        if low > high:
            return f"{field} ≥ {low} and ≤ {high}"
        if allowed is not None and not [v for v in allowed if type(v) is not int or low <= v <= high]:
            return f"{field} cannot have all of these values"
    return ""


def required_value(condition: AnyCondition | None, field: str) -> Scalar | None:
    """The one value that ``field`` must have for the condition to hold, or ``None``."""
    if condition is None:
        return None
    for node in _must_hold(condition):
        if node.field == field and node.op == "eq" and not isinstance(node.value, tuple):
            return node.value
    return None
